import { type ScriptedTurn, scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import type { ModelClient } from '../../src/core/models/modelPorts';
import type { ApprovalRequest, Decision, RunnerCommand, RunnerEvent, Task } from '../../src/protocol';
import { createRunner } from '../../src/runner/createRunner';
import type { RunnerOptions } from '../../src/runner/openPorts';
import { MemoryLog } from '../fakes/memoryLog';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';

/** A real runner on a real repository, with a model that does what its script says, and a person who answers. */
export class AskingRunner {
  readonly events: RunnerEvent[] = [];
  readonly runner;
  private sent = 0;

  constructor(
    readonly prepared: PreparedTask,
    model: readonly ScriptedTurn[] | ModelClient,
    options: Pick<RunnerOptions, 'grammars' | 'env'> = {},
  ) {
    const client = 'stream' in model ? model : new ScriptPlayer(scriptOf([...model]));
    this.runner = createRunner({ createModel: () => client, log: new MemoryLog(), ...options });
    this.runner.onMessage((message) => {
      if (message.kind === 'event') {
        this.events.push(message.event);
      }
    });
  }

  static async open(
    files: Readonly<Record<string, string>>,
    model: readonly ScriptedTurn[] | ModelClient,
    task: Partial<Task> = {},
  ): Promise<AskingRunner> {
    return new AskingRunner(await prepareTask(files, { verify: null, isolation: 'none', ...task }), model);
  }

  start(): void {
    this.send({ type: 'start', spec: this.prepared.spec });
  }

  /** With a command id of its own, as each surface that answers gives one. */
  answer(request: Pick<ApprovalRequest, 'requestId'>, decision: Decision): void {
    this.send({ type: 'answer', requestId: request.requestId, decision });
  }

  /** The `nth` request for approval, from 1, when it is there. */
  async asked(nth: number): Promise<ApprovalRequest> {
    await this.until(() => this.requests.length >= nth);
    const request = this.requests[nth - 1];
    if (request === undefined) {
      throw new Error('It was not asked.');
    }
    return request;
  }

  get requests(): ApprovalRequest[] {
    return this.events.flatMap((event) => (event.type === 'approval.request' ? [event.request] : []));
  }

  of<T extends RunnerEvent['type']>(type: T): Extract<RunnerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<RunnerEvent, { type: T }> => event.type === type);
  }

  finished(): Promise<void> {
    return this.until(() => this.of('finished').length > 0);
  }

  async close(): Promise<void> {
    await this.runner.stop();
    this.prepared.repo.dispose();
  }

  private send(command: Record<string, unknown>): void {
    this.sent += 1;
    this.runner.send({ id: `c${this.sent}`, taskId: this.prepared.spec.task.id, ...command } as RunnerCommand);
  }

  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const listening = this.runner.onMessage(() => {
        if (isTrue()) {
          listening.dispose();
          resolve();
        }
      });
      if (isTrue()) {
        listening.dispose();
        resolve();
      }
    });
  }
}
