import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Obstacle, obstacleTo } from '../../core/files/obstacle';
import { relativeTo } from '../../core/files/paths';
import type { SandboxPolicy } from '../../core/wrap';
import type { FileCarrier } from '../../core/worktrees/gitPorts';
import type { Workspace } from '../../protocol';
import { kindAt, look } from './kindAt';

type Cover = NonNullable<SandboxPolicy['covers']>[number];

/**
 * Files of the user's checkout that hold secrets, which sandboxed commands find at their paths, read-only, while no
 * worktree has a copy: each command sees what the file is when it begins. A mount needs something to lie on, so there is
 * an empty file, for the user only, in the worktree. Where the task made a file of its own there, that one counts.
 */
export class MountedSecrets {
  readonly #checkout: string;
  readonly #worktree: string;
  readonly #paths: readonly string[];

  constructor({ repos: [repo], carried }: Pick<Workspace, 'repos' | 'carried'>) {
    this.#checkout = repo.root;
    this.#worktree = repo.worktree;
    this.#paths = carried.filter(({ how }) => how === 'mounted').map((each) => each.path);
  }

  /** What lies over what in a folder: the worktree, a folder in it, or another one with the same files. */
  readonly covers = (folder: string): Cover[] =>
    this.seen(folder).map((cover) => {
      makePlace(cover.at, cover.from);
      return cover;
    });

  /** The same without a place made for it. */
  readonly seen = (folder: string): Cover[] => {
    const below = relativeTo(this.#worktree, folder) ?? '';
    const prefix = below === '' ? '' : `${below}/`;
    const inside = this.#paths.filter((each) => each.startsWith(prefix));
    return inside.flatMap((each) => {
      const from = withoutSlash(path.join(this.#checkout, each));
      const at = withoutSlash(path.join(folder, each.slice(prefix.length)));
      return isPlain(from) && hasPlace(folder, at, from) ? [{ from, at }] : [];
    });
  };

  /** Whether commands find it mounted, so that what the worktree has at the path says nothing. */
  has(inside: string): boolean {
    const found = this.#paths.find((each) => inside === withoutSlash(each) || `${inside}/`.startsWith(slashed(each)));
    return found !== undefined && this.#isOpen(found) && isEmpty(this.#sides(found)[1]);
  }

  /** Those that can't be mounted, because of what the task has in their place or above it. */
  get taken(): { path: string; obstacle: Obstacle }[] {
    return this.#paths.flatMap((each) => {
      const obstacle = this.#obstacle(each);
      return obstacle === null || !isPlain(this.#sides(each)[0]) ? [] : [{ path: withoutSlash(each), obstacle }];
    });
  }

  /** An empty file or folder is none: it is what the mount lies on. */
  #obstacle(inside: string): Obstacle | null {
    const found = this.#firstAt(inside);
    const isOwn = found?.path === withoutSlash(inside) && found.kind === (inside.endsWith('/') ? 'folder' : 'file');
    return isOwn && isEmpty(path.join(this.#worktree, found.path)) ? null : found;
  }

  /** Whether its place is behind no link. */
  #isOpen(inside: string): boolean {
    const found = this.#firstAt(inside);
    return found === null || (found.path === withoutSlash(inside) && found.kind !== 'link');
  }

  #firstAt(inside: string): Obstacle | null {
    return obstacleTo(withoutSlash(inside), (each) => kindAt(path.join(this.#worktree, each)));
  }

  get paths(): readonly string[] {
    return this.#paths.map(withoutSlash);
  }

  /**
   * Copies of the files, for the user only, and with `all` of folders too, for commands that can't have them mounted, or
   * have to be able to replace them. Throws what the disk says.
   */
  async copy(carrier: Pick<FileCarrier, 'carry'>, which: 'files' | 'all'): Promise<void> {
    const missing = this.#paths.filter((each) => {
      const [from, at] = this.#sides(each);
      const isFree = this.#isOpen(each) && (look(at) === undefined || isEmpty(at));
      return (which === 'all' || !each.endsWith('/')) && isPlain(from) && isFree;
    });
    const how = { signal: new AbortController().signal, onProgress: () => undefined };
    await carrier.carry(this.#checkout, this.#worktree, missing, how);
  }

  /** Empties what `copy` made of files and nobody has changed, so that they are mounted again. */
  takeBack(): void {
    const open = this.#paths.filter((each) => this.#isOpen(each));
    for (const [from, at] of open.map((each) => this.#sides(each))) {
      const [theirs, ours] = [look(from), look(at)];
      const isSame = theirs?.isFile() === true && ours?.isFile() === true && theirs.size === ours.size;
      if (isSame && ours.nlink === 1 && fs.readFileSync(from).equals(fs.readFileSync(at))) {
        fs.truncateSync(at);
      }
    }
  }

  #sides(inside: string): [from: string, at: string] {
    return [this.#checkout, this.#worktree].map((root) => withoutSlash(path.join(root, inside))) as [string, string];
  }
}

/** Whether there is nothing, or something empty to mount on; never behind a link. */
function hasPlace(folder: string, at: string, from: string): boolean {
  const parent = path.dirname(at);
  if (
    look(parent)?.isDirectory() !== true ||
    fs.realpathSync(parent) !== parent ||
    relativeTo(folder, parent) === null
  ) {
    return false;
  }
  return look(at) === undefined || (isEmpty(at) && look(at)?.isDirectory() === look(from)?.isDirectory());
}

function makePlace(at: string, from: string): void {
  if (look(at) !== undefined) {
    return;
  }
  if (look(from)?.isDirectory() === true) {
    fs.mkdirSync(at, { mode: 0o700 });
  } else {
    fs.writeFileSync(at, '', { mode: 0o600, flag: 'wx' });
  }
}

function isEmpty(at: string): boolean {
  const stats = look(at);
  return stats?.isDirectory() === true ? fs.readdirSync(at).length === 0 : stats?.isFile() === true && stats.size === 0;
}

function isPlain(at: string): boolean {
  const stats = look(at);
  return stats?.isFile() === true || stats?.isDirectory() === true;
}

function slashed(inside: string): string {
  return `${withoutSlash(inside)}/`;
}

function withoutSlash(inside: string): string {
  return inside.replace(/[/\\]+$/, '');
}
