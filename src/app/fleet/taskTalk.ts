import { StoreError, TaskError } from '../../core/errors';
import { isPossibleAnswer } from '../../core/run/possibleAnswers';
import type { Letter, Said, SideCommand, TaskId, TaskView } from '../../protocol';
import type { Chains } from './chains';
import type { FleetDeps } from './fleetDeps';
import type { SharedRunner } from './sharedRunner';
import type { TaskRuns } from './taskRuns';

interface Deps extends Pick<FleetDeps, 'store'> {
  chains: Chains;
  runs: TaskRuns;
  runner: SharedRunner;
  discard: (taskId: TaskId) => Promise<void>;
}

type Answer = Extract<Said, { type: 'answer' }>;

/** Does what is said to a task that this process owns, or can own, whichever process it was said in. */
export class TaskTalk {
  constructor(private readonly deps: Deps) {}

  /** `told` when the runner was told, whose event with the letter's id will say that it is done. */
  async perform(taskId: TaskId, { id, said }: Letter): Promise<'told' | 'done'> {
    switch (said.type) {
      case 'message':
        await this.goOn(taskId, () => this.deps.runner.tell({ ...said, id, taskId }));
        return 'told';
      case 'answer':
        return this.answer(taskId, id, said);
      case 'stop':
        await this.stop(taskId);
        return 'done';
      case 'withdraw':
      case 'move':
      case 'reword':
      case 'aside':
      case 'overlaps':
        return this.tell(taskId, id, said);
    }
  }

  /** Resolves when the answer is in the journal. */
  private async answer(taskId: TaskId, id: string, said: Answer): Promise<'told' | 'done'> {
    const { store, runs, runner, discard } = this.deps;
    if (store.get(taskId).app.chain.broken?.requestId === said.requestId) {
      return this.answerChain(taskId, said);
    }
    const isOpen = (): boolean => store.get(taskId).run.request?.requestId === said.requestId;
    if (!isOpen()) {
      // Another process may have read of it before our own runner's word of it came.
      await store.catchUp(taskId);
    }
    if (!isOpen()) {
      throw new TaskError('not-possible-now', 'This question was answered already.');
    }
    refuseUnknownAnswer(store.get(taskId), said);
    if (said.decision.kind === 'discard') {
      await discard(taskId);
      return 'done';
    }
    await this.goOn(taskId, () => runner.tell({ ...said, id, taskId }));
    await runs.until(taskId, () => !isOpen() || !runs.has(taskId));
    return isOpen() ? 'told' : 'done';
  }

  /** Before a task has begun no runner knows of it. */
  private async answerChain(taskId: TaskId, said: Answer): Promise<'done'> {
    const { store, runs, chains, discard } = this.deps;
    refuseUnknownAnswer(store.get(taskId), said);
    if (said.decision.kind === 'discard') {
      await discard(taskId);
      return 'done';
    }
    await runs.within(taskId, async (view) => {
      refuseDiscarded(view);
      await chains.startAnyway(taskId);
      return 'run';
    });
    return 'done';
  }

  /** Resolves when the task is stopped and no process of it is left. */
  private async stop(taskId: TaskId): Promise<void> {
    const { store, runs } = this.deps;
    if (runs.has(taskId)) {
      await runs.stop(taskId);
      return;
    }
    await runs.within(taskId, async ({ state }) => {
      if (!hasEnded(state)) {
        await store.append(taskId, { type: 'cancelled' });
      }
      return 'done';
    });
  }

  private tell(taskId: TaskId, id: string, said: SideCommand): 'told' | 'done' {
    const { store, runs, runner } = this.deps;
    if (!runs.has(taskId) && store.ownerOf(taskId) === 'another') {
      throw new StoreError('owned', 'Another window or terminal works on this task.', { hint: 'Ask there.' });
    }
    if (!runs.has(taskId)) {
      throw new TaskError('not-possible-now', 'Nobody works on this task now.', {
        hint: 'Send it a message, and it goes on.',
      });
    }
    const { queued } = store.get(taskId).run;
    const isLate = 'queuedSeq' in said && !queued.some(({ seq }) => seq === said.queuedSeq);
    if (isLate && said.type === 'reword') {
      throw new TaskError('not-possible-now', 'The message was not changed: it was sent before, or withdrawn.', {
        hint: 'Send what you wrote as a message of its own.',
      });
    }
    runner.tell({ ...said, id, taskId });
    // No event need follow: who was told of it already is not told again.
    return isLate || said.type === 'overlaps' ? 'done' : 'told';
  }

  /** A task that ended goes on with what it is told. */
  private goOn(taskId: TaskId, tell: () => void): Promise<void> {
    return this.deps.runs.within(taskId, async (view) => {
      refuseDiscarded(view);
      if (view.app.stage.kind === 'failed' || view.app.stage.kind === 'cancelled') {
        await this.deps.store.append(taskId, { type: 'retried' });
      }
      tell();
      return 'run';
    });
  }
}

function hasEnded(state: TaskView['state']): boolean {
  const isStopped = state.kind === 'stopped' && state.by === 'user';
  return isStopped || state.kind === 'complete' || state.kind === 'failed';
}

/** A request that is not open here is left to who owns the task. */
export function refuseUnknownAnswer(
  { run, app }: TaskView,
  { requestId, decision }: Pick<Answer, 'requestId' | 'decision'>,
): void {
  const request = run.request ?? app.chain.broken;
  if (request?.requestId === requestId && !isPossibleAnswer(request, decision)) {
    throw new TaskError(
      'not-possible-now',
      "The answer was not given: what the agent asks can't be answered like this.",
      {
        hint: 'Look at what it asks, and choose one of the answers offered there.',
      },
    );
  }
}

export function refuseDiscarded({ app }: TaskView): void {
  if (app.landing.kind === 'discarded') {
    throw new TaskError('not-possible-now', 'This task was discarded.', { hint: 'Restore it first.' });
  }
}
