import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { holdsSecrets } from '../../../core/files/carryPlan';
import { sameAsCheckout } from '../../../core/worktrees/salvagePorts';
import { isReCreatable } from '../../../core/worktrees/reCreatable';
import { absolute, asText } from '../gitRepo';
import type { RestRecord } from './restRecord';
import { lstatOrNull } from '../checkout/standing';

/** A file whose bytes have to be kept beside the commit. */
export interface RestFile {
  path: string;
  mode: number;
}

export interface Walked extends Omit<RestRecord, 'v' | 'files'> {
  files: RestFile[];
}

interface WalkOptions {
  /** Real paths. `checkout` is the user's, whose secrets are not stored a second time. */
  worktree: string;
  checkout: string;
  /** Paths that the commit holds, as binary strings, and those of them whose bytes might come back in another way. */
  held: ReadonlySet<string>;
  doubtful: ReadonlySet<string>;
}

const limits = { fileBytes: 5_000_000, totalBytes: 50_000_000, files: 5000 };
const usualModes = new Set([0o644, 0o755]);
const usualFolder = 0o755;
const rights = 0o7777;

/** Looks at everything in a folder but its own `.git`, and follows no link. Paths are binary strings. */
export async function walkRest(options: WalkOptions): Promise<Walked> {
  const walk = new Walk(options);
  await walk.folder('');
  return walk.found;
}

class Walk {
  readonly found: Walked = { files: [], links: [], modes: [], folders: [], left: [] };
  private readonly heldFolders: ReadonlySet<string>;
  private readonly total = { bytes: 0, files: 0 };

  constructor(private readonly options: WalkOptions) {
    this.heldFolders = foldersOf(options.held);
  }

  async folder(path: string): Promise<void> {
    const names = (await readdir(absolute(this.options.worktree, path), { encoding: 'buffer' }))
      .map((name) => name.toString('latin1'))
      .filter((name) => path !== '' || name !== '.git')
      .sort();
    const entries = await Promise.all(
      names.map(async (name) => {
        const inner = path === '' ? name : `${path}/${name}`;
        return { inner, stats: await lstat(absolute(this.options.worktree, inner)) };
      }),
    );
    for (const { inner, stats } of entries) {
      await this.entry(inner, stats);
    }
  }

  private async entry(path: string, stats: Stats): Promise<void> {
    if (stats.isDirectory()) {
      await this.directory(path, stats);
    } else if (this.options.held.has(path)) {
      this.heldEntry(path, stats);
    } else if (stats.isSymbolicLink()) {
      const target = await readlink(absolute(this.options.worktree, path), { encoding: 'buffer' });
      this.found.links.push({ path, target: target.toString('latin1') });
    } else if (stats.isFile()) {
      await this.otherFile(path, stats);
    } else {
      this.leave(path, null, 'not a file');
    }
  }

  private async directory(path: string, stats: Stats): Promise<void> {
    if (!this.heldFolders.has(path) && isReCreatable(path)) {
      this.leave(`${path}/`, null, 'can be made again');
      return;
    }
    const mode = stats.mode & rights;
    const isEmpty = (await readdir(absolute(this.options.worktree, path))).length === 0;
    if (isEmpty || mode !== usualFolder) {
      this.found.folders.push({ path, mode });
    }
    await this.folder(path);
  }

  private heldEntry(path: string, stats: Stats): void {
    const mode = stats.mode & rights;
    if (!stats.isFile()) {
      return;
    }
    if (this.options.doubtful.has(path) && stats.size <= limits.totalBytes) {
      this.found.files.push({ path, mode });
    } else if (!usualModes.has(mode)) {
      this.found.modes.push({ path, mode });
    }
  }

  private async otherFile(path: string, stats: Stats): Promise<void> {
    if (await this.isSecretOfCheckout(path, stats)) {
      this.leave(path, stats.size, sameAsCheckout);
      this.found.modes.push({ path, mode: stats.mode & rights });
      return;
    }
    const reason = this.tooMuch(stats.size);
    if (reason !== null) {
      this.leave(path, stats.size, reason);
      return;
    }
    this.total.bytes += stats.size;
    this.total.files += 1;
    this.found.files.push({ path, mode: stats.mode & rights });
  }

  private tooMuch(bytes: number): string | null {
    if (bytes > limits.fileBytes) {
      return 'larger than 5 MB';
    }
    const isOver = this.total.bytes + bytes > limits.totalBytes || this.total.files >= limits.files;
    return isOver ? 'more than 50 MB or 5000 files beside the commit' : null;
  }

  private async isSecretOfCheckout(path: string, stats: Stats): Promise<boolean> {
    const { worktree, checkout } = this.options;
    if (!holdsSecrets(asText(path)) || worktree === checkout || stats.size === 0 || stats.size > limits.fileBytes) {
      return false;
    }
    const theirs = absolute(checkout, path);
    if ((await lstatOrNull(theirs))?.isFile() !== true) {
      return false;
    }
    return (await readFile(theirs)).equals(await readFile(absolute(worktree, path)));
  }

  private leave(path: string, bytes: number | null, reason: string): void {
    this.found.left.push({ path: asText(path), bytes, reason });
  }
}

function foldersOf(paths: ReadonlySet<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (folders.has(folder)) {
        break;
      }
      folders.add(folder);
    }
  }
  return folders;
}
