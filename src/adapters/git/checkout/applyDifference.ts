import { mkdirSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import { GitError, isFullDisk, roomHint } from '../../../core/errors';
import { isSafeEntry } from '../../../core/files/entryPaths';
import type { ObjectName } from '../../../protocol';
import { FileChanges } from './fileChanges';
import { asText, fieldsOf, type GitRepo, toInput } from '../gitRepo';
import { ownFolder } from '../process/perRepoQueue';
import type { RepoLock } from '../process/repoLock';
import { clearFolder } from '../worktrees/clearFolder';
import { rawEntry } from '../changes/rawEntries';
import { shortTurns } from '../process/shortTurns';
import { widenFor } from '../worktrees/sparseCheckout';
import { type Standing, Standings } from './standing';
import { withTemporaryIndex } from './stage';
import { type NewFiles, stageFiles } from './stagedFiles';
import { entriesBetween, type EntryChange, indexInfo } from '../changes/differences';

const symlink = '120000';
const submodule = '160000';
const to = 'compare the change with your files';

interface Pending extends EntryChange {
  /** The path as text, for the disk and for sentences. */
  name: string;
  standing: Standing;
}

interface Wanted {
  from: ObjectName;
  to: ObjectName;
  /** Paths that are neither as in `from` nor as in `to` are left as they are, instead of refusing the whole. */
  leaveOthers: boolean;
  /** Where new files are made ready; a folder of nobody else's. Of the repository unless given, under its lock. */
  staging?: string;
  /** Of the repository. */
  lock: Pick<RepoLock, 'check'>;
}

/**
 * Makes the files of a checkout hold the difference of two trees. Each path is looked at first: as in `from` it is
 * changed, as in `to` it is left, anything else refuses the whole. What is written comes from the object store, is made
 * ready while the paths are looked at, and is moved into place file by file; when that fails midway everything is put
 * back. Returns the paths that were left because they are as in neither.
 */
export async function applyDifference(repo: GitRepo, wanted: Wanted): Promise<string[]> {
  const entries = await entriesBetween(repo, wanted.from, wanted.to);
  if (entries.length === 0) {
    return [];
  }
  await checkSafety(repo, entries);
  await widenFor(
    repo,
    entries.map(({ path }) => path),
  );
  await wanted.lock.check();
  const staging = wanted.staging ?? join(ownFolder(repo.at.commonDir), 'staging');
  // What an interrupted apply left; nobody else is at work while the lock is ours.
  await clearFolder(staging);
  mkdirSync(staging, { recursive: true });
  const { begun, ready } = stageFiles(repo, entries, staging);
  const settled = Promise.allSettled([ready]);
  try {
    await begun;
    const { due, others } = await statesOf(repo, entries, wanted);
    await wanted.lock.check();
    if (due.length > 0) {
      await write(new FileChanges(repo.at.worktree, staging), due, ready);
    }
    return others;
  } finally {
    await settled;
    await clearFolder(staging);
  }
}

async function write(files: FileChanges, changes: readonly Pending[], fresh: Promise<NewFiles>): Promise<void> {
  try {
    await inOrder(files, changes, await fresh);
  } catch (error) {
    await files.putBack();
    throw error instanceof GitError ? error : notWritten(error);
  }
}

/** What is to be changed, and the names of what is as in neither of the trees. */
async function statesOf(
  repo: GitRepo,
  entries: readonly EntryChange[],
  { leaveOthers }: Wanted,
): Promise<{ due: Pending[]; others: string[] }> {
  const { looked, raw } = await lookAtAll(repo, entries);
  const unsure = looked.filter((change) => !isOneOf(change, raw.get(change.path)));
  const held = new Map([...raw, ...(await heldEntries(repo, unsure))]);
  const states = looked.map((change) => ({ change, state: stateOf(change, held.get(change.path)) }));
  const others = states.filter(({ state }) => state === 'other').map(({ change }) => change.name);
  if (others.length > 0 && !leaveOthers) {
    throw doesNotApply(others);
  }
  return { due: states.filter(({ state }) => state === 'from').map(({ change }) => change), others };
}

/** What stands at each path, and as what git would name it if it converted nothing. */
async function lookAtAll(
  repo: GitRepo,
  entries: readonly EntryChange[],
): Promise<{ looked: Pending[]; raw: Map<string, string> }> {
  const standings = new Standings(repo.at.worktree);
  const turn = shortTurns();
  const raw = new Map<string, string>();
  const looked: Pending[] = [];
  for (const entry of entries) {
    const name = asText(entry.path);
    const standing = standings.look(name);
    looked.push({ ...entry, name, standing });
    const stats = statsOf(standing);
    const likeName = (entry.from ?? entry.to)?.object ?? '';
    const seen = stats === null ? null : rawEntry(`${repo.at.worktree}/${name}`, stats, likeName);
    if (seen !== null) {
      raw.set(entry.path, seen);
    }
    await turn();
  }
  return { looked, raw };
}

/** Whether it is one side of the change byte for byte: then it is, whatever git would convert. */
function isOneOf({ from, to: next }: EntryChange, raw: string | undefined): boolean {
  return raw !== undefined && [from, next].some((entry) => entry !== null && `${entry.mode} ${entry.object}` === raw);
}

/** Every entry of a difference that was made elsewhere is judged here, before anything of it reaches the disk. */
async function checkSafety(repo: GitRepo, entries: readonly EntryChange[]): Promise<void> {
  for (const entry of entries) {
    const name = asText(entry.path);
    if (name.includes('\uFFFD') || !isSafeEntry(name)) {
      throw unsafe(`${JSON.stringify(name)} is a name that no file of a checkout may have`);
    }
    if (entry.to?.mode === submodule || entry.from?.mode === submodule) {
      throw unsafe(`${name} is a submodule, and submodules are left alone`);
    }
    if (entry.to?.mode === symlink) {
      const { stdout } = await repo.run({ args: ['cat-file', 'blob', '--end-of-options', entry.to.object], to });
      checkLink(name, stdout.toString());
    }
  }
}

function checkLink(name: string, target: string): void {
  const lands = posix.normalize(posix.join(posix.dirname(name), target));
  const isOutside = /^([/\\]|[A-Za-z]:)/.test(target) || lands === '..' || lands.startsWith('../');
  if (isOutside || (lands !== '.' && !isSafeEntry(lands.replace(/\/$/, '')))) {
    throw unsafe(`${name} is a symbolic link that leads out of the repository`);
  }
}

function unsafe(why: string): GitError {
  return new GitError('unsafe-path', `The change was not applied: ${why}. Your files are as they were.`, {
    hint: 'Look at the change in the review, and take over what you want by hand.',
  });
}

function doesNotApply(names: readonly string[]): GitError {
  return new GitError(
    'does-not-apply',
    `The change was not applied: ${listed(names)} changed at the same time or hold something else. Your files are as they were.`,
    { hint: 'Apply again; when a file that git ignores is in the way, move it first.' },
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** What git would store for the files that are there: through the same conversions of line ends as a commit. */
async function heldEntries(repo: GitRepo, changes: readonly Pending[]): Promise<Map<string, string>> {
  const there = changes.filter(({ standing }) => standing.kind === 'file' || standing.kind === 'link');
  if (there.length === 0) {
    return new Map();
  }
  return withTemporaryIndex(async (indexFile) => {
    // Where the file system has no executable bit git keeps the one the index has.
    const seeds = there.flatMap((change) => indexInfo(change.path, change.from ?? change.to));
    await repo.run({ args: ['update-index', '-z', '--index-info'], to, indexFile, input: toInput(seeds) });
    const input = toInput(there.map(({ path }) => path));
    await repo.run({ args: ['update-index', '--add', '--remove', '-z', '--stdin'], to, indexFile, input });
    const { stdout } = await repo.run({ args: ['ls-files', '-s', '-z'], to, indexFile });
    return new Map(fieldsOf(stdout).map((line) => parseStaged(line)));
  });
}

function parseStaged(line: string): [path: string, entry: string] {
  const tab = line.indexOf('\t');
  const [mode = '', object = ''] = line.slice(0, tab).split(' ');
  return [line.slice(tab + 1), `${mode} ${object}`];
}

function stateOf(change: Pending, held: string | undefined): 'from' | 'to' | 'other' {
  const { kind } = change.standing;
  const isAbsent = kind === 'absent' || (kind === 'folder' && (change.from === null || change.to === null));
  if (!isAbsent && held === undefined) {
    return 'other';
  }
  const now = isAbsent ? null : held;
  const same = (entry: EntryChange['to']) => (entry === null ? null : `${entry.mode} ${entry.object}`) === now;
  return same(change.to) ? 'to' : same(change.from) ? 'from' : 'other';
}

function notWritten(error: unknown): GitError {
  if (isFullDisk(error)) {
    const message = 'The change was not applied: the disk is full. Your files were put back.';
    return new GitError('failed', message, { cause: error, hint: roomHint });
  }
  const why = error instanceof Error ? error.message : String(error);
  return new GitError('failed', `The change was not applied: ${why}. Your files were put back.`, {
    cause: error,
    hint: 'Check the disk and the rights of the folder, then apply again.',
  });
}

/** Removals first, the deepest before their folders, so that a file can take the place of a folder and the reverse. */
async function inOrder(files: FileChanges, changes: readonly Pending[], fresh: NewFiles): Promise<void> {
  const deepestFirst = changes.filter((change) => change.to === null).reverse();
  for (const { name, standing } of deepestFirst) {
    await files.remove(name, statsOf(standing));
  }
  await files.put(
    changes
      .filter(({ to: next }) => next !== null)
      .map(({ name, path, standing, from, to: next }) => ({
        name,
        ...fresh(path),
        isLink: next?.mode === symlink,
        expected: statsOf(standing),
        isExecutable: next?.mode === '100755',
        wasExecutable: from?.mode === '100755',
      })),
  );
}

function statsOf(standing: Standing): Stats | null {
  return standing.kind === 'file' || standing.kind === 'link' ? standing.stats : null;
}
