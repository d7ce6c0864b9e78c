import type { Diagnostics, FileChange, Problem, RunState, Task } from '../../protocol';
import { globMatcher, splitGlobs } from '../files/glob';
import { phaseOf } from '../run/phase';
import type { ChangedFile } from './problemPorts';

const maxTold = 20;
const maxText = 4000;

/**
 * Whether problems are to be looked for before the model is asked again, or before its work is checked. What a command
 * task did is nobody's to correct.
 */
export function isDiagnosisDue(task: Task, run: RunState): boolean {
  const isBetween = run.next === 'model' || (run.next === 'check' && run.openCheck === null);
  return (
    task.diagnostics !== undefined &&
    task.engine.kind === 'model' &&
    run.undiagnosed &&
    run.files.length > 0 &&
    isBetween &&
    run.receipts.length === 0 &&
    !run.taken &&
    phaseOf(task, run) === 'work'
  );
}

/** The files that are there to be looked at. */
export function changedFiles(files: readonly FileChange[]): ChangedFile[] {
  return files.flatMap(({ path, status, oldPath }) =>
    status === 'deleted' ? [] : [{ path, oldPath: oldPath ?? path }],
  );
}

/** The commands that one of the files is a reason for, each once. */
export function commandsFor({ commands }: Diagnostics, files: readonly ChangedFile[]): string[] {
  const due = commands.filter(({ glob }) => {
    const fits = splitGlobs(glob).map(globMatcher);
    return files.some(({ path }) => fits.some((isFit) => isFit(path)));
  });
  return [...new Set(due.map(({ command }) => command))];
}

/** Those in the files that are bad enough to be told. */
export function tellable(
  problems: readonly Problem[],
  files: readonly ChangedFile[],
  least: Diagnostics['least'],
): Problem[] {
  const paths = new Set(files.map(({ path }) => path));
  return problems.filter(({ path, severity }) => paths.has(path) && (least === 'warning' || severity === 'error'));
}

/** Those that are not in `known`, wherever in its file one stands: lines move. Each of several alike counts. */
export function without(problems: readonly Problem[], known: readonly Problem[]): Problem[] {
  const left = new Map<string, number>();
  known.forEach((problem) => left.set(essence(problem), (left.get(essence(problem)) ?? 0) + 1));
  return problems.filter((problem) => {
    const count = left.get(essence(problem)) ?? 0;
    left.set(essence(problem), count - 1);
    return count <= 0;
  });
}

/** The problems of before under the names that their files have now. */
export function renamed(problems: readonly Problem[], files: readonly ChangedFile[]): Problem[] {
  const names = new Map(files.map(({ path, oldPath }) => [oldPath, path]));
  return problems.map((problem) => ({ ...problem, path: names.get(problem.path) ?? problem.path }));
}

/** What several say of the same place in the same words is one problem. */
export function merged(problems: readonly (readonly Problem[])[]): Problem[] {
  const [first = [], ...others] = problems;
  return others.reduce<Problem[]>(
    (all, more) => {
      const known = new Set(all.map(spot));
      return [...all, ...more.filter((problem) => !known.has(spot(problem)))];
    },
    [...first],
  );
}

/** What the model is told, and of which problems that is; `isCompared` tells whether those of before were left out. */
export function diagnosisText(
  problems: readonly Problem[],
  isCompared: boolean,
): { told: Problem[]; more: number; text: string } {
  if (problems.length === 0) {
    return { told: [], more: 0, text: '' };
  }
  const heading = isCompared
    ? 'New problems in files that you changed, found after this step:'
    : 'Problems in files that you changed, found after this step; some may have been there before:';
  const told: Problem[] = [];
  let length = heading.length;
  for (const problem of problems.slice(0, maxTold)) {
    length += problemLine(problem).length + 1;
    if (length > maxText && told.length > 0) {
      break;
    }
    told.push(problem);
  }
  const more = problems.length - told.length;
  const rest = more === 0 ? [] : [`[${more} more are not shown.]`];
  return { told, more, text: [heading, ...told.map(problemLine), ...rest].join('\n') };
}

/** `src/a.ts:3:5: error TS2322: …`. */
export function problemLine({ path, line, column, severity, code, message }: Problem): string {
  const where = [path, line, ...(column === undefined ? [] : [column])].join(':');
  return `${where}: ${severity}${code === undefined ? '' : ` ${code}`}: ${message}`;
}

function essence({ path, severity, message }: Problem): string {
  return JSON.stringify([path, severity, message]);
}

function spot({ path, line, message }: Problem): string {
  return JSON.stringify([path, line, message]);
}
