import type { TaskView } from '../../protocol';

/** The last that is known of a task's course: `active`, `settled`, or `waiting:` and the request. */
export type Told = string;

interface Step {
  told: Told | undefined;
  /** The person has to be told now. */
  isNews: boolean;
}

/**
 * One step of what a person is told: each request once, each settling once after the task was at work. `isOurs`: this
 * window works on the task; what another one does is told there, unless it began here. A task first seen when it is
 * over is no news.
 */
export function nextNotice(before: Told | undefined, view: TaskView, isOurs: boolean): Step {
  const now = stageOf(view);
  if (now === null || before === now || (!isOurs && now !== 'settled')) {
    return { told: before, isNews: false };
  }
  switch (now) {
    case 'active':
      return { told: now, isNews: false };
    case 'settled':
      return { told: now, isNews: before !== undefined && isResult(view) };
    default:
      return { told: now, isNews: true };
  }
}

function isResult({ state, app }: TaskView): boolean {
  const isDiscarded = app.landing.kind === 'discarded' || app.landing.kind === 'discarding';
  return !isDiscarded && (state.kind === 'complete' || state.kind === 'failed');
}

/** Null for a task without a process: nothing happened, and it goes on when a window takes it up. */
function stageOf({ state }: TaskView): Told | null {
  switch (state.kind) {
    case 'waiting':
      return `waiting:${state.request.requestId}`;
    case 'complete':
    case 'failed':
      return 'settled';
    case 'stopped':
      return state.by === 'user' ? 'settled' : null;
    case 'queued':
    case 'preparing':
    case 'running':
      return 'active';
  }
}
