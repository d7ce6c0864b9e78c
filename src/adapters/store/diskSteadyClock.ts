import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import type { Clock, Log } from '../../core/ports';
import { type SteadyClock, type SteadyTime, steadyTime } from '../../core/worktrees/steadyTime';
import { isMissing } from './storeErrors';
import { writeFileWhole } from './wholeFile';

const Looked = z.strictObject({ sinceMs: z.number(), nowMs: z.number() });

/** A file of the data directory that has the last look. */
export class DiskSteadyClock implements SteadyClock {
  private readonly file: string;

  constructor(
    dataDirectory: string,
    private readonly deps: { clock: Pick<Clock, 'now'>; log: Log },
  ) {
    this.file = path.join(dataDirectory, 'steady-time.json');
  }

  async look(): Promise<SteadyTime> {
    const nowMs = this.deps.clock.now().getTime();
    try {
      const time = steadyTime(await this.before(), nowMs);
      await writeFileWhole(this.file, JSON.stringify(time));
      return time;
    } catch (error) {
      this.deps.log.warn(`Nothing expires, because the time can’t be kept in ${this.file}: ${String(error)}`);
      return { sinceMs: nowMs, nowMs };
    }
  }

  private async before(): Promise<SteadyTime | null> {
    try {
      return Looked.safeParse(JSON.parse(await fs.readFile(this.file, 'utf8'))).data ?? null;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) {
        return null;
      }
      throw error;
    }
  }
}
