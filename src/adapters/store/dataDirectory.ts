import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import { StoreError } from '../../core/errors';
import { isMissing } from './storeErrors';
import { writeFileWhole } from './wholeFile';

const currentLayout = 1;
const Version = z.object({ layout: z.int().min(1) });

/** Makes the data directory when it is not there. Throws `newer-layout` for one that a later version has written. */
export async function prepareDataDirectory(root: string): Promise<void> {
  const file = path.join(root, 'version.json');
  const layout = await readLayout(file);
  if (layout !== null && layout > currentLayout) {
    const message = `The data directory ${root} was written by a newer version of Background Agents.`;
    throw new StoreError('newer-layout', message, { hint: 'Update the extension and the CLI, or choose another one.' });
  }
  for (const folder of [root, path.join(root, 'tasks'), path.join(root, 'worktrees')]) {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  }
  if (layout === null) {
    await writeFileWhole(file, `${JSON.stringify({ layout: currentLayout })}\n`);
  }
}

async function readLayout(file: string): Promise<number | null> {
  try {
    return Version.parse(JSON.parse(await fs.readFile(file, 'utf8'))).layout;
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      const hint = 'Put back the file, or move the folder away to begin with an empty one.';
      throw new StoreError('damaged', `The file ${file} can't be understood.`, { cause: error, hint });
    }
    throw error;
  }
}
