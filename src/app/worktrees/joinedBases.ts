import type { Git } from '../../core/worktrees/gitPorts';
import type { RepoWorkspace, Task } from '../../protocol';
import { headNameOf } from '../tasks/drafts';
import { membersOf } from './joinedRepositories';
import { taskRefs } from '../tasks/taskRefs';

/** A repository of a task before it has a worktree. */
export type Base = Omit<RepoWorkspace, 'worktree' | 'branch'>;

/**
 * What a task of several repositories begins with: first what stands for all of them, whose snapshot holds those of the
 * others, taken one by one. A fork begins with what the other task began with.
 */
export async function joinedBases(
  git: Git,
  task: Task,
  baseOf: (root: string, of?: Task) => Promise<Base>,
): Promise<Base[]> {
  const [{ root }, ...others] = task.repos;
  const members = task.joined === undefined ? [] : membersOf(task.joined);
  await git.join(root, members);
  if (task.forkedFrom !== undefined || task.base !== undefined) {
    return joinedAgain(git, task, baseOf);
  }
  const bases: Base[] = [];
  for (const [index, other] of others.entries()) {
    bases.push(await baseOf(other.root, { ...task, base: task.joined?.members[index]?.base }));
  }
  const { commonDir, gitDir } = await git.facts(root);
  const parts = bases.map(({ snapshot }, index) => ({ path: members[index]?.path ?? '', commit: snapshot }));
  const heads = bases.flatMap((base, index) =>
    base.head === null ? [] : [{ path: members[index]?.path ?? '', commit: base.head }],
  );
  const head = heads.length === 0 ? null : await git.joinedHead(root, heads);
  const isClean = bases.every(({ uncommitted }) => uncommitted === 0);
  const snapshot = await git.joinedCommit(root, parts, {
    parents: isClean || head === null ? [] : [head],
    message: `Snapshot for ${task.title}`,
  });
  await git.updateRef(root, taskRefs.snapshot(task.id), snapshot);
  const uncommitted = bases.reduce((sum, base) => sum + base.uncommitted, 0);
  const headName = [...new Set(bases.map((base) => base.headName))].join(', ');
  return [{ root, commonDir, gitDir, head, headName, snapshot, uncommitted }, ...bases];
}

/** Each repository begins at what the joined commits say of it. */
async function joinedAgain(git: Git, task: Task, baseOf: (root: string) => Promise<Base>): Promise<Base[]> {
  const [{ root }, ...others] = task.repos;
  const all = await baseOf(root);
  const heads = all.head === null ? [] : await git.partsOf(root, all.head);
  const bases: Base[] = [all];
  for (const [index, other] of others.entries()) {
    const { commonDir, gitDir, branch } = await git.facts(other.root);
    const path = task.joined?.members[index]?.path ?? '';
    const head = heads.find((part) => part.path === path)?.commit ?? null;
    const parents = head === null ? [] : [head];
    const tree = await git.memberTree(root, all.snapshot, { path, root: other.root });
    const snapshot = await git.commitTree(other.root, { tree, parents, message: `Snapshot for ${task.title}` });
    await git.updateRef(other.root, taskRefs.snapshot(task.id), snapshot);
    const headName = headNameOf({ branch, head });
    bases.push({ root: other.root, commonDir, gitDir, head, headName, snapshot, uncommitted: 0 });
  }
  return bases;
}
