import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod';
import type { Clock, Log } from '../../core/ports';
import type { RequestGate } from '../../core/scheduling/gatePorts';
import type { Hold, ModelRef } from '../../protocol';
import { scheduleFolder } from './diskSchedule';
import { fileStamp } from './fileStamp';
import { isMissing, toStoreError } from './storeErrors';
import { TaskLocks } from './taskLocks';
import { writeFileWhole } from './wholeFile';

/** Times are those of the wall clock, in milliseconds, because processes share them. */
const Pace = z.strictObject({
  /** No request is sent before. */
  untilMs: z.number(),
  /** When the next one may be sent, each this long after the one before. */
  nextMs: z.number(),
  spacingMs: z.number(),
});
type Pace = z.infer<typeof Pace>;

const leastSpacingMs = 250;
const mostSpacingMs = 8_000;
/** Requests are spaced out for this long after a provider takes them again. */
const rememberedMs = 60_000;
/** More is no word of a provider, but of a clock that was set back. */
const longestMs = 15 * 60_000;
const lookEveryMs = 500;

interface GateOptions {
  /** The data directory. */
  root: string;
  clock: Pick<Clock, 'now' | 'sleep'>;
  /** The key that the task uses for a model; undefined where none is needed. */
  keyOf: (model: ModelRef) => string | undefined;
  log: Log;
}

/**
 * What one task heeds before each request: the pause of all agents, and for each provider and key a file that says when
 * the next request may be sent. Whoever is refused writes it; all others then take turns one after another, the first of
 * which tries whether the provider takes requests again.
 */
export class DiskRequestGate implements RequestGate {
  private readonly folder: string;
  private readonly locks: TaskLocks;
  private isGranted = false;

  constructor(private readonly options: GateOptions) {
    this.folder = path.join(scheduleFolder(options.root), 'providers');
    this.locks = new TaskLocks(options.log);
  }

  async look(model: ModelRef): Promise<Hold | null> {
    if (this.isPaused()) {
      return { why: 'paused' };
    }
    if (this.isGranted || fileStamp(this.fileOf(model)) === 'absent') {
      this.isGranted = false;
      return null;
    }
    return await this.change<Hold | null>(model, (pace, now) => {
      const isFree = pace === null || pace.nextMs <= now;
      const after = pace === null ? null : { ...pace, nextMs: isFree ? now + pace.spacingMs : pace.nextMs };
      return [after, isFree ? null : { why: 'rate', delayMs: Math.ceil(pace.nextMs - now) }];
    });
  }

  async pass(model: ModelRef, signal: AbortSignal): Promise<void> {
    const { clock } = this.options;
    for (;;) {
      await this.unpaused(signal);
      const at = await this.turn(model);
      if (at !== null) {
        await clock.sleep(Math.max(0, at - clock.now().getTime()), signal);
      }
      const untilMs = at === null ? 0 : await this.change(model, (pace) => [pace, pace?.untilMs ?? 0]);
      if (!this.isPaused() && (at === null || untilMs <= at)) {
        this.isGranted = true;
        return;
      }
    }
  }

  async refused(model: ModelRef, delayMs: number): Promise<void> {
    await fs.promises.mkdir(this.folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw toStoreError(error, 'note that a provider refused a request');
    });
    await this.change(model, (pace, now) => {
      // Requests that were under way together are refused together: that is said once.
      const isNew = pace === null || pace.untilMs <= now;
      const spacingMs = Math.min(mostSpacingMs, (pace?.spacingMs ?? leastSpacingMs / 2) * (isNew ? 2 : 1));
      const untilMs = Math.max(pace?.untilMs ?? 0, now + Math.min(delayMs, longestMs));
      return [{ untilMs, nextMs: isNew ? untilMs : Math.max(pace.nextMs, untilMs), spacingMs }, null];
    });
  }

  /** When this task's request may be sent; null when it may be now. */
  private async turn(model: ModelRef): Promise<number | null> {
    if (fileStamp(this.fileOf(model)) === 'absent') {
      return null;
    }
    return await this.change(model, (pace, now) => {
      if (pace === null) {
        return [null, null];
      }
      const at = Math.max(now, pace.nextMs);
      return [{ ...pace, nextMs: at + pace.spacingMs }, at];
    });
  }

  /** What is over is removed, and what can't be understood counts as that. */
  private async change<T>(model: ModelRef, act: (pace: Pace | null, now: number) => [Pace | null, T]): Promise<T> {
    const file = this.fileOf(model);
    try {
      return await this.locks.within(this.folder, async () => {
        const now = this.options.clock.now().getTime();
        const before = await read(file);
        const isOver = before !== null && (before.nextMs + rememberedMs < now || before.untilMs > now + longestMs);
        const [after, result] = act(isOver ? null : before, now);
        if (after === null) {
          await fs.promises.rm(file, { force: true });
        } else if (JSON.stringify(after) !== JSON.stringify(before)) {
          await writeFileWhole(file, JSON.stringify(after));
        }
        return result;
      });
    } catch (error) {
      throw toStoreError(error, 'heed what a provider allows');
    }
  }

  private isPaused(): boolean {
    return fileStamp(path.join(path.dirname(this.folder), 'paused.json')) !== 'absent';
  }

  /** A look at a file costs so little that no watcher is worth it. */
  private async unpaused(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.isPaused()) {
      await this.options.clock.sleep(lookEveryMs, signal);
    }
  }

  /** Named by a digest, since a key is a secret. */
  private fileOf(model: ModelRef): string {
    const { provider, baseUrl = '' } = model;
    const name = JSON.stringify([provider, baseUrl, this.options.keyOf(model) ?? '']);
    return path.join(this.folder, `${createHash('sha256').update(name).digest('hex').slice(0, 16)}.json`);
  }
}

async function read(file: string): Promise<Pace | null> {
  try {
    return Pace.safeParse(JSON.parse(await fs.promises.readFile(file, 'utf8'))).data ?? null;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}
