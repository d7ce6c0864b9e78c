import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { CarryMemory } from '../../core/worktrees/carryPorts';
import type { Log } from '../../core/ports';
import { CarryChoices } from '../../protocol';
import { repositoryFolder } from './repositoryFolder';
import { isMissing } from './storeErrors';
import { writeFileWhole } from './wholeFile';

/** A file for each repository. One that can't be read counts as none, so that the person is asked again. */
export class DiskCarryMemory implements CarryMemory {
  constructor(
    private readonly dataDirectory: string,
    private readonly log: Log,
  ) {}

  async read(commonDir: string): Promise<CarryChoices | null> {
    try {
      return CarryChoices.parse(JSON.parse(await fs.readFile(this.#file(commonDir), 'utf8')));
    } catch (error) {
      if (!isMissing(error)) {
        this.log.error('What was decided about ignored files could not be read; you will be asked again.', error);
      }
      return null;
    }
  }

  async write(commonDir: string, choices: CarryChoices): Promise<void> {
    await fs.mkdir(path.dirname(this.#file(commonDir)), { recursive: true, mode: 0o700 });
    await writeFileWhole(this.#file(commonDir), `${JSON.stringify(choices, null, 2)}\n`);
  }

  #file(commonDir: string): string {
    return path.join(repositoryFolder(this.dataDirectory, commonDir), 'carry.json');
  }
}
