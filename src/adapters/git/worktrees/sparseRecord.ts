import * as fs from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type Cone, conePatterns } from '../../../core/worktrees/cone';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';

const Record = z.object({ cone: z.array(z.string()) });

/**
 * Which folders a worktree of ours was given, all of them whole: so what is missing in one was deleted there. Beside the
 * git data of the worktree, because the settings that git has for this are those of all checkouts of the repository.
 * Null for a worktree with all files.
 */
export function coneAt({ gitDir, commonDir }: Pick<CheckoutRef, 'gitDir' | 'commonDir'>): Cone | null {
  return gitDir === commonDir ? null : readCone(fileOf(gitDir));
}

const read = new Map<string, { stamp: string; cone: Cone }>();
/** A file that is younger may be replaced within the same tick of its times, by one that got its place on the disk. */
const settledMs = 2000;

function readCone(file: string): Cone | null {
  const stats = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined) {
    read.delete(file);
    return null;
  }
  const stamp = [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
  const known = read.get(file);
  if (known?.stamp === stamp) {
    return known.cone;
  }
  const { cone } = Record.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  const ageMs = Date.now() - Number(stats.mtimeMs);
  if (ageMs > settledMs) {
    read.set(file, { stamp, cone });
  }
  return cone;
}

export function writeCone(gitDir: string, cone: Cone): void {
  replace(fileOf(gitDir), JSON.stringify({ cone }));
}

/** What git itself goes by. */
export function writePatterns(gitDir: string, cone: Cone): void {
  fs.mkdirSync(join(gitDir, 'info'), { recursive: true });
  replace(join(gitDir, 'info', 'sparse-checkout'), conePatterns(cone));
}

/** Tells one git that the checkout is sparse. */
export function sparseSettings(at: CheckoutRef): string[] {
  const isSparse = at.gitDir !== at.commonDir && fs.existsSync(fileOf(at.gitDir));
  return isSparse ? ['-c', 'core.sparseCheckout=true', '-c', 'core.sparseCheckoutCone=true'] : [];
}

/** How many files an index has, by its head; 0 where there is none. */
export function trackedFiles(gitDir: string): number {
  const file = join(gitDir, 'index');
  if (!fs.existsSync(file)) {
    return 0;
  }
  const handle = fs.openSync(file, 'r');
  try {
    const head = Buffer.alloc(12);
    return fs.readSync(handle, head, 0, 12, 0) === 12 && head.toString('latin1', 0, 4) === 'DIRC'
      ? head.readUInt32BE(8)
      : 0;
  } finally {
    fs.closeSync(handle);
  }
}

function fileOf(gitDir: string): string {
  return join(gitDir, 'background-agents.sparse');
}

function replace(file: string, text: string): void {
  fs.writeFileSync(`${file}.new`, text, { flush: true });
  fs.renameSync(`${file}.new`, file);
}
