import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { CarryMemory } from '../../core/worktrees/carryPorts';
import type { Log } from '../../core/ports';
import { CarryChoices } from '../../protocol';
import { keepDecision, repositoryFolder } from './repositoryFolder';
import { isMissing } from './storeErrors';

const fileName = 'carry.json';

/** A file for each repository. One that can't be read counts as none, so that the person is asked again. */
export class DiskCarryMemory implements CarryMemory {
  constructor(
    private readonly dataDirectory: string,
    private readonly log: Log,
  ) {}

  async read(commonDir: string): Promise<CarryChoices | null> {
    const file = path.join(repositoryFolder(this.dataDirectory, commonDir), fileName);
    try {
      return CarryChoices.parse(JSON.parse(await fs.readFile(file, 'utf8')));
    } catch (error) {
      if (!isMissing(error)) {
        this.log.error('What was decided about ignored files could not be read; you will be asked again.', error);
      }
      return null;
    }
  }

  async write(commonDir: string, choices: CarryChoices): Promise<void> {
    const text = `${JSON.stringify(choices, null, 2)}\n`;
    await keepDecision(repositoryFolder(this.dataDirectory, commonDir), fileName, text);
  }
}
