import { lstatSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { asText, type GitRepo, toInput } from '../gitRepo';
import { convertedContents, isAskable } from '../changes/convertedContents';
import { type EntryChange, indexInfo } from '../changes/differences';
import { shortTurns } from '../process/shortTurns';
import { withTemporaryIndex } from './stage';

const symlink = '120000';
const smallBytes = 256 * 1024;

interface NewFile {
  /** Where the finished file lies. */
  source: string;
  /** The rights it has; null where they are not known. */
  sourceMode: number | null;
}

/** `path`: a binary string, of a change that is no removal. */
export type NewFiles = (path: string) => NewFile;

interface Staging {
  /** Resolves when git is at work or not needed: what is done from then on is done at the same time. Never rejects. */
  begun: Promise<unknown>;
  ready: Promise<NewFiles>;
}

/** Has the new files made ready in `folder`, with the line ends and modes they have in a checkout. */
export function stageFiles(repo: GitRepo, changes: readonly EntryChange[], folder: string): Staging {
  let onStart = (): void => undefined;
  const started = new Promise<void>((resolve) => (onStart = resolve));
  const ready = stage(repo, changes, { folder, onStart });
  return { begun: Promise.race([started, Promise.allSettled([ready])]), ready };
}

interface Place {
  folder: string;
  onStart: () => void;
}

async function stage(repo: GitRepo, changes: readonly EntryChange[], place: Place): Promise<NewFiles> {
  const { folder } = place;
  const files = changes.flatMap(({ path, to }) => (to === null ? [] : [{ path, to, ...to }]));
  // Attributes that come with the change are known only to git's own way of writing files.
  const isPlain = !files.some(({ path }) => posix.basename(path) === '.gitattributes');
  const flat = files.filter(({ path, mode }) => isPlain && mode !== symlink && isAskable(path));
  await writeFlat(repo, flat, place);
  const modes = modesOf(flat, folder);
  const places = new Map(
    flat.map(({ path, mode }, index) => [
      path,
      { source: flatPlace(folder, index), sourceMode: modes.get(mode) ?? null },
    ]),
  );
  await checkOut(
    repo,
    files.filter(({ path }) => !places.has(path)),
    join(folder, 'new'),
  );
  return (path) => places.get(path) ?? { source: join(folder, 'new', asText(path)), sourceMode: null };
}

function flatPlace(folder: string, index: number): string {
  return join(folder, `new-${index}`);
}

/** The rights that files of each of git's modes got, which is up to the system. */
function modesOf(files: readonly Wanted[], folder: string): Map<string, number> {
  const modes = new Map<string, number>();
  for (const [index, { mode }] of files.entries()) {
    if (!modes.has(mode)) {
      modes.set(mode, lstatSync(flatPlace(folder, index)).mode & 0o7777);
    }
  }
  return modes;
}

type Wanted = Pick<EntryChange, 'path' | 'to'> & NonNullable<EntryChange['to']>;

/** All in one folder: making a folder for each, as git does, takes longer than the files themselves. */
async function writeFlat(repo: GitRepo, files: readonly Wanted[], { folder, onStart }: Place): Promise<void> {
  if (files.length === 0) {
    onStart();
    return;
  }
  const turn = shortTurns();
  let index = 0;
  for await (const content of convertedContents(repo, files, { file: join(folder, 'contents'), onStart })) {
    const target = flatPlace(folder, index);
    const options = { mode: files[index]?.mode === '100755' ? 0o777 : 0o666, flag: 'wx' } as const;
    if (content.length < smallBytes) {
      // Sooner done than handed to another thread.
      writeFileSync(target, content, options);
    } else {
      await writeFile(target, content, options);
    }
    index += 1;
    await turn();
  }
}

async function checkOut(repo: GitRepo, files: readonly Wanted[], folder: string): Promise<void> {
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
