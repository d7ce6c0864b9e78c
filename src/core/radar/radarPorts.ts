import type { ObjectName, OverlapKind, RepoWorkspace } from '../../protocol';
import type { SidePlace } from './sidePlaces';
import type { TouchedPaths } from './touchedPaths';

/** A task's worktree by our own records, so that nothing in it can lead git elsewhere. */
export type WorktreeRef = Pick<RepoWorkspace, 'worktree' | 'gitDir' | 'commonDir'>;

/** Trees: what two sides made of the same files. */
export interface Sides {
  base: ObjectName;
  ours: ObjectName;
  theirs: ObjectName;
}

export interface SideConflict {
  path: string;
  kind: OverlapKind;
  /** Lines that both changed; none where it is the file as a whole. */
  places: SidePlace[];
}

/** What a merge of two sides comes to, by git itself. */
export interface Collided {
  /** With git's marks where there are conflicts. */
  tree: ObjectName;
  conflicts: SideConflict[];
}

/** A changed file as text on both sides; null where it is not there, no text, or large. */
export interface SideTexts {
  path: string;
  before: string | null;
  after: string | null;
}

/**
 * Looks at states of the files that are on their way. Nothing is written into the repository: no ref, no lock, no object;
 * what git makes for it lies aside until `forgetSights`. Failures are `GitError`.
 */
export interface RadarGit {
  /** The tree of what a checkout holds now: committed, staged, unstaged and untracked, ignored files left out. */
  sightOf(at: string | WorktreeRef): Promise<ObjectName>;
  /** The tree of each commit, in their order. */
  treesOfCommits(root: string, commits: readonly ObjectName[]): Promise<ObjectName[]>;
  /** The paths that differ between each two trees, in the order asked, renames as a removal and an addition. */
  touchedBetween(root: string, pairs: readonly { from: ObjectName; to: ObjectName }[]): Promise<TouchedPaths[]>;
  /** What each merge comes to, in the order asked, by one process. `keepTrees`: the merged trees are used afterwards. */
  collide(root: string, sides: readonly Sides[], keepTrees: boolean): Promise<Collided[]>;
  /** The files that differ between two trees. */
  textsBetween(root: string, from: ObjectName, to: ObjectName): Promise<SideTexts[]>;
  /** Removes what lies aside; trees that were returned are gone then. */
  forgetSights(root: string): Promise<void>;
}
