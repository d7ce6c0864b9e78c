import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { keepDecision, repositoryFolder } from './repositoryFolder';
import { isMissing } from './storeErrors';

/** What a person decided once for a repository. Each decision is a file of its own, so nothing is lost to two at once. */
export class RepositoryMemory {
  private readonly folder: string;

  constructor(dataDirectory: string, commonDir: string) {
    this.folder = repositoryFolder(dataDirectory, commonDir);
  }

  /** `key` is a file name. */
  async knows(key: string): Promise<boolean> {
    try {
      await fs.access(path.join(this.folder, key));
      return true;
    } catch (error) {
      if (isMissing(error)) {
        return false;
      }
      throw error;
    }
  }

  /** The keys that begin so, without the beginning. */
  async list(prefix: string): Promise<string[]> {
    try {
      const names = await fs.readdir(this.folder);
      return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    } catch (error) {
      if (isMissing(error)) {
        return [];
      }
      throw error;
    }
  }

  async remember(key: string): Promise<void> {
    await keepDecision(this.folder, key, '');
  }
}
