import { openEventJournal } from '../../src/adapters/store/eventJournal';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { toErrorData } from '../../src/core/errors';
import { Emitter } from '../../src/core/emitter';
import type { Launcher, RunnerLink } from '../../src/core/runnerPorts';
import type { EventJournal } from '../../src/core/storePorts';
import type { EventBody, RunnerCommand, RunnerMessage, RunSpec, TaskId } from '../../src/protocol';
import { RequestId } from '../../src/protocol';
import { MemoryLog } from './memoryLog';

export const limitRequest = { kind: 'limit', requestId: RequestId.parse('r1'), turns: 3 } as const;

/**
 * A runner that keeps real journals and does what a task's prompt says:
 * - `finish` is finished at once; with `message` it is finished again.
 * - `ask` asks once and is finished with the answer.
 * - `hold` goes on until it is stopped, `deaf` does not even stop.
 * - `crash` ends the runner when it starts; `crash once` only when it has no journal yet.
 * - `full` ends with an error and without an outcome.
 */
export class ScriptedLauncher implements Launcher {
  /** Types of the commands of each launch, with the end of the task's id. */
  readonly launches: string[][] = [];
  /** The commands themselves, of all launches. */
  readonly commands: RunnerCommand[] = [];
  /** Makes the next launches fail. */
  isBroken = false;

  launch(): Promise<RunnerLink> {
    if (this.isBroken) {
      return Promise.reject(new Error('no runner here'));
    }
    const commands: string[] = [];
    this.launches.push(commands);
    return Promise.resolve(
      new ScriptedLink((command) => {
        commands.push(command.type);
        this.commands.push(command);
      }),
    );
  }
}

class ScriptedLink implements RunnerLink {
  readonly exited: Promise<{ reason: string; expected: boolean }>;
  private readonly messages = new Emitter<RunnerMessage>((error) => {
    throw error;
  });
  private readonly journals = new Map<TaskId, Promise<EventJournal>>();
  private exit: (reason: { reason: string; expected: boolean }) => void = () => undefined;
  private hasExited = false;

  constructor(private readonly note: (command: RunnerCommand) => void) {
    this.exited = new Promise((resolve) => (this.exit = resolve));
  }

  onMessage(listener: (message: RunnerMessage) => void) {
    return this.messages.listen(listener);
  }

  send(command: RunnerCommand): void {
    this.note(command);
    void this.obey(command).catch((error: unknown) => {
      this.tell({ kind: 'ended', taskId: command.taskId, error: toErrorData(error) });
    });
  }

  stop(): Promise<void> {
    return this.leave('stopped', true);
  }

  private async leave(reason: string, expected: boolean): Promise<void> {
    this.hasExited = true;
    for (const journal of this.journals.values()) {
      await (await journal).close();
    }
    this.exit({ reason, expected });
  }

  private tell(message: RunnerMessage): void {
    if (!this.hasExited) {
      this.messages.fire(message);
    }
  }

  private async obey(command: RunnerCommand): Promise<void> {
    if (command.type === 'start') {
      const { taskDir, fence, task } = command.spec;
      const clock = new SystemClock();
      const options = { taskId: task.id, taskDir, fence, redact: (text: string) => text, clock, log: new MemoryLog() };
      this.journals.set(task.id, openEventJournal(options));
      await this.begin(command.spec);
      return;
    }
    const event = answerTo(command);
    if (event !== null) {
      await this.append(command.taskId, event, command.id);
      const journal = await this.journals.get(command.taskId);
      const isDeaf = journal?.events.some((past) => past.type === 'user.message' && past.text === 'deaf') ?? false;
      const goesOn =
        ['interrupt', 'aside', 'model', 'move', 'reword'].includes(command.type) || event.type === 'message.queued';
      if (command.type === 'stop' ? !isDeaf : !goesOn) {
        const outcome = command.type === 'stop' ? ({ kind: 'stopped' } as const) : ({ kind: 'taken' } as const);
        await this.finish(command.taskId, { type: 'finished', outcome });
      }
    }
  }

  private async begin({ task, fence }: RunSpec): Promise<void> {
    const journal = await this.journals.get(task.id);
    const isNew = journal?.events.length === 0;
    const wasFinished = journal?.events.at(-1)?.type === 'finished';
    await this.append(task.id, { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: !isNew, fence });
    if (isNew) {
      await this.append(task.id, { type: 'user.message', text: task.prompt, source: 'prompt' });
    }
    const prompt = isNew ? `${task.prompt} first` : task.prompt;
    if (/^crash( once first| first|)$/.test(prompt)) {
      await this.leave('it crashed', false);
    } else if (prompt.startsWith('full')) {
      throw new Error('the disk is full');
    } else if (prompt === 'ask first') {
      await this.append(task.id, { type: 'question', request: limitRequest });
    } else if (/^(finish|crash once)/.test(prompt) && !wasFinished) {
      await this.finish(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    }
  }

  private async append(taskId: TaskId, body: EventBody, causeId?: string): Promise<void> {
    const event = await (await this.journals.get(taskId))?.append(body, causeId);
    if (event !== undefined) {
      this.tell({ kind: 'event', event });
    }
  }

  private async finish(taskId: TaskId, body: EventBody): Promise<void> {
    await this.append(taskId, body);
    await (await this.journals.get(taskId))?.close();
    this.journals.delete(taskId);
    this.tell({ kind: 'ended', taskId });
  }
}

function answerTo(command: RunnerCommand): EventBody | null {
  return isSilent(command) ? null : answered(command);
}

function answered(command: Exclude<RunnerCommand, Silent>): EventBody {
  switch (command.type) {
    case 'message':
      return command.text.startsWith('wait')
        ? { type: 'message.queued', text: command.text }
        : { type: 'user.message', text: command.text, source: 'user' };
    case 'move':
      return { type: 'message.moved', queuedSeq: command.queuedSeq, beforeSeq: command.beforeSeq };
    case 'reword':
      return { type: 'message.reworded', queuedSeq: command.queuedSeq, text: command.text };
    case 'aside':
      return { type: 'aside.asked', text: command.text };
    case 'overlaps':
      return { type: 'overlaps.told', places: command.places, text: command.text };
    case 'answer':
      return { type: 'answer', requestId: command.requestId, decision: command.decision };
    case 'model':
      return { type: 'model.changed', model: command.model };
    case 'interrupt':
    case 'stop':
      return { type: 'interrupted' };
  }
}

type Silent = Extract<RunnerCommand, { type: 'start' | 'attach' | 'withdraw' | 'credentials' | 'secrets' | 'host' }>;

/** What no event answers. */
function isSilent(command: RunnerCommand): command is Silent {
  return ['start', 'attach', 'withdraw', 'credentials', 'secrets', 'host'].includes(command.type);
}
