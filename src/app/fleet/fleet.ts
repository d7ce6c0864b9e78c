import { Emitter } from '../../core/emitter';
import { StoreError, TaskError } from '../../core/errors';
import { isSameModelRef } from '../../core/models/modelCatalog';
import type { Disposable } from '../../core/ports';
import type { LiveMessage } from '../../core/residentPorts';
import type {
  Decision,
  Letter,
  MessageWhen,
  ModelRef,
  RequestId,
  Said,
  SideCommand,
  TaskId,
  TaskView,
} from '../../protocol';
import { AgentStarts } from './agentStarts';
import { Chains } from './chains';
import { Elsewhere } from './elsewhere';
import type { FleetDeps } from './fleetDeps';
import { LandingActs } from './landingActs';
import { Letters } from './letters';
import { OwnSchedule } from './ownSchedule';
import { Ownership } from './ownership';
import { Scheduler } from './scheduler';
import { SharedRunner } from './sharedRunner';
import { TakeUp } from './takeUp';
import { TaskQueue } from '../tasks/taskQueue';
import { TaskRuns } from './taskRuns';
import { refuseDiscarded, refuseUnknownAnswer, TaskTalk } from './taskTalk';

/** What commands and panels ask of a fleet, wherever it runs its tasks. */
export type FleetActs = Pick<Fleet, keyof Fleet>;

/**
 * Runs the tasks that this process owns. Each act takes the task up first when nobody owns it, finishes what a crash
 * left half done, and throws `StoreError('owned')` when another process has the task; what is only said to a task reaches
 * that process.
 */
export class Fleet extends LandingActs {
  protected readonly ownership: Ownership;
  protected readonly runs: TaskRuns;
  private readonly runner: SharedRunner;
  private readonly letters: Letters;
  private readonly elsewhere: Elsewhere;
  private readonly talk: TaskTalk;
  private readonly places: Scheduler;
  private readonly acts = new TaskQueue();
  private readonly live: Emitter<LiveMessage>;
  private takingUp: TakeUp | undefined;

  constructor(deps: FleetDeps) {
    super(deps);
    this.live = new Emitter((error) => deps.log.error('A listener for live output failed.', error));
    this.ownership = new Ownership(deps);
    const agents = new AgentStarts({
      ...deps,
      runs: () => this.runs,
      places: () => this.places,
      submit: (taskId) => this.submit(taskId),
      say: (taskId, said, id) => this.say(taskId, said, id),
    });
    this.runner = new SharedRunner({ ...deps, host: agents.host });
    this.runner.onMessage((message) => {
      if (message.kind === 'event') {
        deps.store.record(message.event);
      } else if (message.kind === 'delta' || message.kind === 'output') {
        this.live.fire(message);
      }
    });
    const { ownership, runner, acts } = this;
    const post = { ...deps, box: deps.files.letters };
    this.elsewhere = new Elsewhere(post);
    this.letters = new Letters({ ...post, perform: (taskId, letter) => this.talk.perform(taskId, letter) });
    const { letters } = this;
    this.places = new Scheduler({ ...deps, schedule: deps.schedule ?? new OwnSchedule(deps.log) });
    const chains = new Chains(deps);
    this.runs = new TaskRuns({ ...deps, ownership, runner, acts, letters, chains, places: this.places });
    this.talk = new TaskTalk({ ...deps, chains, runner, runs: this.runs, discard: (taskId) => this.discard(taskId) });
  }

  /**
   * Owns and goes on with every unfinished task of repositories in, or around, these folders: now, and whenever one
   * appears or loses its owner. Folders are absolute real paths.
   */
  async takeUp({ roots }: { roots: readonly string[] }): Promise<void> {
    this.takingUp?.dispose();
    this.takingUp = new TakeUp({
      ...this.deps,
      ownership: this.ownership,
      roots,
      goOn: (taskId) => this.submit(taskId),
    });
    await this.takingUp.begin();
  }

  /** Takes up an unfinished task and starts it as soon as there is a place; resolves when it is taken up. */
  async submit(taskId: TaskId): Promise<void> {
    await this.runs.within(taskId, (view) => Promise.resolve(isOver(view) ? 'done' : 'run'));
  }

  /** A task that is finished goes on with the message. */
  message(taskId: TaskId, text: string, when: MessageWhen = 'next'): Promise<void> {
    return this.say(taskId, { type: 'message', text, when, by: this.deps.surface });
  }

  /** Resolves when the answer is in the journal. Throws `not-possible-now` for one that the request does not know. */
  async answer(taskId: TaskId, requestId: RequestId, decision: Decision): Promise<void> {
    refuseUnknownAnswer(this.deps.store.get(taskId), { requestId, decision });
    await this.say(taskId, { type: 'answer', requestId, decision, by: this.deps.surface });
  }

  /** Takes a queued message back, or asks something on the side, of an agent that works or waits. */
  tell(taskId: TaskId, said: SideCommand): Promise<void> {
    return this.say(taskId, said);
  }

  /** Resolves when the task is stopped and no process of it is left. */
  stop(taskId: TaskId): Promise<void> {
    return this.say(taskId, { type: 'stop' });
  }

  /** Goes on with a failed, stopped or interrupted task from where it was. */
  async retry(taskId: TaskId): Promise<void> {
    await this.letters.look(taskId);
    await this.runs.within(taskId, async (view) => {
      refuseDiscarded(view);
      if (
        view.run.outcome !== null &&
        ['verified', 'unverified', 'answered', 'taken'].includes(view.run.outcome.kind)
      ) {
        throw new TaskError('not-possible-now', 'This task is complete.', { hint: 'Send it a message to go on.' });
      }
      await this.deps.store.append(taskId, { type: 'retried' });
      return 'run';
    });
  }

  /**
   * Goes on with another model, from the next request on; a failed or stopped task goes on from where it was. For a task
   * that waits it resolves when the change is in the journal: what it waited for may be settled by it.
   */
  async changeModel(taskId: TaskId, model: ModelRef): Promise<void> {
    await this.letters.look(taskId);
    const isWaiting = this.deps.store.get(taskId).state.kind === 'waiting';
    await this.runs.within(taskId, async (view) => {
      refuseDiscarded(view);
      if (view.task.engine.kind === 'command' || view.state.kind === 'complete') {
        const what = view.state.kind === 'complete' ? 'is complete' : 'runs a command, which has no model';
        throw new TaskError('not-possible-now', `This task ${what}.`);
      }
      const apiKey = await this.deps.credentials(model);
      if (view.state.kind === 'failed' || view.state.kind === 'stopped') {
        await this.deps.store.append(taskId, { type: 'retried' });
      }
      const key = apiKey === undefined ? {} : { apiKey };
      this.runner.tell({ id: this.deps.ids.short(), taskId, type: 'model', model, ...key });
      return 'run';
    });
    const isChanged = (): boolean => {
      const { run } = this.deps.store.get(taskId);
      return run.model !== null && isSameModelRef(run.model, model);
    };
    await this.runs.until(taskId, () => !isWaiting || isChanged() || !this.runs.has(taskId));
  }

  /** What will be in the journal later: text as the model writes it, output as a command prints it. */
  onLive(listener: (message: LiveMessage) => void): Disposable {
    return this.live.listen(listener);
  }

  /** Resolves when the task waits for a person, is complete, failed or stopped, whoever runs it. */
  async settled(taskId: TaskId): Promise<TaskView> {
    const { store } = this.deps;
    await this.runs.until(taskId, () => {
      const { kind } = store.get(taskId).state;
      const hasEnded = kind === 'complete' || kind === 'failed' || kind === 'stopped';
      const isTheirs = store.ownerOf(taskId) === 'another' && this.ownership.fence(taskId) === 0;
      return kind === 'waiting' || (hasEnded && !this.runs.has(taskId) && !isTheirs);
    });
    return store.get(taskId);
  }

  /** Lets go of all tasks; they can be taken up again at once. */
  async dispose(): Promise<void> {
    this.takingUp?.dispose();
    this.letters.dispose();
    await this.runs.leave();
    await this.places.dispose();
  }

  /**
   * Says something to the task here, or to the process that owns it; when that one is gone, the task goes on here. What
   * others said before comes first.
   */
  private async say(taskId: TaskId, said: Said, id = this.deps.ids.short()): Promise<void> {
    const letter: Letter = { v: 1, id, said };
    await this.letters.look(taskId);
    try {
      await this.talk.perform(taskId, letter);
      return;
    } catch (error) {
      if (!(error instanceof StoreError) || error.reason !== 'owned') {
        throw error;
      }
      await this.elsewhere.say(taskId, letter, { refused: error, takeUp: () => this.letters.look(taskId) });
    }
  }
}

function isOver({ state, app }: TaskView): boolean {
  const isDiscarded = app.landing.kind === 'discarded';
  const isStopped = state.kind === 'stopped' && state.by === 'user';
  return isDiscarded || isStopped || state.kind === 'complete' || state.kind === 'failed';
}
