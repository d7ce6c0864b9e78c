import type { SetupList } from '../../protocol';

interface HowToWrite {
  mark: string;
  /** Numbers of steps that do nothing. */
  kept: readonly number[];
  isWindows: boolean;
}

/** One line for a shell, which keeps folder and variables from step to step and ends with the first that fails. */
export function setupScript(list: SetupList, { mark, kept, isWindows }: HowToWrite): string {
  const { folder } = list;
  const steps = list.steps.map((step, index) => (kept.includes(index + 1) ? (isWindows ? 'rem' : ':') : step));
  const begin = folder === '' ? [] : [isWindows ? `cd /d "${folder}"` : `cd ${quoted(asFolder(folder))} || exit`];
  return isWindows
    ? [...begin, ...steps.flatMap((step, index) => [`echo ${markOf(mark, index)}`, `call ${step}`])].join(' && ')
    : [...begin, ...steps.map((step, index) => posixStep(step, markOf(mark, index)))].join('\n');
}

/** `eval` keeps a step that is no whole command from swallowing those after it. */
function posixStep(step: string, mark: string): string {
  return [
    `printf '%s\\n' ${quoted(mark)}`,
    `eval ${quoted(step)}`,
    '__setup_status=$?; if [ "$__setup_status" -ne 0 ]; then exit "$__setup_status"; fi',
  ].join('\n');
}

function markOf(mark: string, index: number): string {
  return `# ${mark} step ${index + 1}`;
}

/** The number of the step that a line of output says to begin; null for any other line. */
export function stepOf(line: string, mark: string): number | null {
  const start = `# ${mark} step `;
  const number = line.startsWith(start) ? Number(line.slice(start.length).trim()) : NaN;
  return Number.isInteger(number) ? number : null;
}

/** A folder below this one that `cd` takes for no option. */
export function asFolder(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
