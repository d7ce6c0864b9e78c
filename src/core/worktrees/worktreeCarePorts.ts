import type { ObjectName, RepoWorkspace } from '../../protocol';
import type { DeletionProofs } from './safeToDelete';

/** A worktree by what we know of it ourselves, whatever stands in it. */
export type WorktreeAt = Pick<RepoWorkspace, 'worktree' | 'gitDir' | 'commonDir'>;

/** A worktree as git or the disk knows it. */
export interface FoundWorktree {
  /** Real path, where there is one. */
  path: string;
  /** Its git directory; of an orphan that of the repository, which then stands in for it. */
  gitDir: string;
  commonDir: string;
  head: ObjectName | null;
  branch: string | null;
  /** `missing`: git knows it, its folder is gone. `orphan`: the folder is there, git knows nothing of it. */
  state: 'present' | 'missing' | 'orphan';
  /** Somebody asked git not to let it be removed. */
  isLocked: boolean;
  /** When git last did something in it, or else its folder changed; null when nothing tells. */
  usedAtMs: number | null;
}

/** A ref below a prefix of ours, with the time of its commit and the first line of its message. */
export interface DatedRef {
  ref: string;
  commit: ObjectName;
  atMs: number;
  subject: string;
}

/** The last state of a removed worktree that was no task's. */
export interface KeptWorktree {
  /** What brings it back. */
  name: string;
  /** Where it was; a line end in it is a blank here. */
  path: string;
  atMs: number;
}

/** What git and the disk say about worktrees. Nothing here writes. Failures are `GitError`. */
export interface WorktreeFacts {
  /** All of the repository but the checkout `root` and its main one; and the folders in `places` whose `.git` names it. */
  listWorktrees(root: string, places: readonly string[]): Promise<FoundWorktree[]>;
  /**
   * `dies`: the branch that would be deleted with it, whose commits have to be held by others. `checkout`: the user's,
   * whose ignored files need not be kept twice.
   */
  deletionProofs(
    at: WorktreeAt,
    options: { dies: string | null; checkout: string },
  ): Omit<DeletionProofs, 'isOurs' | 'processesIn'>;
  /** Where HEAD of the worktree has been, as far as the commits are still there; the newest first. */
  headLog(at: WorktreeAt): Promise<ObjectName[]>;
  /** Ignored folders, relative, that hold nothing tracked and no repository, and that an install or a build makes again. */
  buildOutput(at: WorktreeAt): Promise<string[]>;
  /** Only below `refs/background-agents/`. */
  datedRefs(root: string, prefix: string): Promise<DatedRef[]>;
}

/** The processes of this user whose working directory is in a folder. Throws where the system does not tell. */
export type ProcessesIn = (folder: string) => Promise<number[]>;
