import type { Check } from '../../protocol';

type CoverageCheck = Extract<Check, { kind: 'coverage' }>;

/** `Coverage of src/auth at least 80 %`, `test coverage for "src/auth": ≥ 80%`, `coverage of src/auth >= 80 percent`. */
const goal =
  /\bcoverage\s+(?:of|for|in)\s+(?:(["'`])(?<quoted>[^"'`\n]{1,500})\1|(?<plain>[^\s,;:"'`]{1,500}))[\s:,]{0,5}(?:(?:has to be|must be|should be|is|of)\s+)?(?:at\s+least|>=|≥|min(?:imum|\.)?|of at least)\s*(?<percent>\d{1,3}(?:\.\d{1,3})?)\s*(?:%|percent)/giu;

/** What a text asks of coverage, as checks; each path once, with the last figure for it. */
export function coverageGoals(text: string): CoverageCheck[] {
  const goals = new Map<string, CoverageCheck>();
  for (const { groups = {} } of text.matchAll(goal)) {
    const path = (groups['quoted'] ?? groups['plain'] ?? '').replace(/^\.\//, '');
    const percent = Number(groups['percent']);
    if (path !== '' && percent <= 100) {
      goals.set(path, { kind: 'coverage', path, percent });
    }
  }
  return [...goals.values()];
}
