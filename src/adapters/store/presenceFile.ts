import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Presence } from '../../core/notices/noticePorts';
import { isMissing, toStoreError } from './storeErrors';
import { writeFileWhole } from './wholeFile';

/** One file for all windows; its content is the time. */
export class PresenceFile implements Presence {
  private readonly file: string;

  constructor(dataDirectory: string) {
    this.file = path.join(dataDirectory, 'seen');
  }

  async lastSeen(): Promise<Date | null> {
    try {
      const seen = new Date((await fs.readFile(this.file, 'utf8')).trim());
      return Number.isNaN(seen.getTime()) ? null : seen;
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      throw toStoreError(error, `read ${this.file}`);
    }
  }

  async isHere(now: Date): Promise<void> {
    try {
      await writeFileWhole(this.file, `${now.toISOString()}\n`);
    } catch (error) {
      throw toStoreError(error, `write ${this.file}`);
    }
  }
}
