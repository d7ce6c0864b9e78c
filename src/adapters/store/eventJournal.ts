import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { StoreError } from '../../core/errors';
import { redactedValue } from '../../core/secrets/redactedValue';
import type { Clock, Log } from '../../core/ports';
import { EventTimes } from '../../core/run/eventTimes';
import type { EventJournal } from '../../core/storePorts';
import type { TaskId } from '../../protocol';
import { EventBody, RunnerEvent } from '../../protocol';
import { readJsonLines } from './jsonLines';
import { Fence } from './fence';
import { ChainedLines } from './chainedLines';
import { toStoreError } from './storeErrors';

interface EventJournalOptions {
  taskId: TaskId;
  /** The task's folder in the data directory. */
  taskDir: string;
  /** The owner's fencing token. A journal that a newer owner has taken refuses every append with `StoreError('owned')`. */
  fence: number;
  /** Takes secrets out of a text. Every string is passed through it before it is written or returned. */
  redact: (text: string) => string;
  clock: Clock;
  log: Log;
}

/**
 * What nobody acts on before a later line is on the disk, and this one with it: an answer and a result before the next
 * intent or the next request, a checkpoint before whatever uses it.
 */
const unhurried: ReadonlySet<EventBody['type']> = new Set([
  'tool.output',
  'tool.result',
  'tests.progress',
  'message.start',
  'message.end',
  'usage',
  'checkpoint',
  'files.changed',
]);

/** Whether the line has to be on the disk before the loop goes on. Reading again does no harm, so its intent need not. */
function isUrgent(event: RunnerEvent): boolean {
  return event.type === 'tool.intent'
    ? event.effect === 'write' || event.effect === 'execute'
    : !unhurried.has(event.type);
}

const action = 'write the journal of this task';

/**
 * Opens a task's `events.jsonl` for its one writer and drops a torn last line. Throws `StoreError`: `owned`,
 * `not-writable`, `disk-full` or `failed`.
 */
export async function openEventJournal(options: EventJournalOptions): Promise<EventJournal> {
  const file = path.join(options.taskDir, 'events.jsonl');
  try {
    const fence = new Fence(options.taskDir, options.fence);
    await fence.assert();
    await fs.mkdir(options.taskDir, { recursive: true, mode: 0o700 });
    const read = await readJsonLines({ path: file, schema: RunnerEvent }, 0, options.log);
    const lines = await ChainedLines.open(file, read);
    return new JsonlEventJournal(options, { lines, fence, events: read.items, count: read.lines });
  } catch (error) {
    throw toStoreError(error, action);
  }
}

interface Opened {
  lines: ChainedLines;
  fence: Fence;
  events: RunnerEvent[];
  /** Lines in the file, bad ones included: their numbers are not given again. */
  count: number;
}

class JsonlEventJournal implements EventJournal {
  private tail: Promise<unknown> = Promise.resolve();
  private closed: Promise<void> | undefined;
  private readonly times: EventTimes;

  constructor(
    private readonly options: EventJournalOptions,
    private readonly opened: Opened,
  ) {
    this.times = new EventTimes(options.clock);
  }

  get events(): readonly RunnerEvent[] {
    return this.opened.events;
  }

  append(body: EventBody, causeId?: string): Promise<RunnerEvent> {
    return this.queued(() => this.write(body, causeId));
  }

  close(): Promise<void> {
    this.closed ??= this.queued(() => this.opened.lines.close());
    return this.closed;
  }

  private async write(body: EventBody, causeId: string | undefined): Promise<RunnerEvent> {
    const { lines, fence, events, count } = this.opened;
    const { taskId, redact } = this.options;
    await fence.assert();
    const event: RunnerEvent = {
      v: 1,
      seq: Math.max(events.at(-1)?.seq ?? 0, count) + 1,
      taskId,
      ...this.times.next(),
      ...(causeId === undefined ? {} : { causeId }),
      ...wellFormed(redactedValue(body, redact)),
    };
    await lines.append(event, { isSynced: isUrgent(event) });
    events.push(event);
    return event;
  }

  private async queued<T>(act: () => Promise<T>): Promise<T> {
    const result = this.tail.then(act);
    this.tail = result.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await result;
    } catch (error) {
      throw toStoreError(error, action);
    }
  }
}

/** What a reader would skip must not be written. What stands around the body is made here, and is not checked again. */
function wellFormed(body: unknown): EventBody {
  const parsed = EventBody.safeParse(body);
  if (parsed.success) {
    return parsed.data;
  }
  throw new StoreError('failed', `Cannot record an event that is not well-formed: ${parsed.error.message}`, {
    cause: parsed.error,
    audience: 'log',
  });
}
