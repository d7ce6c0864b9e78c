import type { Weakening } from '../../protocol';

/** Settings of which less is weaker, and of which more is. */
const floors =
  /^(branches|functions|lines|statements|perfile|fail_under|fail-under|minimum|minimumcoverage|minimum_coverage|mincoverage|cov-fail-under|threshold|thresholds|target|break)$/i;
const ceilings =
  /^(max-?_?warnings|max-?_?complexity|complexity|max-?line-?length|max-?lines|max-?depth|max-?params|timeout|testtimeout|hooktimeout|retries|maxfailures|flaky_?retries)$/i;
const switches =
  /^(check-?coverage|check_coverage|failonviolation|forbidonly|forbidpending|failfast|strict|xfail_strict)$/i;

/** `name: 12`, `name = 12`, `['name', 12]`, and as linters have it `name: ['error', 12]` or `['warn', { max: 12 }]`. */
const setting =
  /["']?([A-Za-z][\w-]*)["']?\s*(?:[:=]\s*\[\s*["'](?:error|warn)["']\s*,\s*(?:\{\s*["']?max["']?\s*:\s*)?|[:=]|,(?=\s*\d))\s*["']?(-?\d+(?:\.\d+)?|true|false)\b/g;

interface Value {
  line: number;
  value: string;
}

/** Numbers and switches that were changed to ask for less, or are gone. The nth setting of a name is compared with the nth. */
export function changedThresholds(path: string, before: string, after: string): Weakening[] {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  return [...old].flatMap(([key, values]) =>
    values.flatMap((was, index): Weakening[] => {
      const is = now.get(key)?.[index];
      return isWeaker(key, was.value, is?.value)
        ? [
            {
              kind: 'changed-threshold',
              path,
              line: is?.line ?? null,
              text: `${key}: ${was.value} → ${is?.value ?? 'gone'}`,
            },
          ]
        : [];
    }),
  );
}

function settingsOf(text: string): Map<string, Value[]> {
  const found = new Map<string, Value[]>();
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, key = '', value = ''] of line.matchAll(setting)) {
      if (floors.test(key) || ceilings.test(key) || switches.test(key)) {
        const values = found.get(key) ?? [];
        values.push({ line: index + 1, value });
        found.set(key, values);
      }
    }
  }
  return found;
}

function isWeaker(key: string, was: string, is: string | undefined): boolean {
  if (floors.test(key)) {
    return is === undefined ? Number(was) > 0 : Number(is) < Number(was);
  }
  if (ceilings.test(key)) {
    return is !== undefined && Number(is) > Number(was);
  }
  return was === 'true' && is !== 'true';
}
