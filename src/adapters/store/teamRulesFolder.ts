import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import { StoreError } from '../../core/errors';
import { isMissing, toStoreError } from './storeErrors';
import { writeFileWhole } from './wholeFile';

const TeamRules = z.object({ folder: z.string().min(1).nullable() });

function fileIn(dataDirectory: string): string {
  return path.join(dataDirectory, 'team-rules.json');
}

/** Tells every process that shares the data directory where the team's rules are; null: nowhere. Throws `StoreError`. */
export async function writeTeamRulesFolder(dataDirectory: string, folder: string | null): Promise<void> {
  const text = `${JSON.stringify({ folder })}\n`;
  const file = fileIn(dataDirectory);
  try {
    if ((await fs.readFile(file, 'utf8').catch(() => '')) !== text) {
      await fs.mkdir(dataDirectory, { recursive: true, mode: 0o700 });
      await writeFileWhole(file, text);
    }
  } catch (error) {
    throw toStoreError(error, 'write where the rules of the team are');
  }
}

/** What was written last; null where nothing was. Throws `damaged`: rules that can't be found are not none. */
export async function readTeamRulesFolder(dataDirectory: string): Promise<string | null> {
  const file = fileIn(dataDirectory);
  try {
    return TeamRules.parse(JSON.parse(await fs.readFile(file, 'utf8'))).folder;
  } catch (error) {
    if (isMissing(error)) {
      return null;
    }
    const hint = 'Remove it: a window of the editor writes it again from the settings.';
    throw new StoreError('damaged', `Where the rules of the team are can't be read from ${file}.`, {
      cause: error,
      hint,
    });
  }
}
