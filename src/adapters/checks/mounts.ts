import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, mkdir, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileCarrier } from '../../core/gitPorts';

interface Mount {
  /** With `/` at the end for a folder. */
  path: string;
  from: string;
  to: string;
}

/**
 * Copies of ignored inputs. What a check did to one is noticed by what no process can set back, the time of each
 * file's last change of any kind, and then the part it did it to is copied anew. A part is a file or folder right in the
 * mounted folder.
 */
export class Mounts {
  /** By mount and part: both sides as they were when the part was copied. */
  private readonly known = new Map<string, Map<string, string>>();

  constructor(private readonly carrier: Pick<FileCarrier, 'carry' | 'removeTree'>) {}

  /** What to leave alone where everything else is removed. */
  keeps(path: string): 'all' | 'inside' | 'none' {
    const mounts = [...this.known.keys()].map((mount) => mount.replace(/\/$/, ''));
    if (mounts.includes(path)) {
      return 'all';
    }
    return mounts.some((mount) => mount.startsWith(`${path}/`)) ? 'inside' : 'none';
  }

  /** Forgets the mounts that are not among these, and returns them. */
  dropOthers(paths: readonly string[]): string[] {
    const others = [...this.known.keys()].filter((path) => !paths.includes(path));
    others.forEach((path) => this.known.delete(path));
    return others;
  }

  forget(): void {
    this.known.clear();
  }

  /** Makes the copy what its source is now. */
  async bring(mount: Mount, signal: AbortSignal): Promise<void> {
    const { carrier } = this;
    const { path, from, to } = mount;
    const known = this.known.get(path) ?? new Map<string, string>();
    this.known.set(path, known);
    const parts = await this.partsOf(mount);
    const stale: string[] = [];
    for (const part of parts) {
      signal.throwIfAborted();
      if (known.get(part) !== (await bothSides(from, to, part))) {
        known.delete(part);
        await carrier.removeTree(join(to, part));
        stale.push(part);
      }
    }
    const there = [];
    for (const part of stale) {
      there.push(...((await lstatOrNull(join(from, part))) === null ? [] : [part]));
    }
    await carrier.carry(from, to, there, { signal, onProgress: () => undefined });
    for (const part of there) {
      known.set(part, await bothSides(from, to, part));
    }
  }

  /** Of both sides, so that what a check added is among them. */
  private async partsOf({ path, from, to }: Mount): Promise<string[]> {
    const source = await lstatOrNull(join(from, path));
    const target = await lstatOrNull(join(to, path));
    if (source?.isDirectory() !== true) {
      return [path.replace(/\/$/, '')];
    }
    if (target?.isDirectory() !== true) {
      await this.carrier.removeTree(join(to, path));
      await mkdir(join(to, path), { recursive: true });
    }
    const names = [...(await readdir(join(from, path))), ...(await readdir(join(to, path)))];
    const folder = path.replace(/\/?$/, '/');
    return [...new Set(names)].map((name) => `${folder}${name}`);
  }
}

async function bothSides(from: string, to: string, part: string): Promise<string> {
  return `${from} ${(await Promise.all([signOf(join(from, part)), signOf(join(to, part))])).join(' ')}`;
}

/** Changes when anything at or below the path does. */
async function signOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await addTo(path, '');

  async function addTo(at: string, name: string): Promise<void> {
    const stats = await lstatOrNull(at);
    hash.update(`${name}\0${stats === null ? 'none' : await tell(at, stats)}\0`);
    if (stats?.isDirectory() === true) {
      const names = (await readdir(at)).sort();
      const inner = await Promise.all(names.map((each) => lstatOrNull(join(at, each))));
      for (const [index, each] of names.entries()) {
        const kind = inner[index];
        await (kind?.isDirectory() === true
          ? addTo(join(at, each), each)
          : hash.update(`${each}\0${kind == null ? 'none' : await tell(join(at, each), kind)}\0`));
      }
    }
  }
  return hash.digest('hex');
}

async function tell(path: string, stats: BigIntStats): Promise<string> {
  const link = stats.isSymbolicLink() ? await readlink(path) : '';
  return [stats.mode, stats.ino, stats.size, stats.isDirectory() ? '' : stats.ctimeNs, link].join(':');
}

async function lstatOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return null;
    }
    throw error;
  }
}
