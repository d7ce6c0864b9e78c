import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import * as path from 'node:path';
import type { FileCarrier } from '../../core/worktrees/gitPorts';

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
  keeps(inside: string): 'all' | 'inside' | 'none' {
    const mounts = [...this.known.keys()].map((mount) => mount.replace(/\/$/, ''));
    if (mounts.includes(inside)) {
      return 'all';
    }
    return mounts.some((mount) => mount.startsWith(`${inside}/`)) ? 'inside' : 'none';
  }

  /** Takes away the mounts that are not among these. */
  async dropOthers(folder: string, paths: readonly string[]): Promise<void> {
    for (const mounted of [...this.known.keys()].filter((known) => !paths.includes(known))) {
      await this.removeIn(folder, mounted);
      this.known.delete(mounted);
    }
  }

  forget(): void {
    this.known.clear();
  }

  /** Makes the copy what its source is now. */
  async bring(mount: Mount, signal: AbortSignal): Promise<void> {
    const { from, to, path: mounted } = mount;
    const known = this.known.get(mounted) ?? new Map<string, string>();
    const stale = known.size === 0 ? [mounted] : await this.stale(mount, known);
    this.known.set(mounted, known);
    for (const part of stale) {
      signal.throwIfAborted();
      known.delete(part);
      await this.removeIn(to, part);
    }
    const there = await inGroups(stale, async (part) =>
      (await lstatOrNull(pathOf(from, part))) === null ? [] : [part],
    );
    await this.carrier.carry(from, to, there.flat(), { signal, onProgress: () => undefined });
    const isWhole = stale.includes(mounted);
    if (isWhole) {
      known.clear();
    }
    const parts = isWhole ? await partsOf(mount) : there.flat();
    const signs = await inGroups(parts, (part) => bothSides(from, to, part));
    parts.forEach((part, index) => known.set(part, signs[index] ?? ''));
  }

  /** What lies behind a link is not in the folder. */
  private async removeIn(folder: string, part: string): Promise<void> {
    const parent = path.dirname(pathOf(folder, part));
    const root = await realpath(folder);
    if ((await realPathOf(parent)) === path.join(root, path.relative(folder, parent))) {
      await this.carrier.removeTree(pathOf(folder, part));
    }
  }

  private async stale(mount: Mount, known: ReadonlyMap<string, string>): Promise<string[]> {
    const { from, to, path: mounted } = mount;
    const [source, target] = await Promise.all([lstatOrNull(pathOf(from, mounted)), lstatOrNull(pathOf(to, mounted))]);
    if (source?.isDirectory() !== target?.isDirectory()) {
      return [mounted];
    }
    const parts = await partsOf(mount);
    const signs = await inGroups(parts, (part) => bothSides(from, to, part));
    return parts.filter((part, index) => known.get(part) !== signs[index]);
  }
}

/** Of both sides, so that what a check added is among them. */
async function partsOf({ path: mounted, from, to }: Mount): Promise<string[]> {
  if (!mounted.endsWith('/')) {
    return [mounted];
  }
  const names = [...(await namesIn(pathOf(from, mounted))), ...(await namesIn(pathOf(to, mounted)))];
  return [...new Set(names)].map((name) => `${mounted}${name}`);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await lstatOrNull(folder))?.isDirectory() === true ? await readdir(folder) : [];
}

/** Without a slash at its end, by which a link would be followed to what it leads to. */
function pathOf(folder: string, inside: string): string {
  return path.join(folder, inside).replace(/[/\\]+$/, '');
}

/** As many at a time as the threads that Node has for files keep busy. */
const atOnce = 16;

async function inGroups<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  }
  return results;
}

async function bothSides(from: string, to: string, part: string): Promise<string> {
  return `${from} ${(await Promise.all([signOf(pathOf(from, part)), signOf(pathOf(to, part))])).join(' ')}`;
}

/** Changes when anything at or below the path does. */
async function signOf(top: string): Promise<string> {
  const hash = createHash('sha256');
  await addTo(top, '');

  async function addTo(at: string, name: string): Promise<void> {
    const stats = await lstatOrNull(at);
    hash.update(`${name}\0${stats === null ? 'none' : await tell(at, stats)}\0`);
    if (stats?.isDirectory() === true) {
      const names = (await readdir(at)).sort();
      const inner = await Promise.all(names.map((each) => lstatOrNull(pathOf(at, each))));
      for (const [index, each] of names.entries()) {
        const kind = inner[index];
        await (kind?.isDirectory() === true
          ? addTo(pathOf(at, each), each)
          : hash.update(`${each}\0${kind == null ? 'none' : await tell(pathOf(at, each), kind)}\0`));
      }
    }
  }
  return hash.digest('hex');
}

async function tell(at: string, stats: BigIntStats): Promise<string> {
  const link = stats.isSymbolicLink() ? await readlink(at) : '';
  return [stats.mode, stats.ino, stats.size, stats.isDirectory() ? '' : stats.ctimeNs, link].join(':');
}

async function realPathOf(at: string): Promise<string | null> {
  try {
    return await realpath(at);
  } catch (error) {
    return missing(error);
  }
}

async function lstatOrNull(at: string): Promise<BigIntStats | null> {
  try {
    return await lstat(at, { bigint: true });
  } catch (error) {
    return missing(error);
  }
}

function missing(error: unknown): null {
  if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) {
    return null;
  }
  throw error;
}
