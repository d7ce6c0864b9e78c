import { workedMs } from '../core/budget/minutesLimit';
import { GrowingConversation } from '../core/conversation/conversation';
import type { ModelMessage } from '../core/models/modelPorts';
import { foldRun, initialRun } from '../core/run/runReducer';
import { nextStep, type Step } from '../core/run/nextStep';
import type { EventBody, RunnerEvent, RunSpec, RunState, Task } from '../protocol';
import { commandsAfter, DependencyCopy } from './checks/dependencyCopy';
import type { EnginePorts } from './enginePorts';
import { showingImages } from './model/showingImages';
import { WrittenFiles } from './commands/writtenFiles';

/**
 * A task's journal and its fold, which is all the state the loop has. Facts are recorded one after another, whoever
 * records them; once one could not be written, nothing more is.
 */
export class Session {
  readonly ports: EnginePorts;
  /** The worktree that the tools work on. */
  readonly files: WrittenFiles;
  readonly dependencies: DependencyCopy;
  readonly #watchers = new Set<() => void>();
  readonly #conversation = new GrowingConversation();
  #state: RunState;
  #recordedMs: number;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    readonly spec: RunSpec,
    ports: EnginePorts,
  ) {
    this.files = new WrittenFiles(ports.files);
    this.dependencies = new DependencyCopy({
      ...{ dependencies: ports.dependencies, log: ports.log },
      isDone: ports.journal.events.some(({ type }) => type === 'dependencies.copied'),
      isShared: ports.journal.events.some(({ type }) => type === 'dependencies.shared'),
      record: (body) => this.record(body),
      note: (body) => this.note(body),
    });
    const commands = commandsAfter(this.dependencies, ports.commands);
    this.ports = {
      ...ports,
      commands,
      files: this.files,
      model: (model) => showingImages(ports.model(model), ports.images),
    };
    this.#state = ports.journal.events.reduce(foldRun, initialRun);
    this.#recordedMs = ports.clock.monotonicMs();
  }

  get task(): Task {
    return this.spec.task;
  }

  get state(): RunState {
    return this.#state;
  }

  get events(): readonly RunnerEvent[] {
    return this.ports.journal.events;
  }

  /** How long the task has been at work by now, in milliseconds, whatever the clock was set to meanwhile. */
  get workedMs(): number {
    return workedMs(this.#state, Math.round(this.ports.clock.monotonicMs() - this.#recordedMs));
  }

  /** The conversation that the journal holds now. */
  messages(): ModelMessage[] {
    return this.#conversation.of(this.events);
  }

  /** Resolves when the fact is on disk and in the state. */
  async record(body: EventBody): Promise<RunnerEvent> {
    const event = await this.recordIf(() => body);
    if (event === null) {
      throw new TypeError('A fact without a condition was not recorded.');
    }
    return event;
  }

  /** Looks at the state when every fact before is in it; null when `choose` finds nothing to record. */
  async recordIf(choose: (state: RunState) => EventBody | null, causeId?: string): Promise<RunnerEvent | null> {
    const recorded = this.#tail.then(async () => {
      const body = choose(this.#state);
      if (body === null) {
        return null;
      }
      const recordedMs = this.ports.clock.monotonicMs();
      const event = await this.ports.journal.append(body, causeId);
      this.#state = foldRun(this.#state, event);
      this.#recordedMs = recordedMs;
      return event;
    });
    this.#tail = recorded;
    try {
      return await recorded;
    } finally {
      this.#watchers.forEach((watcher) => watcher());
    }
  }

  /** Records what a step comes to, unless something that came meanwhile has made another step the next one. */
  recordStep(kind: Step['kind'], body: EventBody): Promise<RunnerEvent | null> {
    return this.recordIf((state) => (nextStep(this.task, state).kind === kind ? body : null));
  }

  /** Records without being waited for; a failure is told by `settled`. */
  note(body: EventBody): void {
    this.record(body).catch((error: unknown) => this.ports.log.error('A fact was not recorded.', error));
  }

  /** Resolves when nothing is being recorded; rejects when something could not be. */
  async settled(): Promise<void> {
    for (let tail: Promise<unknown> | null = null; tail !== this.#tail;) {
      tail = this.#tail;
      await tail;
    }
  }

  /** Resolves when something was recorded or failed to be; rejects with the signal's reason when it is aborted first. */
  async changed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#watchers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#watchers.add(done);
      signal.addEventListener('abort', done);
    });
    signal.throwIfAborted();
  }
}
