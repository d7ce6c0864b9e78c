import { Emitter } from '../core/emitter';
import { TaskError, toErrorData } from '../core/errors';
import type { Disposable } from '../core/ports';
import { Inbox } from '../engine/inbox';
import { runTask } from '../engine/runTask';
import type { ErrorData, RunnerCommand, RunnerMessage, RunSpec, TaskId } from '../protocol';
import { HostDoor } from './hostDoor';
import { type OpenedPorts, openPorts, type RunnerOptions, type TaskOptions } from './openPorts';
import { TaskSecrets } from './taskSecrets';

/** Hosts any number of tasks. Commands come in, events go out; the journals on disk are all that it leaves. */
export interface Runner {
  send(command: RunnerCommand): void;
  onMessage(listener: (message: RunnerMessage) => void): Disposable;
  /** Ends every task's processes and resolves when the journals are closed; the tasks can be resumed. */
  stop(): Promise<void>;
}

export function createRunner(options: RunnerOptions): Runner {
  return new TaskHost(options);
}

interface Hosted {
  inbox: Inbox;
  suspend: AbortController;
  ports: OpenedPorts | null;
  /** Settles, without failing, when the task is no longer run here. */
  done: Promise<void>;
}

class TaskHost implements Runner {
  readonly #tasks = new Map<TaskId, Hosted>();
  readonly #secrets = new TaskSecrets();
  readonly #messages: Emitter<RunnerMessage>;
  private readonly options: RunnerOptions;
  readonly #host = new HostDoor((message) => this.#send(message));

  constructor(options: RunnerOptions) {
    this.options = { ...options, log: this.#secrets.logTo(options.log) };
    this.#messages = new Emitter((error) => this.options.log.error('A listener for messages of tasks failed.', error));
  }

  onMessage(listener: (message: RunnerMessage) => void): Disposable {
    return this.#messages.listen(listener);
  }

  send(command: RunnerCommand): void {
    if (command.type === 'credentials') {
      this.#secrets.addKey(command.taskId, command.model, command.apiKey);
    } else if (command.type === 'secrets') {
      this.#secrets.give(command.taskId, command.values);
    } else if (command.type === 'host') {
      this.#host.receive(command.response);
    } else if (command.type === 'start') {
      this.#start(command.spec);
    } else {
      this.#tell(command);
    }
  }

  async stop(): Promise<void> {
    const hosted = [...this.#tasks.values()];
    hosted.forEach(({ suspend }) => suspend.abort());
    await Promise.all(hosted.map(({ done }) => done));
  }

  #start(spec: RunSpec): void {
    const { id } = spec.task;
    if (this.#tasks.has(id)) {
      this.options.log.warn(`Task ${id} was started though it is run here already.`);
      return;
    }
    const hosted: Hosted = {
      inbox: new Inbox(),
      suspend: new AbortController(),
      ports: null,
      done: Promise.resolve(),
    };
    this.#tasks.set(id, hosted);
    hosted.done = this.#carry(spec, hosted);
  }

  #tell(command: Exclude<RunnerCommand, { type: 'credentials' | 'secrets' | 'host' | 'start' }>): void {
    const hosted = this.#tasks.get(command.taskId);
    if (hosted === undefined) {
      const error = new TaskError('not-possible-now', 'This task is not run by this runner.', { audience: 'log' });
      this.#messages.fire({ kind: 'ended', taskId: command.taskId, error: toErrorData(error) });
    } else if (command.type === 'attach') {
      const events = hosted.ports?.journal.events ?? [];
      for (const event of events.filter(({ seq }) => seq > command.sinceSeq)) {
        this.#messages.fire({ kind: 'event', event });
      }
    } else {
      if (command.type === 'model' && command.apiKey !== undefined) {
        this.#secrets.addKey(command.taskId, command.model, command.apiKey);
      }
      hosted.inbox.post(command);
    }
  }

  /** A task that is told something while it ends goes on with that. */
  async #carry(spec: RunSpec, hosted: Hosted): Promise<void> {
    const taskId = spec.task.id;
    let end: 'finished' | 'suspended' | { error: ErrorData };
    try {
      const ports = await openPorts(spec, this.#optionsOf(taskId), this.#secrets, this.#send);
      hosted.ports = ports;
      do {
        end = await runTask(spec, ports, hosted.inbox, hosted.suspend.signal);
      } while (end === 'finished' && !hosted.inbox.isEmpty);
      if (end === 'finished') {
        await this.#leavePlaces(taskId, ports);
      }
    } catch (error) {
      this.options.log.error(`Task ${taskId} can't go on.`, error);
      end = { error: this.#safe(taskId, toErrorData(error)) };
    }
    await this.#close(taskId, hosted);
    if (end !== 'suspended') {
      this.#messages.fire({ kind: 'ended', taskId, ...(end === 'finished' ? {} : end) });
    }
  }

  /** An error may say what a program or a provider said, whatever that was. */
  #safe(taskId: TaskId, { hint, ...error }: ErrorData): ErrorData {
    const redact = (text: string): string => this.#secrets.redactor(taskId).redact(text);
    return { ...error, message: redact(error.message), ...(hint === undefined ? {} : { hint: redact(hint) }) };
  }

  /** The editor's models and problems are asked of whoever started the runner. */
  #optionsOf(taskId: TaskId): TaskOptions {
    const createModel: RunnerOptions['createModel'] = (model, apiKey) =>
      model.provider === 'vscode-lm' ? this.#host.models(taskId) : this.options.createModel(model, apiKey);
    return { ...this.options, createModel, editor: this.#host.problems(taskId), agents: this.#host.agents(taskId) };
  }

  /** A task that goes on later gets new ones; one that was suspended keeps them for its next check. */
  async #leavePlaces(taskId: TaskId, { checkPlaces }: OpenedPorts): Promise<void> {
    try {
      await checkPlaces.remove();
    } catch (error) {
      this.options.log.warn(`What the checks of task ${taskId} ran in was not removed: ${toErrorData(error).message}`);
    }
  }

  async #close(taskId: TaskId, { ports }: Hosted): Promise<void> {
    try {
      await ports?.checkpoints.close();
      await ports?.journal.close();
    } catch (error) {
      this.options.log.error(`The journal of task ${taskId} was not closed.`, error);
    }
    this.#tasks.delete(taskId);
    this.#secrets.forget(taskId);
  }

  readonly #send = (message: RunnerMessage): void => this.#messages.fire(message);
}
