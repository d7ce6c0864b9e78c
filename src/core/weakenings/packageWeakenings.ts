import type { Weakening } from '../../protocol';
import type { ChangedText } from '../checks/checkPorts';
import { changedThresholds } from './thresholds';

const ofChecks = /^(pre|post)?(test|check|verify|lint|typecheck|coverage|ci)(:.*)?$/;
const runners = ['jest', 'mocha', 'ava', 'vitest', 'nyc', 'c8', 'tap', 'xo', 'eslintConfig'];

/** Scripts that check something, and the settings of test runners, in a package.json that was there before. */
export function packageWeakenings({ path, before, after }: ChangedText): Weakening[] {
  if (before === null) {
    return [];
  }
  const [old, now] = [parsed(before), parsed(after ?? '{}')];
  const at = (name: string): number | null => {
    const index = (after ?? '').split('\n').findIndex((line) => line.trimStart().startsWith(`"${name}"`));
    return index < 0 ? null : index + 1;
  };
  const [oldScripts, scripts] = [record(old['scripts']), record(now['scripts'])];
  const names = [...new Set([...Object.keys(oldScripts), ...Object.keys(scripts)])].filter((name) =>
    ofChecks.test(name),
  );
  const commands = names.filter((name) => scripts[name] !== oldScripts[name] && isOld(name, oldScripts));
  const thresholds = changedThresholds(path, settingsOf(old), settingsOf(now)).map(({ text, ...finding }) => ({
    ...finding,
    text,
    line: at(/^"?([\w.-]+)/.exec(text)?.[1] ?? ''),
  }));
  const settings = runners.filter((name) => name in old && JSON.stringify(old[name]) !== JSON.stringify(now[name]));
  return [
    ...commands.map((name): Weakening => {
      const command = scripts[name];
      return {
        kind: 'changed-command',
        path,
        line: at(name),
        text: typeof command === 'string' ? `${name}: ${command}` : `${name} is gone`,
      };
    }),
    ...thresholds,
    ...(thresholds.length > 0 ? [] : settings).map((name): Weakening => ({
      kind: 'changed-config',
      path,
      line: at(name),
      text: `settings of ${name}`,
    })),
  ];
}

/** A new `pretest` changes what `test` does; a new script of its own name changes nothing that was there. */
function isOld(name: string, oldScripts: Record<string, unknown>): boolean {
  return name in oldScripts || name.replace(/^(pre|post)/, '') in oldScripts;
}

function settingsOf(value: Record<string, unknown>): string {
  return JSON.stringify(Object.fromEntries(runners.map((name) => [name, value[name]])), null, 2);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsed(text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    return { error: String(error) };
  }
}
