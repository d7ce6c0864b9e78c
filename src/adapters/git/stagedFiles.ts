import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { asText, type GitRepo, toInput } from './gitRepo';
import { convertedContents, isAskable } from './convertedContents';
import { type EntryChange, indexInfo } from './differences';
import { withTemporaryIndex } from './stage';

const symlink = '120000';
const smallBytes = 256 * 1024;

/** Where the finished new files lie. */
export interface NewFiles {
  /** `path`: a binary string, of a change that is no removal. */
  of(path: string): string;
}

/** Has the new files made ready in `folder`, with the line ends and modes they have in a checkout. */
export async function stageFiles(repo: GitRepo, changes: readonly EntryChange[], folder: string): Promise<NewFiles> {
  const files = changes.flatMap(({ path, to }) => (to === null ? [] : [{ path, to, ...to }]));
  // Attributes that come with the change are known only to git's own way of writing files.
  const isPlain = !files.some(({ path }) => posix.basename(path) === '.gitattributes');
  const flat = files.filter(({ path, mode }) => isPlain && mode !== symlink && isAskable(path));
  await writeFlat(repo, flat, folder);
  const places = new Map(flat.map(({ path }, index) => [path, join(folder, `new-${index}`)]));
  await checkOut(
    repo,
    files.filter(({ path }) => !places.has(path)),
    join(folder, 'new'),
  );
  return { of: (path) => places.get(path) ?? join(folder, 'new', asText(path)) };
}

type NewFile = Pick<EntryChange, 'path' | 'to'> & NonNullable<EntryChange['to']>;

/** All in one folder: making a folder for each, as git does, takes longer than the files themselves. */
async function writeFlat(repo: GitRepo, files: readonly NewFile[], folder: string): Promise<void> {
  if (files.length === 0) {
    return;
  }
  let index = 0;
  for await (const content of convertedContents(repo, files)) {
    const place = join(folder, `new-${index}`);
    const options = { mode: files[index]?.mode === '100755' ? 0o777 : 0o666, flag: 'wx' } as const;
    if (content.length < smallBytes) {
      // Sooner done than handed to another thread.
      writeFileSync(place, content, options);
    } else {
      await writeFile(place, content, options);
    }
    index += 1;
  }
}

async function checkOut(repo: GitRepo, files: readonly NewFile[], folder: string): Promise<void> {
  if (files.length === 0) {
    return;
  }
  const infos = files.flatMap(({ path, to }) => indexInfo(path, to));
  await withTemporaryIndex(async (indexFile) => {
    const step = 'write the changed files';
    await repo.run({ args: ['update-index', '-z', '--index-info'], to: step, indexFile, input: toInput(infos) });
    await repo.run({ args: ['checkout-index', '-a', '-f', `--prefix=${folder}/`], to: step, indexFile });
  });
}
