import { TaskError, toErrorData } from '../../core/errors';
import type { Ids } from '../../core/ports';
import type { LetterBox } from '../../core/letterPorts';
import { nextTrainStep, type TrainStep } from '../../core/train/nextTrainStep';
import type { TrainState } from '../../core/train/trainState';
import type { Git } from '../../core/worktrees/gitPorts';
import type { GroupEntryBody, GroupId, RunnerEvent, TaskId } from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import { resultTree } from '../../core/run/result';
import type { MadeTasks } from '../tasks/madeTasks';
import type { TaskStore } from '../tasks/taskStore';
import { TrainChecks } from './trainChecks';
import { TrainResults } from './trainResults';
import type { Tryouts } from '../bases/tryouts';
import { goneOf, TrainTells } from './trainTells';

export interface TrainDeps {
  git: Git;
  store: Pick<TaskStore, 'current' | 'get' | 'events' | 'onDidChange' | 'catchUp'>;
  groups: GroupStore;
  made: Pick<MadeTasks, 'create'>;
  tryouts: Pick<Tryouts, 'run'>;
  fleet: Pick<FleetActs, 'message' | 'submit' | 'update'>;
  files: { readonly letters: Pick<LetterBox, 'waiting'> };
  ids: Pick<Ids, 'short'>;
}

type StepOf<K extends TrainStep['kind']> = Extract<TrainStep, { kind: K }>;

/** Joins the results of one group, step by step, until it is done or cancelled. */
export class TrainRun {
  private readonly checks: TrainChecks;
  private readonly tells: TrainTells;
  private readonly results: TrainResults;

  /** `signal` ends it where it is; it can be taken up again. */
  constructor(
    private readonly deps: TrainDeps,
    private readonly groupId: GroupId,
    private readonly signal: AbortSignal,
  ) {
    const append = (body: GroupEntryBody): Promise<unknown> => deps.groups.append(groupId, body);
    const until = (isTrue: () => boolean): Promise<void> => this.until(isTrue);
    this.tells = new TrainTells(deps, { append, until });
    this.checks = new TrainChecks(deps, { append, until, signal, tells: this.tells });
    this.results = new TrainResults(deps, { append, groupId });
  }

  /** Rejects with the signal's reason when it is aborted; what else goes wrong is in the journal. */
  async go(): Promise<void> {
    for (let state = this.state(); state !== null; state = this.state()) {
      this.signal.throwIfAborted();
      const step = nextTrainStep(state);
      if (step.kind === 'end') {
        return;
      }
      try {
        await this.perform(state, step);
      } catch (error) {
        this.signal.throwIfAborted();
        await this.append({ type: 'train.failed', trainId: state.train.trainId, error: toErrorData(error) });
      }
    }
  }

  private state(): TrainState | null {
    return this.deps.groups.get(this.groupId).train;
  }

  private append(body: GroupEntryBody): Promise<unknown> {
    return this.deps.groups.append(this.groupId, body);
  }

  private async perform(state: TrainState, step: Exclude<TrainStep, { kind: 'end' }>): Promise<unknown> {
    const { trainId } = state.train;
    switch (step.kind) {
      case 'check':
        return this.checks.check(state, step);
      case 'join':
        return this.append({ type: 'train.joined', trainId, ...joinedOf(state, step) });
      case 'leave':
        return this.append({ type: 'train.left', trainId, taskId: step.car.carriage.taskId, why: step.why });
      case 'tell':
        return this.tells.red(state, step.car, step.why);
      case 'send':
        return this.tells.send(state, step.car);
      case 'await':
        return this.wait(state, step);
      case 'refuse':
        throw new TaskError(
          'not-possible-now',
          `Nothing was joined: ${step.why.receipt.command} fails even without the changes of any agent.`,
          { hint: 'Mend what the agents began from, or combine them without this check.' },
        );
      case 'make':
        return this.results.make(state, step.cars);
    }
  }

  /** Until one of those that were told something is complete anew, or will not be. */
  private async wait(state: TrainState, { cars }: StepOf<'await'>): Promise<void> {
    const { store } = this.deps;
    const { trainId } = state.train;
    const settled = (): (() => Promise<unknown>)[] =>
      cars.flatMap((car) => {
        const { taskId } = car.carriage;
        const view = store.get(taskId);
        const gone = goneOf(view);
        if (gone !== null) {
          return [() => this.append({ type: 'train.left', trainId, taskId, why: { kind: 'gone', said: gone } })];
        }
        const since = car.standing.kind === 'mending' ? car.standing.since : 0;
        const isDone = view.state.kind === 'complete' && finishedAfter(store.events(taskId), since);
        return isDone ? [() => this.tells.mended(state, car, resultTree(view))] : [];
      });
    await this.until(() => settled().length > 0 || this.hasMoved(state));
    const [first] = settled();
    if (first !== undefined && !this.hasMoved(state)) {
      await first();
    }
  }

  private hasMoved(state: TrainState): boolean {
    return this.state() !== state;
  }

  /** Looks when any task or the group changes. */
  private async until(isTrue: () => boolean): Promise<void> {
    const { store, groups } = this.deps;
    this.signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        listening.forEach((listener) => listener.dispose());
        this.signal.removeEventListener('abort', stop);
      };
      const stop = (): void => {
        end();
        reject(this.signal.reason instanceof Error ? this.signal.reason : new Error('stopped'));
      };
      const look = (): void => {
        if (isTrue()) {
          end();
          resolve();
        }
      };
      const listening = [store.onDidChange(look), groups.onDidChange(look)];
      this.signal.addEventListener('abort', stop);
      look();
    });
  }
}

function joinedOf(
  state: TrainState,
  { cars }: StepOf<'join'>,
): { taskIds: TaskId[]; tree: TrainState['checks'][number]['tree'] } {
  const taskIds = cars.map(({ carriage }) => carriage.taskId);
  const check = state.checks.find((each) => each.taskIds.join(' ') === taskIds.join(' '));
  if (check === undefined) {
    throw new TaskError('unexpected', 'What was joined was not checked.', { audience: 'log' });
  }
  return { taskIds, tree: check.tree };
}

function finishedAfter(events: readonly RunnerEvent[], seq: number): boolean {
  return events.some((event) => event.type === 'finished' && event.seq > seq);
}
