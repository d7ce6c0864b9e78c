import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';
import { blankedDrivers, hasIncludes, saysShared, settingsEnv, usesLfs } from './execConfig';

/** Two writes that are further apart than this have different times, where times are finer than milliseconds. */
const settledMs = 100;

/** What we read of a repository's configuration. */
export interface Drivers {
  /** Blanks those that the repository names. */
  env: Record<string, string>;
  /** Whether it may be one that users share. */
  isShared: boolean;
}

/**
 * What blanks the drivers of a repository, remembered for as long as its configuration files are provably the same:
 * the same files with the same size and time of change, which no program can set back.
 */
export class KnownDrivers {
  /** Null where it has to be looked up each time. */
  private readonly known = new Map<string, { stamp: string; drivers: Promise<Drivers | null> }>();

  /** `list` resolves with what `blankedDrivers` takes, `findsLfs` with whether git finds the program of Git LFS. */
  async of(
    { commonDir, gitDir }: CheckoutRef,
    list: () => Promise<string>,
    findsLfs: () => Promise<boolean>,
  ): Promise<Drivers> {
    const stamp = stampOf([join(commonDir, 'config'), join(gitDir, 'config.worktree')]);
    const known = this.known.get(commonDir);
    const same = stamp !== null && known?.stamp === stamp ? await known.drivers : null;
    if (same !== null) {
      return same;
    }
    const looked = lookUp(list, findsLfs);
    if (stamp !== null) {
      const drivers = looked.then(
        ({ mayLast, ...found }) => (mayLast ? found : null),
        () => null,
      );
      this.known.set(commonDir, { stamp, drivers });
    }
    return looked;
  }
}

async function lookUp(
  list: () => Promise<string>,
  findsLfs: () => Promise<boolean>,
): Promise<Drivers & { mayLast: boolean }> {
  const listing = await list();
  const lacksLfs = usesLfs(listing) && !(await findsLfs());
  const env = settingsEnv(blankedDrivers(listing, { lacksLfs }));
  return { env, isShared: saysShared(listing), mayLast: !hasIncludes(listing) && !lacksLfs };
}

/** Null while a change could go unnoticed: it may come in the same instant as the last one. */
function stampOf(files: readonly string[]): string | null {
  const now = Date.now();
  const stamps = files.map((file) => stampOfFile(file, now));
  return stamps.includes(null) ? null : stamps.join(' ');
}

function stampOfFile(file: string, now: number): string | null {
  try {
    // At once: every call of git waits for it.
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (stats === undefined) {
      return 'absent';
    }
    const { dev, ino, size, ctimeNs, ctimeMs } = stats;
    const isFine = ctimeNs % 1_000_000n !== 0n;
    return isFine && now - Number(ctimeMs) > settledMs ? [dev, ino, size, ctimeNs].join(':') : null;
  } catch {
    return null;
  }
}
