import type { Git } from '../../core/worktrees/gitPorts';
import type { BranchMove, MemberMove, ObjectName, RepoWorkspace, StartingPoint, Task, Workspace } from '../../protocol';
import { headNameOf } from '../tasks/drafts';

/** Where the branch of a repository goes, whose tip is `tip`, when what it is made of becomes `base`. */
type BranchTo = (repo: RepoWorkspace, tip: ObjectName, base: ObjectName) => Promise<BranchMove | null>;

/** What of several repositories goes along when the task as a whole is counted from `to`; none for a task of one. */
export async function memberMoves(
  git: Git,
  { task: { joined }, workspace }: { task: Pick<Task, 'joined'>; workspace: Workspace },
  to: StartingPoint,
  branchTo: BranchTo,
): Promise<MemberMove[]> {
  const [{ root }, ...repos] = workspace.repos;
  if (joined === undefined) {
    return [];
  }
  const snapshots = await git.partsOf(root, to.snapshot);
  const heads = to.head === null ? [] : await git.partsOf(root, to.head);
  const move = async (repo: RepoWorkspace, index: number): Promise<MemberMove> => {
    const at = ({ path }: { path: string }): boolean => path === joined.members[index]?.path;
    const from = { snapshot: repo.snapshot, head: repo.head, headName: repo.headName, uncommitted: repo.uncommitted };
    const [snapshot = repo.snapshot, head = null] = [snapshots.find(at)?.commit, heads.find(at)?.commit];
    const now = await git.headOf(repo.root);
    const headName = now.head === head ? headNameOf(now) : repo.headName;
    const uncommitted = head === null || head === snapshot ? 0 : (await git.changes(repo.root, head, snapshot)).length;
    const tip = repo.branch === null ? null : await git.readRef(repo.root, `refs/heads/${repo.branch}`);
    return {
      base: { from, to: { snapshot, head, headName, uncommitted } },
      branch: tip === null || snapshot === repo.snapshot ? null : await branchTo(repo, tip, snapshot),
    };
  };
  return Promise.all(repos.map(move));
}
