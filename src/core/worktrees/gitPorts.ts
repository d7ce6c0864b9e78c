import type { Cone } from './cone';
import type { Obstacle } from '../files/obstacle';
import type { ReviewTexts } from '../review/reviewPorts';
import type { GitBases } from './basePorts';
import type { Carried, FileChange, Guarded, ObjectName } from '../../protocol';
import type { GitPushes } from '../forges/forgePorts';
import type { ConflictGit } from '../landing/conflictPorts';
import type { LandGit } from '../landing/landPorts';
import type { PartTrees } from '../landing/partPorts';
import type { RadarGit } from '../radar/radarPorts';
import type { SalvageGit } from './salvagePorts';
import type { FoldGit } from '../train/foldPorts';
import type { SpareGit } from './sparePorts';
import type { SubmoduleGit } from './submodulePorts';
import type { JoinedGit } from '../repositories/joinedPorts';
import type { CheckoutRef } from './checkoutRef';
import type { MovedWorktreeGit } from './faultPorts';
import type { WorktreeFacts } from './worktreeCarePorts';

export interface RepoFacts {
  root: string;
  commonDir: string;
  gitDir: string;
  head: ObjectName | null;
  /** Branch name, or null when HEAD is detached. */
  branch: string | null;
  /** Staged, unstaged and untracked files, by `status`. */
  uncommitted: number;
  /** Its large files are kept by Git LFS, which is not installed: worktrees get pointers. Absent: not so. */
  lacksLfs?: true;
}

/** A path whose kind changes or is not that of a plain file: `null` where it does not exist. Modes as git writes them. */
export interface KindChange {
  path: string;
  from: string | null;
  to: string | null;
}

export interface MergeOutcome {
  /** The merged tree when there is no conflict. */
  tree: ObjectName | null;
  conflicts: string[];
}

/** Git, as the app sees it. All failures are `GitError`. Writes to one repository are queued by the adapter. */
export interface Git
  extends
    SalvageGit,
    SpareGit,
    SubmoduleGit,
    WorktreeFacts,
    GitBases,
    PartTrees,
    ReviewTexts,
    GitPushes,
    LandGit,
    ConflictGit,
    FoldGit,
    RadarGit,
    MovedWorktreeGit,
    JoinedGit {
  /** The installed version, `2.39.5`; throws `missing`. */
  version(): Promise<string>;
  /** The top of the checkout that `path` is in; throws as `facts`. */
  root(path: string): Promise<string>;
  /** Throws `not-a-repository` (also for a bare one) or `too-old`. `path` may be any folder inside. */
  facts(path: string): Promise<RepoFacts>;
  /**
   * A commit of what a checkout holds now: committed, staged, unstaged, untracked; ignored files and repositories inside
   * it left out. Index, work tree, stash and refs stay as they are. When nothing differs from `parent` it is `parent`.
   * `exactBytes`: files that differ from `parent` keep their bytes, also where a commit would convert line ends.
   * `given`: the folders that a worktree was given, where git's own record of them is gone.
   */
  snapshot(
    at: string | CheckoutRef,
    options: { parent: ObjectName | null; message: string; exactBytes?: boolean; given?: Cone },
  ): Promise<ObjectName>;
  treeOf(root: string, commit: ObjectName): Promise<ObjectName>;
  parentsOf(root: string, commit: ObjectName): Promise<ObjectName[]>;
  /** `asUser`: with the name and address git has for the user, where it has them. */
  commitTree(
    root: string,
    commit: { tree: ObjectName; parents: ObjectName[]; message: string; asUser?: boolean },
  ): Promise<ObjectName>;
  /** `null` deletes. Only names below `refs/background-agents/` are accepted. */
  updateRef(root: string, ref: string, to: ObjectName | null): Promise<void>;
  readRef(root: string, ref: string): Promise<ObjectName | null>;
  /**
   * Makes `branch` at `commit` and a worktree of it at `path`, whose files are those of `content` or, without it, of
   * `commit`; made of the spare below `spares` where there is one. Returns the worktree's git directory. `branch-exists`, also where branches lie below it: nothing was
   * made. It is locked against removal by others unless it is `unlocked`, a person's own.
   */
  addWorktree(
    root: string,
    worktree: {
      path: string;
      branch: string;
      commit: ObjectName;
      content?: ObjectName;
      spares?: string;
      unlocked?: true;
      /** Only these folders, and the files right above them, where the repository has so many files. */
      sparse?: { cone: Cone; fromFiles: number };
    },
  ): Promise<string>;
  /** The folders that a worktree of ours was given; null for all files. */
  coneOf(at: CheckoutRef): Promise<Cone | null>;
  /** Brings folders into a sparse worktree, `''` for everything; false where they were there. */
  checkOut(at: CheckoutRef, folders: readonly string[]): Promise<boolean>;
  /** Puts what a sparse worktree lacks into another folder, which is made; false, without one, where it has all files. */
  checkOutBeside(at: CheckoutRef, folder: string): Promise<boolean>;
  /** Makes git forget a worktree we made; its folder is the caller's to remove. No error when it is gone already. */
  removeWorktree(root: string, path: string): Promise<void>;
  /** As `removeWorktree`, and removes the branch that `addWorktree` made for this path, unless it has moved since. */
  abandonWorktree(root: string, path: string): Promise<void>;
  /** Only branches of ours: `agents/…` and `agents-…`. One that a checkout is on is left. */
  deleteBranch(root: string, branch: string): Promise<void>;
  /**
   * Moves a branch of ours to `commit`; the index of the worktree that has it checked out follows, its files don't. One
   * that another checkout is on is left.
   */
  moveBranch(at: CheckoutRef, branch: string, commit: ObjectName): Promise<void>;
  /** `from` and `to` are commits or trees, here and below. */
  changes(root: string, from: ObjectName, to: ObjectName): Promise<FileChange[]>;
  /** Where the difference makes, removes or changes links, submodules or executable files. */
  kindChanges(root: string, from: ObjectName, to: ObjectName): Promise<KindChange[]>;
  /** What makes git run programs in that repository, as `RepositoryGuard.look` tells it; nothing of it is run. */
  guarded(at: CheckoutRef): Promise<Guarded[]>;
  /** The file in that commit; null when it is not there. Binary content is returned as it is. */
  show(root: string, commit: ObjectName, path: string): Promise<Uint8Array | null>;
  patch(root: string, from: ObjectName, to: ObjectName): Promise<string>;
  /** Three-way merge of two commits, in the object store only. */
  merge(root: string, ours: ObjectName, theirs: ObjectName): Promise<MergeOutcome>;
  /**
   * Applies the difference of two trees to the files alone, not to the index: every path of it has to be as in `from`
   * (or as in `to` already), else nothing is changed and `does-not-apply` names them. `unsafe-path`: a path or link that
   * leads out of the checkout or into git's own data. With `leaveOthers` a path that is neither is left as it is, and
   * those paths are returned.
   */
  applyDifference(
    at: string | CheckoutRef,
    from: ObjectName,
    to: ObjectName,
    options?: { leaveOthers: boolean },
  ): Promise<string[]>;
  /** Ignored files and folders at the top of each ignored subtree, with `/` at the end of a folder. */
  ignored(root: string): Promise<string[]>;
  /** Folders inside the checkout that are repositories of their own: submodules, and clones that are not tracked. */
  repositoriesInside(root: string): Promise<string[]>;
}

/** Copies what git ignores into a new worktree: a clone of the blocks where the file system can, else a copy. */
export interface FileCarrier {
  /**
   * What may hold a secret gets mode 0600, but in folders of dependencies. `onProgress` gets bytes copied so far. Symbolic links are kept as links; aborting leaves a partial copy behind.
   * Nothing is put in the place of a link of the target or behind one: such a path is left, with the reason.
   */
  carry(
    from: string,
    to: string,
    paths: string[],
    options: {
      signal: AbortSignal;
      onProgress(bytes: number, path: string): void;
      /** Paths inside of those that are not copied. */
      without?: readonly string[];
    },
  ): Promise<Carried[]>;
  /** Bytes below a path, counting stops at `limit`. */
  size(path: string, limit: number): Promise<number>;
  /** Files and links below a folder, relative to it; follows no link, at most `limit`. */
  filesBelow(path: string, limit: number): Promise<string[]>;
  removeTree(path: string): Promise<void>;
  realPath(path: string): Promise<string>;
  /** What is in the way to a place below a folder, as `obstacleTo` says it. */
  obstacle(root: string, place: string): Promise<Obstacle | null>;
  readText(path: string): Promise<string | null>;
}
