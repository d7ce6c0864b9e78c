import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { ObjectName } from '../../../protocol';
import { fieldsOf, type GitRepo } from '../gitRepo';

/** What a spare is. Written last, so that a folder without it is none. */
const SpareRecord = z.strictObject({
  commonDir: z.string(),
  commit: ObjectName,
  tree: ObjectName,
  conversion: z.string(),
});
export type SpareRecord = z.infer<typeof SpareRecord>;

/** Of a repository, by its common git directory. `-making` and `-taken` beside it are of nobody who still lives. */
export function spareFolder(spares: string, commonDir: string): string {
  return join(spares, createHash('sha256').update(commonDir).digest('hex').slice(0, 16));
}

export function partsOf(folder: string): { files: string; gitDir: string; index: string; record: string } {
  const gitDir = join(folder, 'git');
  return { files: join(folder, 'files'), gitDir, index: join(gitDir, 'index'), record: join(folder, 'spare.json') };
}

/** Null for what is no spare of this repository as it is set up now. */
export async function readSpare(repo: GitRepo, folder: string): Promise<SpareRecord | null> {
  const text = await readFile(partsOf(folder).record, 'utf8').catch(() => null);
  if (text === null) {
    return null;
  }
  const parsed = SpareRecord.safeParse(parseJson(text));
  const isOurs = parsed.success && parsed.data.commonDir === repo.at.commonDir;
  return isOurs && parsed.data.conversion === (await conversionOf(repo)) ? parsed.data : null;
}

export async function writeSpare(folder: string, record: SpareRecord): Promise<void> {
  await writeFile(partsOf(folder).record, JSON.stringify(record));
}

/** Moves a folder to another name in one step; false when another process was faster. */
export async function claim(folder: string, as: string): Promise<boolean> {
  await rm(as, { recursive: true, force: true });
  return rename(folder, as).then(
    () => true,
    () => false,
  );
}

/** Below the folder of all spares, last made or brought up to date before then; also what a killed process left. */
export async function unusedSpares(spares: string, beforeMs: number): Promise<string[]> {
  const names = await readdir(spares).catch(() => []);
  const dated = await Promise.all(
    names.map(async (name) => {
      const folder = join(spares, name);
      const made = await stat(partsOf(folder).record).catch(() => stat(folder).catch(() => null));
      return { folder, madeMs: made?.mtimeMs ?? 0 };
    }),
  );
  return dated.filter(({ madeMs }) => madeMs < beforeMs).map(({ folder }) => folder);
}

/** Null where the files of a worktree are not all of a commit, or git has to make worktrees itself. */
export async function conversionOf(repo: GitRepo): Promise<string | null> {
  const args = ['config', '--null', '--get-regexp', '^(core|filter|extensions)\\.'];
  const { stdout } = await repo.run({ args, to: 'read the configuration of the repository', accept: [0, 1] });
  const settings = fieldsOf(stdout);
  if (settings.some((setting) => /^core\.(sharedrepository|sparsecheckout\ntrue)/.test(setting))) {
    return null;
  }
  const xdg = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const named = settings.find((setting) => setting.startsWith('core.attributesfile\n'))?.split('\n')[1];
  const attributes = [
    join(repo.at.commonDir, 'info', 'attributes'),
    named?.replace(/^~(?=\/)/, homedir()) ?? join(xdg, 'git', 'attributes'),
  ];
  const texts = await Promise.all(attributes.map((file) => readFile(file, 'latin1').catch(() => '')));
  return createHash('sha256')
    .update(JSON.stringify([settings, texts]))
    .digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return { torn: error };
  }
}
