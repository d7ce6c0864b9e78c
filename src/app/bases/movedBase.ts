import type { Git } from '../../core/worktrees/gitPorts';
import type { ObjectName, RepoWorkspace, StartingPoint } from '../../protocol';
import { headNameOf } from '../tasks/drafts';
import type { followedHead } from './followedHead';
import { mergeOn } from './mergeOn';

/** The branch as it is now, and what the task would be on it. */
export interface MovedBase {
  /** The commit that the task would be made on. */
  head: ObjectName;
  /** That the branch has and the task's base has not. */
  commits: number;
  /** That the base has and the branch has not any more. */
  gone: number;
  outcome:
    | { kind: 'clean'; base: StartingPoint; tree: ObjectName }
    /** `own`: what was uncommitted when the task began does not fit the branch; `task`: what the task changed. */
    | { kind: 'conflict'; in: 'own'; conflicts: string[] }
    | { kind: 'conflict'; in: 'task'; conflicts: string[]; base: StartingPoint };
}

/**
 * Merges a task's base, and its files (a tree or commit), with the commit that `follows` says (`followedHead`). Only objects are
 * written, and no lock is taken. Null where that is the commit the task began from, or where there is none. Throws
 * `GitError`.
 */
export async function movedBase(
  git: Git,
  repo: RepoWorkspace,
  files: ObjectName,
  { head, branch }: Awaited<ReturnType<typeof followedHead>>,
): Promise<MovedBase | null> {
  const { root, snapshot } = repo;
  if (head === null || head === repo.head) {
    return null;
  }
  const commits = await git.commitsBetween(root, snapshot, head);
  const gone = repo.head === null ? 0 : await git.commitsBetween(root, head, repo.head);
  const moved = { head, commits, gone };
  const carried = await mergeOn({ git, root, base: repo.head ?? (await nothing(git, repo)) }, head, snapshot);
  if (carried.tree === null) {
    return { ...moved, outcome: { kind: 'conflict', in: 'own', conflicts: carried.conflicts } };
  }
  const isClean = carried.tree === (await git.treeOf(root, head));
  // On the commit of now alone, as if the task had begun there: what was rewritten does not come back by its branch.
  const message = 'Snapshot of the updated base';
  const next = isClean ? head : await git.commitInEach(root, { tree: carried.tree, parents: [head], message });
  const uncommitted = isClean ? 0 : (await git.changes(root, head, next)).length;
  const base = { snapshot: next, head, headName: headNameOf({ head, branch }), uncommitted };
  const merged = await mergeOn({ git, root, base: snapshot }, carried.tree, files);
  return merged.tree === null
    ? { ...moved, outcome: { kind: 'conflict', in: 'task', conflicts: merged.conflicts, base } }
    : { ...moved, outcome: { kind: 'clean', base, tree: merged.tree } };
}

/** As `movedBase`, where the task is to go on from `base`, whatever that was made of. */
export async function movedOnto(
  git: Git,
  { root, snapshot }: RepoWorkspace,
  files: ObjectName,
  base: StartingPoint,
): Promise<MovedBase> {
  const { tree, conflicts } = await mergeOn({ git, root, base: snapshot }, base.snapshot, files);
  const moved = { head: base.head ?? base.snapshot, commits: 0, gone: 0 };
  return tree === null
    ? { ...moved, outcome: { kind: 'conflict', in: 'task', conflicts, base } }
    : { ...moved, outcome: { kind: 'clean', base, tree } };
}

/** The object name that git gives to a tree without files, by the length of its names. */
const emptyTrees: Readonly<Record<number, string>> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/** For a task that began before the first commit. */
function nothing(git: Git, { root, snapshot }: RepoWorkspace): Promise<ObjectName> {
  const tree = (emptyTrees[snapshot.length] ?? '') as ObjectName;
  return git.commitTree(root, { tree, parents: [], message: 'Nothing' });
}
