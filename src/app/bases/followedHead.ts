import { joinedRoot } from '../../core/repositories/joinedRoot';
import type { Git } from '../../core/worktrees/gitPorts';
import type { JoinedRepo, ObjectName, RepoWorkspace, Task } from '../../protocol';
import { headNameOf } from '../tasks/drafts';
import { membersOf } from '../worktrees/joinedRepositories';

interface Followed {
  head: ObjectName | null;
  branch: string | null;
}

type Asked = Pick<Git, 'headOf' | 'resolveBase' | 'partsOf' | 'joinedHead'>;

/**
 * Where what a task began from is by now: the checkout's commit, or the branch, tag or commit that the task names; of several
 * repositories all of these as one. Throws `GitError('no-commit')` where that is gone.
 */
export async function followedHead(
  git: Asked,
  { base, joined }: Pick<Task, 'base' | 'joined'>,
  { root, head }: Pick<RepoWorkspace, 'root' | 'head'>,
): Promise<Followed> {
  if (base?.kind === 'ref') {
    return { head: await git.resolveBase(root, base.name), branch: base.name };
  }
  return joined === undefined ? git.headOf(root) : headOfAll(git, joined, head);
}

/** That of `before` where no repository has moved. */
async function headOfAll(
  git: Asked,
  joined: NonNullable<Task['joined']>,
  before: ObjectName | null,
): Promise<Followed> {
  const root = joinedRoot(joined.folder);
  const began = before === null ? [] : await git.partsOf(root, before);
  const all = await Promise.all(
    membersOf(joined).map(async ({ path, root: top }, index) => {
      const was = began.find((part) => part.path === path)?.commit ?? null;
      return { path, was, ...(await headOfMember(git, joined.members[index], { top, was })) };
    }),
  );
  const branch = [...new Set(all.map(headNameOf))].join(', ');
  if (all.every(({ head, was }) => head === was)) {
    return { head: before, branch };
  }
  const parts = all.flatMap(({ path, head }) => (head === null ? [] : [{ path, commit: head }]));
  return { head: parts.length === 0 ? null : await git.joinedHead(root, parts), branch };
}

async function headOfMember(
  git: Asked,
  { base }: Partial<JoinedRepo> = {},
  { top, was }: { top: string; was: ObjectName | null },
): Promise<Followed> {
  switch (base?.kind) {
    case undefined:
      return git.headOf(top);
    case 'ref':
      return { head: await git.resolveBase(top, base.name), branch: base.name };
    // What is fetched once, or made once, does not go on.
    case 'pull':
    case 'task':
      return { head: was, branch: null };
  }
}
