import { TaskError } from '../../core/errors';
import type { Ids } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ObjectName, Receipt, RunnerEvent, TaskId, TaskView, TryoutAsk } from '../../protocol';
import { TaskQueue } from '../tasks/taskQueue';
import type { TaskStore } from '../tasks/taskStore';
import { untilTask } from '../tasks/untilTask';

interface Deps {
  git: Pick<Git, 'treeOf'>;
  store: Pick<TaskStore, 'get' | 'events' | 'onDidChange'>;
  fleet: {
    tryOut(taskId: TaskId, ask: TryoutAsk): Promise<void>;
    stop(taskId: TaskId): Promise<void>;
  };
  ids: Pick<Ids, 'short'>;
}

/** What commands come to on commits that are no task's: joined results, and tests of one on the code of another. */
export class Tryouts {
  private readonly queue = new TaskQueue();

  constructor(private readonly deps: Deps) {}

  /**
   * Runs commands in the clean place of a complete task, in their order until one is red, with that task's sandbox,
   * dependencies and limits; one after the other for one task. What was found out for the same files and commands before is
   * not run again. Resolves with a receipt for each command that ran. Throws `TaskError('not-possible-now')` where the task
   * is not complete, and when the run was stopped.
   */
  run(
    taskId: TaskId,
    { commit, commands }: { commit: ObjectName; commands: readonly string[] },
    signal?: AbortSignal,
  ): Promise<Receipt[]> {
    const { git, store, fleet, ids } = this.deps;
    return this.queue.run(taskId, async () => {
      signal?.throwIfAborted();
      const root = store.get(taskId).app.workspace?.repos[0].root ?? '';
      const tree = await git.treeOf(root, commit);
      const known = knownReceipts(store.events(taskId), tree, commands);
      if (known !== null) {
        return known;
      }
      const tryoutId = ids.short();
      await fleet.tryOut(taskId, { tryoutId, commit, tree, commands: [...commands] });
      return this.outcome(taskId, tryoutId, signal);
    });
  }

  /** An abort stops the task, which ends the tryout and leaves the task what it was. */
  private async outcome(taskId: TaskId, tryoutId: string, signal: AbortSignal | undefined): Promise<Receipt[]> {
    const { store, fleet } = this.deps;
    const stop = (): void => void fleet.stop(taskId).catch(() => undefined);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) {
      stop();
    }
    const isDone = ({ run: { tryout } }: TaskView): boolean =>
      tryout?.tryoutId === tryoutId && tryout.receipts !== null;
    const { run } = await untilTask(store, taskId, isDone);
    const receipts = run.tryout?.receipts ?? [];
    signal?.removeEventListener('abort', stop);
    signal?.throwIfAborted();
    if (receipts.length === 0) {
      throw new TaskError('not-possible-now', `Stopped: ${store.get(taskId).task.title} was trying other files aside.`);
    }
    return [...receipts];
  }
}

/** Journals what is to be tried out; the runner does it before anything else. */
export async function askTryout(
  {
    store,
    files,
    ids,
  }: { store: Pick<TaskStore, 'catchUp'>; files: Pick<TaskFiles, 'appendEvents'>; ids: Pick<Ids, 'short'> },
  view: TaskView,
  { ask, fence }: { ask: TryoutAsk; fence: number },
): Promise<void> {
  if (view.state.kind !== 'complete' || view.app.landing.kind === 'discarded') {
    throw new TaskError('not-possible-now', `${view.task.title} is not complete, so nothing was tried out beside it.`);
  }
  await files.appendEvents(view.task.id, [{ type: 'tryout.asked', ...ask }], { fence, causeId: ids.short() });
  await store.catchUp(view.task.id);
}

function knownReceipts(
  events: readonly RunnerEvent[],
  tree: ObjectName,
  commands: readonly string[],
): Receipt[] | null {
  const asked = new Set(
    events.flatMap((event) =>
      event.type === 'tryout.asked' && event.tree === tree && event.commands.join('\0') === commands.join('\0')
        ? [event.tryoutId]
        : [],
    ),
  );
  const done = events.findLast(
    (event) => event.type === 'tryout.done' && asked.has(event.tryoutId) && event.receipts.length > 0,
  );
  return done?.type === 'tryout.done' ? done.receipts : null;
}
