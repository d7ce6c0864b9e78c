import type {
  QueuedWhy,
  RunnerEvent,
  Request,
  RunState,
  AppState,
  Outcome,
  Task,
  TaskEntry,
  TaskState,
  TaskView,
} from '../../protocol';
import { foldApp, initialApp } from '../run/appReducer';
import { foldRun, initialRun } from '../run/runReducer';
import { isAside } from '../run/runTryout';

/**
 * Folds both journals of a task. `isOwned`: a living process works on it; without one a task that was under way is shown
 * as interrupted. Returns null when the journal has no `created` entry.
 */
export function viewTask(
  entries: readonly TaskEntry[],
  events: readonly RunnerEvent[],
  isOwned: boolean,
): TaskView | null {
  const created = entries.find((entry) => entry.type === 'created');
  if (created === undefined) {
    return null;
  }
  const title = entries.findLast((entry) => entry.type === 'renamed')?.title ?? created.task.title;
  const app = entries.reduce(foldApp, initialApp);
  const run = events.reduce(foldRun, initialRun);
  return withState({ ...created.task, title }, app, run, isOwned);
}

/** The view after one more entry. */
export function viewWithEntry(view: TaskView, entry: TaskEntry, isOwned: boolean): TaskView {
  const task = entry.type === 'renamed' ? { ...view.task, title: entry.title } : view.task;
  return withState(task, foldApp(view.app, entry), view.run, isOwned);
}

/** The view after one more event. */
export function viewWithEvent(view: TaskView, event: RunnerEvent, isOwned: boolean): TaskView {
  return withState(view.task, view.app, foldRun(view.run, event), isOwned);
}

export function viewWithOwner(view: TaskView, isOwned: boolean): TaskView {
  return withState(view.task, view.app, view.run, isOwned);
}

/** The view that says what its task waits for while it is queued. */
export function viewWithWhy(view: TaskView, why: QueuedWhy | undefined): TaskView {
  if (view.state.kind !== 'queued') {
    return view;
  }
  return { ...view, state: { kind: 'queued', ...(why === undefined ? {} : { why }) } };
}

function withState(task: Task, app: AppState, run: RunState, isOwned: boolean): TaskView {
  return { task, app, run, state: stateOf({ task, app, run }, isOwned) };
}

type Folded = Pick<TaskView, 'task' | 'app' | 'run'>;

function stateOf({ task, app, run }: Folded, isOwned: boolean): TaskState {
  const { stage } = app;
  switch (stage.kind) {
    case 'cancelled':
      return { kind: 'stopped', by: 'user' };
    case 'failed':
      return run.seq > stage.afterSeq ? runState(task, run, isOwned) : { kind: 'failed', error: stage.error };
    case 'queued':
      return app.chain.broken === null ? { kind: 'queued' } : { kind: 'waiting', request: app.chain.broken };
    case 'preparing':
      return isOwned ? { kind: 'preparing', step: stage.step } : { kind: 'stopped', by: 'interrupted' };
    case 'prepared':
      return runState(task, run, isOwned);
  }
}

function runState(task: Task, run: RunState, isOwned: boolean): TaskState {
  if (run.outcome !== null && !isAside(run)) {
    return finalState(run.outcome);
  }
  if (run.request !== null && !answersItself(task, run.request)) {
    return { kind: 'waiting', request: run.request };
  }
  const progress = run.copying === null ? run.progress : ({ kind: 'copying', ...run.copying } as const);
  return isOwned ? { kind: 'running', progress } : { kind: 'stopped', by: 'interrupted' };
}

/** A task that was told what to do with approvals never waits for a person to give one. */
function answersItself({ approve }: Task, request: Request): boolean {
  return (request.kind === 'approval' || request.kind === 'setup') && approve !== 'ask';
}

/** What a task is after its runner wrote this outcome. */
export function finalState(outcome: Outcome): TaskState {
  switch (outcome.kind) {
    case 'failed':
      return { kind: 'failed', error: outcome.error };
    case 'stopped':
      return { kind: 'stopped', by: 'user' };
    case 'verified':
    case 'unverified':
    case 'answered':
    case 'taken':
      return { kind: 'complete', result: outcome };
  }
}
