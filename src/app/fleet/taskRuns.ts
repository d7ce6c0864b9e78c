import { currentModel } from '../../core/models/currentEngine';
import { Emitter } from '../../core/emitter';
import { TaskError, toErrorData } from '../../core/errors';
import type { EntryBody, ErrorData, RunnerCommand, TaskId, TaskView, Workspace } from '../../protocol';
import type { Chains } from './chains';
import type { FleetDeps } from './fleetDeps';
import { givenSecrets } from '../models/givenSecrets';
import { finishHalfDone } from './halfDone';
import type { Letters } from './letters';
import type { Ownership } from './ownership';
import type { Scheduler } from './scheduler';
import type { RunEnd, SharedRunner } from './sharedRunner';
import { StepJournal } from '../tasks/stepJournal';
import type { TaskQueue } from '../tasks/taskQueue';

interface Deps extends FleetDeps {
  ownership: Ownership;
  runner: SharedRunner;
  places: Scheduler;
  chains: Chains;
  letters: Letters;
  /** What takes up, starts and lets go of one task must not overlap. */
  acts: TaskQueue;
}

interface Run {
  readonly stopping: AbortController;
  /** Settles when the task is let go of. */
  readonly done: Promise<void>;
  phase: 'going' | 'ending' | 'again';
}

/** The runs of owned tasks: a place, a workspace, the runner, the result, and the lease given back. */
export class TaskRuns {
  private readonly runs = new Map<TaskId, Run>();
  private readonly ends: Emitter<TaskId>;
  private readonly left = new AbortController();

  constructor(private readonly deps: Deps) {
    const { store, places, log } = deps;
    this.ends = new Emitter((error) => log.error('A listener for ends of runs failed.', error));
    store.onDidChange(({ taskId, view, events }) => {
      if (this.runs.has(taskId) && events.length > 0) {
        if (view.state.kind === 'waiting') {
          places.leave(taskId);
        } else if (view.state.kind === 'running') {
          places.enter(taskId);
        }
      }
    });
  }

  has(taskId: TaskId): boolean {
    return this.runs.has(taskId);
  }

  /**
   * Acts on a task that this process owns for the time; `run` as the result of `act` makes it run on. What a crash left
   * half done is finished first, and a run that is being stopped comes to its end: it would take nothing up any more.
   */
  async within(taskId: TaskId, act: (view: TaskView) => Promise<'run' | 'done'>): Promise<void> {
    const { acts, ownership, store } = this.deps;
    const present = this.runs.get(taskId);
    if (present?.stopping.signal.aborted === true) {
      await present.done;
    }
    await acts.run(taskId, async () => {
      const isNew = !ownership.has(taskId);
      await ownership.take(taskId);
      try {
        if (isNew) {
          await finishHalfDone(this.deps, taskId, ownership.fence(taskId));
        }
        if ((await act(store.get(taskId))) === 'run') {
          this.start(taskId);
        }
      } finally {
        if (!this.runs.has(taskId)) {
          await ownership.release(taskId);
        }
      }
    });
  }

  /** Resolves when the condition holds; it is looked at when the task changes or its run ends. */
  async until(taskId: TaskId, isTrue: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (changed: TaskId): void => {
        if (changed === taskId && isTrue()) {
          listening.forEach((listener) => listener.dispose());
          resolve();
        }
      };
      const listening = [this.deps.store.onDidChange((change) => check(change.taskId)), this.ends.listen(check)];
      check(taskId);
    });
  }

  /** Resolves when the task is let go of; at once when it does not run here. */
  async stop(taskId: TaskId): Promise<void> {
    const run = this.runs.get(taskId);
    run?.stopping.abort(new TaskError('not-possible-now', 'The task was stopped.'));
    await run?.done;
  }

  /** Ends the runner and lets go of every task, each as it is. */
  async leave(): Promise<void> {
    this.left.abort(new TaskError('not-possible-now', 'The window was closed.'));
    await this.deps.runner.stop();
    const runs = [...this.runs.values()];
    runs.forEach((run) => run.stopping.abort(this.left.signal.reason));
    await Promise.all(runs.map((run) => run.done));
  }

  /** Runs the task, or makes its run go on when it is just ending. */
  private start(taskId: TaskId): void {
    const present = this.runs.get(taskId);
    if (present !== undefined) {
      present.phase = present.phase === 'going' ? 'going' : 'again';
      return;
    }
    const stopping = new AbortController();
    const done = Promise.resolve().then(() => this.carry(taskId));
    this.runs.set(taskId, { stopping, done, phase: 'going' });
    this.deps.letters.begin(taskId);
    if (this.left.signal.aborted) {
      stopping.abort(this.left.signal.reason);
    }
  }

  /** A message that came as the task ended makes it go on, once: what is not taken then never will be. */
  private async carry(taskId: TaskId): Promise<void> {
    const { acts, letters, ownership, runner, places } = this.deps;
    const run = this.runs.get(taskId);
    let isResent = false;
    while (run !== undefined && this.runs.get(taskId) === run) {
      run.phase = 'going';
      await this.go(taskId, run);
      places.leave(taskId);
      await acts.run(taskId, async () => {
        const goesOn = run.phase === 'again' || (runner.hasMessages(taskId) && !isResent);
        isResent = goesOn;
        if (!goesOn || run.stopping.signal.aborted) {
          letters.end(taskId);
          runner.forget(taskId);
          await ownership.release(taskId);
          this.runs.delete(taskId);
        }
      });
    }
    this.ends.fire(taskId);
  }

  private async go(taskId: TaskId, run: Run): Promise<void> {
    const { signal } = run.stopping;
    try {
      await this.deps.chains.ready(taskId, signal);
      await this.place(taskId, signal);
      const workspace = await this.workspace(taskId, signal);
      const end = await this.deps.runner.run(taskId, () => this.commands(taskId, workspace), signal);
      run.phase = 'ending';
      await this.conclude(taskId, end, signal);
    } catch (error) {
      run.phase = 'ending';
      if (!this.left.signal.aborted) {
        const { seq } = this.deps.store.get(taskId).run;
        const after = seq === 0 ? {} : { afterSeq: seq };
        const failed = { type: 'prepare.failed', error: toErrorData(error), ...after } as const;
        await this.record(taskId, signal.aborted ? { type: 'cancelled' } : failed);
      }
    }
  }

  /** A task that waits for a person needs no place. */
  private async place(taskId: TaskId, signal: AbortSignal): Promise<void> {
    if (this.deps.store.get(taskId).state.kind !== 'waiting') {
      await this.deps.places.wait(taskId, signal);
    }
  }

  private async workspace(taskId: TaskId, signal: AbortSignal): Promise<Workspace> {
    const { store, workspaces, chains, log } = this.deps;
    const view = store.get(taskId);
    const { app } = view;
    const isPrepared = app.stage.kind !== 'queued' && app.stage.kind !== 'preparing';
    if (app.workspace !== null && isPrepared) {
      return app.workspace;
    }
    const steps = new StepJournal(taskId, store, log);
    try {
      const workspace = await workspaces.prepare(chains.beginning(view), { signal, onStep: (step) => steps.say(step) });
      await steps.settle();
      signal.throwIfAborted();
      await store.append(taskId, { type: 'prepared', workspace });
      return workspace;
    } finally {
      await steps.settle();
    }
  }

  private async commands(taskId: TaskId, workspace: Workspace): Promise<RunnerCommand[]> {
    const { store, files, ownership, ids } = this.deps;
    const { task, run } = store.get(taskId);
    const fence = ownership.fence(taskId);
    const spec = { v: 1, task, workspace, taskDir: files.taskDir(taskId), fence } as const;
    const model = currentModel(task, run);
    const apiKey = model === null ? undefined : await this.deps.credentials(model);
    const values = await givenSecrets(task, this.deps.secrets);
    const command = () => ({ id: ids.short(), taskId });
    return [
      ...(model === null || apiKey === undefined
        ? []
        : [{ ...command(), type: 'credentials' as const, model, apiKey }]),
      ...(values === null ? [] : [{ ...command(), type: 'secrets' as const, values }]),
      { ...command(), type: 'start', spec },
    ];
  }

  private async conclude(taskId: TaskId, end: RunEnd, signal: AbortSignal): Promise<void> {
    const { store, workspaces, log } = this.deps;
    if (end.kind === 'left') {
      return;
    }
    await store.catchUp(taskId);
    const view = store.get(taskId);
    if (view.run.outcome === null) {
      await this.concludeWithoutOutcome(taskId, end.error, signal);
      return;
    }
    try {
      await workspaces.commitResult(view);
    } catch (error) {
      log.error(`The branch of task ${taskId} was not moved to its result.`, error);
    }
  }

  private async concludeWithoutOutcome(
    taskId: TaskId,
    error: ErrorData | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    if (error?.domain === 'store' && error.reason === 'owned') {
      return;
    }
    if (signal.aborted) {
      await this.record(taskId, { type: 'cancelled' });
      return;
    }
    const missing = new TaskError('unexpected', 'The runner ended the task without a result.');
    const afterSeq = this.deps.store.get(taskId).run.seq;
    await this.record(taskId, { type: 'runner.failed', error: error ?? toErrorData(missing), afterSeq });
  }

  /** What can't be recorded, on a full disk say, leaves the task as interrupted, which is what it is. */
  private async record(taskId: TaskId, body: EntryBody): Promise<void> {
    try {
      await this.deps.store.append(taskId, body);
    } catch (error) {
      this.deps.log.error(`What happened to task ${taskId} was not recorded.`, error);
    }
  }
}
