import { type Dirent } from 'node:fs';
import { mkdir, readdir, rm, utimes, writeFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HeldPaths, TreeFolder } from '../../../core/checks/checkPorts';
import type { ObjectName, RepoWorkspace } from '../../../protocol';
import { GitProcess } from '../process/gitProcess';
import { absolute, asText, fieldsOf, GitRepo } from '../gitRepo';
import { fillSubmodules } from './submoduleFiles';

interface TreeFolderOptions {
  workspace: RepoWorkspace;
  folder: string;
  /** The folder's index, where nothing that runs in the folder can reach it. */
  indexFile: string;
  executable?: string;
}

const to = 'make a clean folder for the check';
const submodule = '160000';

/**
 * A folder that is made to hold the files of a tree, without being a worktree of the repository. What tells git which
 * of its files are as they should be is kept outside, and the content of each is looked at again every time, so that
 * nothing that ran in the folder can pass off a file of its own as one of the tree's.
 */
export class GitTreeFolder implements TreeFolder {
  private readonly process: GitProcess;

  constructor(private readonly options: TreeFolderOptions) {
    this.process = new GitProcess(options.executable);
  }

  async fill(
    { commit, tree }: { commit: ObjectName; tree: ObjectName },
    keep: (path: string) => 'all' | 'inside' | 'none',
  ): Promise<HeldPaths> {
    const { folder, indexFile, workspace } = this.options;
    const repo = new GitRepo(this.process, { ...workspace, worktree: folder });
    await mkdir(folder, { recursive: true });
    const held = await heldPaths(repo, tree);
    await sweep({ folder, held, keep }, '');
    await rm(`${indexFile}.lock`, { force: true });
    await distrust(indexFile);
    await repo.run({
      args: [
        '-c',
        'checkout.workers=0',
        '-c',
        'core.sparseCheckout=false',
        'read-tree',
        '--reset',
        '-u',
        '--end-of-options',
        tree,
      ],
      to,
      indexFile,
    });
    await fillSubmodules(this.process, repo, indexFile);
    await this.writeRepository(repo, commit);
    return held;
  }

  async ignoredInWorktree(): Promise<string[]> {
    const { indexFile, workspace } = this.options;
    const args = ['ls-files', '-o', '-i', '--exclude-standard', '--directory', '-z'];
    const repo = new GitRepo(this.process, workspace);
    return fieldsOf((await repo.run({ args, to: 'list ignored files', indexFile })).stdout).map(asText);
  }

  /** A repository of its own for checks that ask git: the commit, its history and the tags, read from the user's. */
  private async writeRepository(repo: GitRepo, commit: ObjectName): Promise<void> {
    const { folder, indexFile, workspace } = this.options;
    const own = join(folder, '.git');
    const format = commit.length === 64 ? '\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n' : '';
    const args = ['for-each-ref', '--format=%(objectname) %(refname)', '--end-of-options', 'refs/tags'];
    const tags = (await repo.run({ args, to })).stdout;
    await mkdir(join(own, 'objects', 'info'), { recursive: true });
    await mkdir(join(own, 'refs'), { recursive: true });
    await writeFile(join(own, 'config'), `[core]\n\tbare = false\n${format}`);
    await writeFile(join(own, 'objects', 'info', 'alternates'), `${join(workspace.commonDir, 'objects')}\n`);
    await writeFile(join(own, 'packed-refs'), Buffer.concat([Buffer.from('# pack-refs with: sorted \n'), tags]));
    await writeFile(join(own, 'HEAD'), `${commit}\n`);
    await copyFile(indexFile, join(own, 'index'));
  }
}

/** Paths are binary strings here, as git has them. */
interface Held extends HeldPaths {
  files: ReadonlySet<string>;
  folders: ReadonlySet<string>;
}

async function heldPaths(repo: GitRepo, tree: ObjectName): Promise<Held> {
  const { stdout } = await repo.run({ args: ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', tree], to });
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const entry of fieldsOf(stdout)) {
    const path = entry.slice(entry.indexOf('\t') + 1);
    (entry.startsWith(submodule) ? folders : files).add(path);
    for (
      let at = path.lastIndexOf('/');
      at > 0 && !folders.has(path.slice(0, at));
      at = path.lastIndexOf('/', at - 1)
    ) {
      folders.add(path.slice(0, at));
    }
  }
  return {
    files,
    folders,
    has: (path) => files.has(asName(path)) || folders.has(asName(path)),
    isBehind: (path) => aboveOf(asName(path)).some((above) => files.has(above)),
  };
}

function asName(path: string): string {
  return Buffer.from(path.replace(/\/$/, ''), 'utf8').toString('latin1');
}

function aboveOf(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

interface Sweep {
  folder: string;
  held: Held;
  keep: (path: string) => 'all' | 'inside' | 'none';
}

/** Removes what the tree does not hold, and what stands where it holds something of another kind. */
async function sweep(all: Sweep, inside: string): Promise<void> {
  const { folder, held, keep } = all;
  const at = (path: string): Buffer => absolute(folder, path);
  for (const entry of await readdir(at(inside), { withFileTypes: true, encoding: 'buffer' })) {
    const path = `${inside}${entry.name.toString('latin1')}`;
    const isHeld = held.files.has(path) || held.folders.has(path);
    const kept = keep(asText(path));
    if ((kept === 'all' && !isHeld) || (isLeaf(entry) && held.files.has(path))) {
      continue;
    }
    if (entry.isDirectory() && !held.files.has(path) && (kept === 'inside' || held.folders.has(path))) {
      await sweep(all, `${path}/`);
    } else {
      await rm(at(path), { recursive: true, force: true });
    }
  }
}

function isLeaf(entry: Dirent<Buffer>): boolean {
  return entry.isFile() || entry.isSymbolicLink();
}

/**
 * Git takes a file for unchanged by its size and times, which a process can set, unless the index is not younger than
 * the file: then it looks at the content.
 */
async function distrust(indexFile: string): Promise<void> {
  try {
    await utimes(indexFile, 1, 1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
  }
}
