import type { Receipt, RunState, Updated, UpdateTried, UpdateTrying } from '../../protocol';
import { newCourse } from './stalls';

/** Nothing is open, claimed or asked: the next thing is a request to the model. */
export const atRest = {
  next: 'model',
  request: null,
  openCalls: [],
  finishClaimed: false,
  taken: false,
  unread: false,
  interrupted: false,
  isAsking: false,
  round: 0,
  openCheck: null,
  asksWhenRed: false,
  receipt: null,
  checkTail: '',
  progress: null,
} as const satisfies Partial<RunState>;

/**
 * The base moved under a task that did not run. What was found out on the old files counts no more: a complete task is
 * complete again when its checks ran on the new ones, which may have been in a trial; one that was not stays as it was left.
 */
export function runUpdated({ trial }: RunState, { checkpoint, files, then, conflicts }: Updated): Partial<RunState> {
  const goesOn = then !== 'rest';
  const proof = trial?.tree === checkpoint.tree ? greenOnly(trial.receipts ?? []) : [];
  return {
    ...atRest,
    receipt: proof.at(-1) ?? null,
    receipts: proof,
    trial: null,
    resolving: then === 'resolve' ? (conflicts ?? []) : [],
    weakened: [],
    coverageBefore: null,
    undiagnosed: false,
    course: newCourse,
    checkpoint,
    files,
    unkept: false,
    unscanned: false,
    outcome: goesOn ? null : { kind: 'stopped' },
    next: goesOn && then !== 'resolve' ? 'check' : 'model',
    finishClaimed: goesOn && then !== 'resolve',
    asksWhenRed: then === 'check',
  };
}

/** A red one is of a moment: the check is run again, and its output is at hand. */
function greenOnly(receipts: readonly Receipt[]): Receipt[] {
  return receipts.every(({ exitCode }) => exitCode === 0) ? [...receipts] : [];
}

/** The checks run aside, and the task stays what it was. */
export function isTrying({ trial }: Pick<RunState, 'trial'>): boolean {
  return trial !== null && trial.receipts === null;
}

export function runTrying(_: RunState, { head, commit, tree, commands }: UpdateTrying): Partial<RunState> {
  const [command] = commands;
  return {
    trial: { head, commit, tree, receipts: null },
    progress: command === undefined ? null : { kind: 'checking', command, round: 1 },
  };
}

export function runTried({ trial }: RunState, { receipts }: UpdateTried): Partial<RunState> {
  return { trial: trial === null || receipts.length === 0 ? null : { ...trial, receipts }, progress: null };
}
