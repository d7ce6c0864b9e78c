import { AppError, TaskError, toErrorData } from '../core/errors';
import type { Ids } from '../core/ports';
import type { LetterBox } from '../core/letterPorts';
import { mendingStart } from '../core/train/mendingText';
import { nextTrainStep, type TrainStep } from '../core/train/nextTrainStep';
import type { TrainState } from '../core/train/trainState';
import type { Git } from '../core/worktrees/gitPorts';
import type { GroupEntryBody, GroupId, RunnerEvent, TaskId, TaskView } from '../protocol';
import type { FleetActs } from './fleet';
import type { GroupStore } from './groupStore';
import { resultTree } from '../core/run/result';
import type { MadeTasks } from './madeTasks';
import type { TaskStore } from './taskStore';
import { TrainChecks } from './trainChecks';
import { TrainResults } from './trainResults';
import type { Tryouts } from './tryouts';
import { messageTo } from './trainMessages';

export interface TrainDeps {
  git: Git;
  store: Pick<TaskStore, 'current' | 'get' | 'events' | 'onDidChange' | 'catchUp'>;
  groups: GroupStore;
  made: Pick<MadeTasks, 'create'>;
  tryouts: Pick<Tryouts, 'run'>;
  fleet: Pick<FleetActs, 'message' | 'submit'>;
  files: { readonly letters: Pick<LetterBox, 'waiting'> };
  ids: Pick<Ids, 'short'>;
}

type StepOf<K extends TrainStep['kind']> = Extract<TrainStep, { kind: K }>;

/** Joins the results of one group, step by step, until it is done or cancelled. */
export class TrainRun {
  private readonly checks: TrainChecks;
  private readonly results: TrainResults;

  /** `signal` ends it where it is; it can be taken up again. */
  constructor(
    private readonly deps: TrainDeps,
    private readonly groupId: GroupId,
    private readonly signal: AbortSignal,
  ) {
    const append = (body: GroupEntryBody): Promise<unknown> => deps.groups.append(groupId, body);
    const until = (isTrue: () => boolean): Promise<void> => this.until(isTrue);
    this.checks = new TrainChecks(deps, { append, until, signal });
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
        return this.tell(state, step);
      case 'send':
        return this.send(state, step);
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

  /** A command has nobody in it who could mend anything. */
  private async tell(state: TrainState, { car, why }: StepOf<'tell'>): Promise<void> {
    const { taskId } = car.carriage;
    const { trainId } = state.train;
    const { task, app, run } = this.deps.store.get(taskId);
    if (task.engine.kind === 'command' || app.landing.kind !== 'none') {
      await this.append({ type: 'train.left', trainId, taskId, why });
      return;
    }
    const mark = this.deps.ids.short();
    const text = await messageTo(this.deps, state, { mark, why });
    await this.append({ type: 'train.telling', trainId, taskId, why, mark, text, afterSeq: run.seq });
  }

  /** What arrived follows from the agent's own journal, so after a crash nothing is said twice. */
  private async send(state: TrainState, { car }: StepOf<'send'>): Promise<void> {
    const { carriage, standing } = car;
    if (standing.kind !== 'telling') {
      return;
    }
    const { taskId } = carriage;
    const { trainId } = state.train;
    const { store, fleet, files } = this.deps;
    const start = mendingStart(standing.mark);
    const arrived = (): RunnerEvent | undefined =>
      store.events(taskId).find((event) => event.seq > standing.afterSeq && isMessage(event, start));
    await store.catchUp(taskId);
    try {
      const waiting = await files.letters.waiting(taskId);
      const isUnderWay = waiting.some(({ said }) => said.type === 'message' && said.text.startsWith(start));
      if (arrived() === undefined && !isUnderWay) {
        await fleet.message(taskId, standing.text);
      }
      await this.until(() => arrived() !== undefined || goneOf(store.get(taskId)) !== null);
    } catch (error) {
      if (!(error instanceof AppError)) {
        throw error;
      }
      await this.append({
        type: 'train.left',
        trainId,
        taskId,
        why: { kind: 'gone', said: error.message.slice(0, 500) },
      });
      return;
    }
    const eventSeq = arrived()?.seq;
    await this.append(
      eventSeq === undefined
        ? { type: 'train.left', trainId, taskId, why: standing.why }
        : { type: 'train.told', trainId, taskId, eventSeq },
    );
  }

  /** Until one of those that were told something is complete anew, or will not be. */
  private async wait(state: TrainState, { cars }: StepOf<'await'>): Promise<void> {
    const { store } = this.deps;
    const { trainId } = state.train;
    const settled = (): (() => GroupEntryBody)[] =>
      cars.flatMap(({ carriage, standing }) => {
        const { taskId } = carriage;
        const view = store.get(taskId);
        const gone = goneOf(view);
        if (gone !== null) {
          return [() => ({ type: 'train.left', trainId, taskId, why: { kind: 'gone', said: gone } })];
        }
        const since = standing.kind === 'mending' ? standing.since : 0;
        const isDone = view.state.kind === 'complete' && finishedAfter(store.events(taskId), since);
        return isDone ? [() => mendedOf(trainId, carriage, view)] : [];
      });
    await this.until(() => settled().length > 0 || this.hasMoved(state));
    const [first] = settled();
    if (first !== undefined && !this.hasMoved(state)) {
      await this.append(first());
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

function isMessage(event: RunnerEvent, start: string): boolean {
  return (event.type === 'user.message' || event.type === 'message.queued') && event.text.startsWith(start);
}

function finishedAfter(events: readonly RunnerEvent[], seq: number): boolean {
  return events.some((event) => event.type === 'finished' && event.seq > seq);
}

/** Why an agent will not be complete again by itself. */
function goneOf({ state, app }: TaskView): string | null {
  if (app.landing.kind === 'discarded') {
    return 'It was discarded.';
  }
  if (state.kind === 'failed') {
    return 'It failed.';
  }
  return state.kind === 'stopped' && state.by === 'user' ? 'It was stopped.' : null;
}

function mendedOf(trainId: string, carriage: TrainState['cars'][number]['carriage'], view: TaskView): GroupEntryBody {
  const { taskId } = carriage;
  const tree = resultTree(view);
  const snapshot = view.app.workspace?.repos[0].snapshot;
  if (tree === null || snapshot === undefined || tree === carriage.tree) {
    const said = 'It changed nothing when it was asked to mend what broke.';
    return { type: 'train.left', trainId, taskId, why: { kind: 'gone', said } };
  }
  return { type: 'train.mended', trainId, carriage: { ...carriage, snapshot, tree } };
}
