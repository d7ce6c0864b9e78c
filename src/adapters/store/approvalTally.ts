import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { keepDecision } from './repositoryFolder';
import { isMissing } from './storeErrors';

/** Counts what a person allowed in all tasks of a repository: an empty file for each, so that writers need no lock. */
export class ApprovalTally {
  /** `folder` is the repository's in the data directory. */
  constructor(private readonly folder: string) {}

  async times(shape: string): Promise<number> {
    try {
      return (await fs.readdir(this.#folderOf(shape))).length;
    } catch (error) {
      if (isMissing(error)) {
        return 0;
      }
      throw error;
    }
  }

  /** The same key once more changes nothing. */
  async count(shape: string, key: string): Promise<void> {
    await keepDecision(this.#folderOf(shape), hashOf(key), '');
  }

  #folderOf(shape: string): string {
    return path.join(this.folder, 'times', hashOf(shape));
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
