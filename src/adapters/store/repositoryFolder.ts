import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { writeFileWhole } from './wholeFile';

/** Where the data directory keeps what a person decided for one repository. It need not be there. */
export function repositoryFolder(dataDirectory: string, commonDir: string): string {
  const name = createHash('sha256').update(commonDir).digest('hex').slice(0, 24);
  return path.join(dataDirectory, 'repositories', name);
}

/** Keeps a decision as a file of that folder, which is made when it is the first. */
export async function keepDecision(folder: string, name: string, content: string): Promise<void> {
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFileWhole(path.join(folder, name), content);
}
