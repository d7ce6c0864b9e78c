import type { Translate } from '../translate';

/** One thing that speaks against deleting a worktree. */
export type Obstacle =
  | { kind: 'not-ours' }
  | { kind: 'uncommitted'; files: number }
  | { kind: 'untracked'; files: number }
  /** Ignored files and folders that no build makes again. */
  | { kind: 'ignored'; paths: string[] }
  /** Submodules and clones, which have files and commits of their own. */
  | { kind: 'repositories'; paths: string[] }
  /** A merge, rebase or the like that is not finished. */
  | { kind: 'unfinished'; what: string }
  /** Commits that no kept ref reaches. */
  | { kind: 'unreachable'; commits: number }
  | { kind: 'in-use'; processes: number[] }
  /** Something could not be found out, so nothing is known. */
  | { kind: 'unknown'; why: string };

/** Either every proof was given, or the worktree is kept, and why. */
export type Verdict = { kind: 'safe' } | { kind: 'keep'; obstacles: [Obstacle, ...Obstacle[]] };

/** The proofs, each by itself. They throw when they can't be given; none may answer in place of an error. */
export interface DeletionProofs {
  isOurs(): Promise<boolean>;
  /** Tracked files that are not as in HEAD or the index, and files that are neither tracked nor ignored. */
  changedFiles(): Promise<{ uncommitted: number; untracked: number }>;
  ignoredToKeep(): Promise<string[]>;
  repositoriesInside(): Promise<string[]>;
  /** What is under way, `rebase`, or null. */
  unfinished(): Promise<string | null>;
  /** Commits of HEAD, and of where HEAD has been, that would be lost. */
  unreachableCommits(): Promise<number>;
  processesIn(): Promise<number[]>;
}

/** Asks for every proof, so that all that speaks against it is told at once. Throws nothing. */
export async function safeToDelete(proofs: DeletionProofs): Promise<Verdict> {
  const found = await Promise.all([
    proven(async () => ((await proofs.isOurs()) ? [] : [{ kind: 'not-ours' }])),
    proven(async () => changed(await proofs.changedFiles())),
    proven(async () => listed('ignored', await proofs.ignoredToKeep())),
    proven(async () => listed('repositories', await proofs.repositoriesInside())),
    proven(async () => {
      const what = await proofs.unfinished();
      return what === null ? [] : [{ kind: 'unfinished', what }];
    }),
    proven(async () => {
      const commits = counted(await proofs.unreachableCommits());
      return commits === 0 ? [] : [{ kind: 'unreachable', commits }];
    }),
    proven(async () => {
      const processes = await proofs.processesIn();
      return processes.length === 0 ? [] : [{ kind: 'in-use', processes }];
    }),
  ]);
  const [first, ...others] = found.flat();
  return first === undefined ? { kind: 'safe' } : { kind: 'keep', obstacles: [first, ...others] };
}

async function proven(proof: () => Promise<Obstacle[]>): Promise<Obstacle[]> {
  try {
    return await proof();
  } catch (error) {
    return [{ kind: 'unknown', why: error instanceof Error ? error.message : String(error) }];
  }
}

function changed({ uncommitted, untracked }: { uncommitted: number; untracked: number }): Obstacle[] {
  return [
    ...(counted(uncommitted) === 0 ? [] : [{ kind: 'uncommitted' as const, files: uncommitted }]),
    ...(counted(untracked) === 0 ? [] : [{ kind: 'untracked' as const, files: untracked }]),
  ];
}

function listed(kind: 'ignored' | 'repositories', paths: string[]): Obstacle[] {
  return paths.length === 0 ? [] : [{ kind, paths }];
}

/** A count that is none must never pass for zero. */
function counted(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new Error('a count could not be read');
  }
  return count;
}

/** As a clause: `2 untracked files`. */
export function obstacleText(obstacle: Obstacle, t: Translate): string {
  switch (obstacle.kind) {
    case 'not-ours':
      return t('made by another program');
    case 'uncommitted':
      return numbered(
        obstacle.files,
        t('1 file with uncommitted changes'),
        t('{0} files with uncommitted changes', obstacle.files),
      );
    case 'untracked':
      return numbered(obstacle.files, t('1 untracked file'), t('{0} untracked files', obstacle.files));
    case 'ignored':
      return t('ignored files that no build makes again: {0}', obstacle.paths.slice(0, 3).join(', '));
    case 'repositories':
      return t('repositories inside it: {0}', obstacle.paths.slice(0, 3).join(', '));
    case 'unfinished':
      return t('not finished: {0}', obstacle.what);
    case 'unreachable':
      return numbered(
        obstacle.commits,
        t('1 commit that no other branch, tag or remote holds'),
        t('{0} commits that no other branch, tag or remote holds', obstacle.commits),
      );
    case 'in-use':
      return t('in use by process {0}', obstacle.processes.slice(0, 3).join(', '));
    case 'unknown':
      return t('not all could be checked ({0})', obstacle.why);
  }
}

function numbered(count: number, one: string, several: string): string {
  return count === 1 ? one : several;
}
