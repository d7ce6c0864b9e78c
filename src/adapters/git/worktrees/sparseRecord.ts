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
  const file = fileOf(gitDir);
  return gitDir !== commonDir && fs.existsSync(file)
    ? Record.parse(JSON.parse(fs.readFileSync(file, 'utf8'))).cone
    : null;
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
