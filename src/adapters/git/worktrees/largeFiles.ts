import { ForgeError } from '../../../core/forges/forgeError';
import { withoutSecrets } from '../../../core/worktrees/remoteUrl';
import type { ObjectName } from '../../../protocol';
import type { GitRepo } from '../gitRepo';

/** A pointer is never longer (Git LFS, docs/spec.md). */
const pointerBytes = 1024;
const pointerLead = 'version https://git-lfs.github.com/spec/v1\n';
const mostLooked = 20_000;
const mostAttributes = 1_000;
const pushedAtOnce = 200;

interface Push {
  url: string;
  commit: ObjectName;
  env: Readonly<Record<string, string>>;
}

/**
 * Sends the large files that the commits to be pushed point to, which git's own push leaves to a hook. Nothing is done in
 * a repository that keeps none. Throws `ForgeError('push-refused')`, also where Git LFS is not there; then nothing was
 * pushed.
 */
export async function pushLargeFiles(repo: GitRepo, { url, commit, env }: Push, signal: AbortSignal): Promise<void> {
  if (!(await keepsLargeFiles(repo, commit))) {
    return;
  }
  const objects = await pointedTo(repo, commit);
  for (let at = 0; at < objects.length; at += pushedAtOnce) {
    const args = ['lfs', 'push', '--object-id', url, ...objects.slice(at, at + pushedAtOnce)];
    const result = await repo.run({ args, to: 'push large files', env, accept: [0, 1, 2, 127, 128, 255], signal });
    if (result.code !== 0) {
      throw refused(url, result.stderr);
    }
  }
}

async function keepsLargeFiles(repo: GitRepo, commit: ObjectName): Promise<boolean> {
  const to = 'look for large files';
  const listed = await repo.run({ args: ['ls-tree', '-r', '-z', '--name-only', commit], to });
  const files = listed.stdout
    .toString()
    .split('\0')
    .filter((path) => /(^|\/)\.gitattributes$/.test(path));
  if (files.length === 0) {
    return false;
  }
  const args = ['grep', '-q', '-F', 'filter=lfs', commit, '--', ...files.slice(0, mostAttributes)];
  const { code } = await repo.run({ args, to, accept: [0, 1] });
  return code === 0;
}

/** By the digests that pointers hold, of files in commits that no remote is known to have. */
async function pointedTo(repo: GitRepo, commit: ObjectName): Promise<string[]> {
  const listed = await repo.run({
    args: ['rev-list', '--objects', '--no-object-names', '--filter=object:type=blob', commit, '--not', '--remotes'],
    to: 'list what is pushed',
  });
  const names = listed.stdout.toString().split('\n').filter(Boolean).slice(0, mostLooked);
  if (names.length === 0) {
    return [];
  }
  const checked = await repo.run({
    args: ['cat-file', '--batch-check=%(objecttype) %(objectsize) %(objectname)'],
    to: 'look for large files',
    input: `${names.join('\n')}\n`,
  });
  const small = checked.stdout
    .toString()
    .split('\n')
    .flatMap((line) => {
      const [type, size, name] = line.split(' ');
      return type === 'blob' && Number(size) <= pointerBytes && name !== undefined ? [name] : [];
    });
  const contents = small.length === 0 ? '' : await contentsOf(repo, small);
  const found = contents.split(pointerLead).slice(1);
  return [
    ...new Set(found.flatMap((pointer) => /^oid sha256:([0-9a-f]{64})$/m.exec(pointer.slice(0, 200))?.[1] ?? [])),
  ];
}

async function contentsOf(repo: GitRepo, names: readonly string[]): Promise<string> {
  const read = await repo.run({
    args: ['cat-file', '--batch'],
    to: 'look for large files',
    input: `${names.join('\n')}\n`,
  });
  return read.stdout.toString('latin1');
}

function refused(url: string, said: string): ForgeError {
  const isMissing = said.includes("'lfs' is not a git command");
  const line =
    withoutSecrets(said)
      .trim()
      .split(/[\r\n]+/)
      .at(-1)
      ?.slice(0, 300) ?? '';
  return isMissing
    ? new ForgeError(
        'push-refused',
        'Nothing was pushed: the change holds files of Git LFS, which is not installed here.',
        {
          hint: 'Install Git LFS, then try again.',
        },
      )
    : new ForgeError(
        'push-refused',
        `Nothing was pushed: Git LFS could not send its files to ${withoutSecrets(url)}: ${line}.`,
        {
          hint: 'See whether git lfs push works for it in a terminal.',
        },
      );
}
