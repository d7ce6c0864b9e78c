import { modelNamed } from '../models/modelNames';
import { targetIn } from './reviewTarget';

/** What a person begins by writing `/name`. A race without racers, or a review without a target, is still to be asked about. */
export type Launch =
  | { kind: 'experiment' | 'refactor' | 'sprint'; prompt: string }
  /** A name for each racer, the same one several times where it runs several times. */
  | { kind: 'race'; racers: string[]; prompt: string }
  | { kind: 'applyWorktree'; model: string }
  /** The target as it is written; the prompt is what else to look for, and may be empty. */
  | { kind: 'review'; target: string; prompt: string };

/** Why what is written after a slash can't begin anything. */
export interface LaunchProblem {
  kind: 'problem';
  problem: 'unknown-command' | 'no-task' | 'no-model' | 'no-target' | 'too-many-racers' | 'one-racer';
  /** As it was written, without the slash. */
  command: string;
}

export const mostRacers = 16;

/** Reads `/name …`. Null for a text that is no command, such as one that begins with a path. */
export function parseLaunch(text: string): Launch | LaunchProblem | null {
  const [, command, rest = ''] = /^\s*\/([a-z][a-z-]*)(?=\s|$)([^]*)$/i.exec(text) ?? [];
  if (command === undefined) {
    return null;
  }
  const read = readers.get(command.toLowerCase());
  const launch = read === undefined ? 'unknown-command' : read(rest.trim());
  return typeof launch === 'string' ? { kind: 'problem', problem: launch, command } : launch;
}

type Reader = (rest: string) => Launch | LaunchProblem['problem'];

const task =
  (kind: 'experiment' | 'refactor' | 'sprint'): Reader =>
  (prompt) =>
    prompt === '' ? 'no-task' : { kind, prompt };

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['worktree', task('experiment')],
  ['best-of-n', race],
  ['apply-worktree', (model) => (model === '' ? 'no-model' : { kind: 'applyWorktree', model })],
  ['sprint', task('sprint')],
  ['review', review],
  ['refactor', task('refactor')],
]);

/** A model's name, and how many times it runs: `gpt-5 x3`. */
const racer = /^\s*([^\s,]+)(?:[ \t]+[x×][ \t]?(\d{1,3})(?![\w.]))?/i;

function race(rest: string): Launch | LaunchProblem['problem'] {
  const { racers, prompt } = racersIn(rest);
  if (prompt === '') {
    return 'no-task';
  }
  if (racers.length === 1) {
    return 'one-racer';
  }
  return racers.length > mostRacers ? 'too-many-racers' : { kind: 'race', racers, prompt };
}

/** The list goes on after each comma, also in the next line; what follows the last name is the task. */
function racersIn(rest: string): { racers: string[]; prompt: string } {
  const racers: string[] = [];
  let left = rest;
  for (;;) {
    const [whole, name, times] = racer.exec(left) ?? [];
    if (
      whole === undefined ||
      name === undefined ||
      (racers.length === 0 && !isList(left.slice(whole.length), name, times))
    ) {
      return { racers, prompt: left.trim() };
    }
    // One more than allowed says enough.
    const count = Math.min(Number(times ?? 1), mostRacers + 1);
    racers.push(...Array.from({ length: count }, () => name));
    left = left.slice(whole.length);
    const comma = /^\s*,/.exec(left);
    if (comma === null) {
      return { racers, prompt: left.trim() };
    }
    left = left.slice(comma[0].length);
  }
}

/** Whether the first word is a name, and not that of the task: by what follows it, or because models have such names. */
function isList(after: string, name: string, times: string | undefined): boolean {
  return times !== undefined || /^[ \t]*(,|\n)/.test(after) || modelNamed(name) !== null;
}

function review(rest: string): Launch | LaunchProblem['problem'] {
  const found = targetIn(rest);
  return found === null ? 'no-target' : { kind: 'review', ...found };
}
