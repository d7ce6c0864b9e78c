import type { RunState, Updated } from '../../protocol';
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
 * complete again when its checks ran on the new ones, and one that was not stays as it was left.
 */
export function runUpdated(_: RunState, { checkpoint, files, then }: Updated): Partial<RunState> {
  const goesOn = then !== 'rest';
  return {
    ...atRest,
    receipts: [],
    weakened: [],
    coverageBefore: null,
    undiagnosed: false,
    course: newCourse,
    checkpoint,
    files,
    unkept: false,
    unscanned: false,
    outcome: goesOn ? null : { kind: 'stopped' },
    next: goesOn ? 'check' : 'model',
    finishClaimed: goesOn,
    asksWhenRed: then === 'check',
  };
}
