import { Emitter } from '../../core/emitter';
import { TaskError, toErrorData } from '../../core/errors';
import type { HostAnswers } from '../../core/hostPorts';
import type { Clock, Disposable, Ids, Log } from '../../core/ports';
import type { Launcher, RunnerLink } from '../../core/runnerPorts';
import type { ErrorData, RunnerCommand, RunnerMessage, TaskId } from '../../protocol';

/** How a task left the runner. */
export type RunEnd =
  /** It is finished, or `error` says why it can't go on. */
  | { kind: 'ended'; error?: ErrorData | undefined }
  /** The runner could not be started, was lost again and again, or did not end the task when it was told to. */
  | { kind: 'lost'; error: ErrorData }
  /** This process lets go of it. */
  | { kind: 'left' };

interface Running {
  /** What starts or resumes the task, credentials first. */
  readonly begin: () => Promise<RunnerCommand[]>;
  readonly end: (end: RunEnd) => void;
  /** Aborted when it is to be stopped. */
  readonly signal: AbortSignal;
  /** The runner that was told to begin. */
  link: RunnerLink | null;
}

interface Deps {
  launcher: Launcher;
  host: HostAnswers;
  clock: Clock;
  ids: Ids;
  log: Log;
}

const lossesInARow = 3;
/** What must not be lost when the task is not in the runner yet. */
const waits: ReadonlySet<RunnerCommand['type']> = new Set(['message', 'answer', 'aside', 'reword', 'model']);
const stopGraceMs = 20_000;

/**
 * The one runner of this process: launched when the first task needs it, and again when it is lost, which resumes its
 * tasks. Commands that no event has answered by then are sent again.
 */
export class SharedRunner {
  private readonly running = new Map<TaskId, Running>();
  private readonly unanswered = new Map<TaskId, readonly RunnerCommand[]>();
  private readonly messages: Emitter<RunnerMessage>;
  private readonly left = new AbortController();
  private launching: Promise<RunnerLink> | null = null;
  private current: RunnerLink | null = null;
  private losses = 0;

  constructor(private readonly deps: Deps) {
    this.messages = new Emitter((error) => deps.log.error('A listener for messages of the runner failed.', error));
  }

  onMessage(listener: (message: RunnerMessage) => void): Disposable {
    return this.messages.listen(listener);
  }

  /** Runs a task until it ends. When `signal` is aborted the runner is told to stop it. */
  async run(taskId: TaskId, begin: Running['begin'], signal: AbortSignal): Promise<RunEnd> {
    const stop = new AbortController();
    const onAbort = (): void => void this.stopTask(taskId, stop.signal);
    const ended = new Promise<RunEnd>((resolve) => {
      this.running.set(taskId, { begin, end: resolve, signal, link: null });
    });
    signal.addEventListener('abort', onAbort);
    void this.begin(taskId);
    if (signal.aborted) {
      onAbort();
    }
    try {
      return await ended;
    } finally {
      stop.abort();
      signal.removeEventListener('abort', onAbort);
      this.running.delete(taskId);
    }
  }

  /** Whether the task was sent a message that is not in its journal yet. */
  hasMessages(taskId: TaskId): boolean {
    return (this.unanswered.get(taskId) ?? []).some((command) => command.type === 'message');
  }

  forget(taskId: TaskId): void {
    this.unanswered.delete(taskId);
  }

  /** Tells the runner something about a task. What is said to a task that is not there yet waits for it. */
  tell(command: RunnerCommand): void {
    if (waits.has(command.type)) {
      this.unanswered.set(command.taskId, [...(this.unanswered.get(command.taskId) ?? []), command]);
    }
    this.running.get(command.taskId)?.link?.send(command);
  }

  /** Ends the runner and lets go of its tasks, which can be resumed. */
  async stop(): Promise<void> {
    this.left.abort();
    try {
      await (await this.launching)?.stop();
    } catch (error) {
      this.deps.log.error('The runner was not ended in order.', error);
    }
    this.running.forEach((task) => task.end({ kind: 'left' }));
  }

  private async begin(taskId: TaskId): Promise<void> {
    const task = this.running.get(taskId);
    if (task === undefined) {
      return;
    }
    if (this.left.signal.aborted) {
      task.end({ kind: 'left' });
      return;
    }
    try {
      const link = await this.launched();
      const commands = await task.begin();
      if (this.running.get(taskId) === task && this.current === link) {
        task.link = link;
        [...commands, ...(this.unanswered.get(taskId) ?? [])].forEach((command) => link.send(command));
      }
    } catch (error) {
      task.end({ kind: 'lost', error: toErrorData(error) });
    }
  }

  private launched(): Promise<RunnerLink> {
    this.launching ??= this.launch().catch((error: unknown) => {
      this.launching = null;
      throw error;
    });
    return this.launching;
  }

  private async launch(): Promise<RunnerLink> {
    const link = await this.deps.launcher.launch();
    this.current = link;
    link.onMessage((message) => this.receive(message, link));
    void link.exited.then(({ reason }) => this.lost(reason));
    return link;
  }

  /** A command that crossed with the end of its task is answered with `not-possible-now`, which ends nothing. */
  private receive(message: RunnerMessage, link: RunnerLink): void {
    if (message.kind === 'host') {
      const { taskId, request } = message;
      this.deps.host(request, (response) => {
        link.send({ id: this.deps.ids.short(), taskId, type: 'host', response });
      });
      return;
    }
    if (message.kind === 'event' && message.event.causeId !== undefined) {
      const { taskId, causeId } = message.event;
      const left = (this.unanswered.get(taskId) ?? []).filter((command) => command.id !== causeId);
      this.unanswered.set(taskId, left);
    }
    this.messages.fire(message);
    if (message.kind === 'ended' && message.error?.reason !== 'not-possible-now') {
      this.losses = 0;
      this.running.get(message.taskId)?.end({ kind: 'ended', error: message.error });
    }
  }

  /** What was being stopped has ended with its runner; everything else begins anew. */
  private lost(reason: string): void {
    this.current = null;
    this.launching = null;
    if (this.left.signal.aborted) {
      return;
    }
    this.losses++;
    this.deps.log.warn(`The runner ended (${reason}); ${this.running.size} tasks were in it.`);
    const isHopeless = this.losses > lossesInARow;
    for (const [taskId, task] of this.running) {
      task.link = null;
      if (task.signal.aborted) {
        task.end({ kind: 'ended' });
      } else if (isHopeless) {
        task.end({ kind: 'lost', error: lostError(reason) });
      } else {
        void this.begin(taskId);
      }
    }
    this.losses = isHopeless ? 0 : this.losses;
  }

  private async stopTask(taskId: TaskId, ended: AbortSignal): Promise<void> {
    const task = this.running.get(taskId);
    const link = task?.link;
    if (link === undefined || link === null) {
      task?.end({ kind: 'ended' });
      return;
    }
    link.send({ id: this.deps.ids.short(), taskId, type: 'stop' });
    try {
      await this.deps.clock.sleep(stopGraceMs, ended);
    } catch {
      return;
    }
    task?.end({ kind: 'lost', error: lostError('it did not stop the task in time') });
    await link.stop();
  }
}

function lostError(reason: string): ErrorData {
  const hint = 'Retry the task: it goes on from where it was.';
  return toErrorData(new TaskError('runner-lost', `The process that runs the tasks ended: ${reason}.`, { hint }));
}
