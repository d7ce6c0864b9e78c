import type { JoinedGit } from '../../../core/repositories/joinedPorts';
import type { Git } from '../../../core/worktrees/gitPorts';
import type { ObjectName } from '../../../protocol';
import { commitTree, treeOf } from '../objects/commits';
import type { GitRepo } from '../gitRepo';
import type { JoinedFolders } from '../worktrees/joinedFolders';
import { emptyTree, joinedCommit, type Part, partsOf, treeBelow } from '../objects/joinedTrees';
import type { Repositories } from './repositories';

interface Tools {
  repositories: Repositories;
  folders: JoinedFolders;
  memberTree: Git['memberTree'];
}

/** What joined commits say of the histories of their repositories. */
export class JoinedHistory {
  constructor(
    private readonly git: Pick<Git, 'commitTree' | 'commitsBetween'>,
    private readonly tools: Tools,
  ) {}

  /** The sum of all repositories that both commits are of. */
  async commitsBetween(root: string, from: ObjectName, to: ObjectName): Promise<number> {
    const repo = await this.tools.repositories.open(root);
    const [before, after] = await Promise.all([partsOf(repo, from), partsOf(repo, to)]);
    const members = await this.tools.folders.members(root);
    const counts = members.map(async (member) => {
      const [start, end] = [before, after].map((parts) => commitAt(parts, member.path));
      return start === undefined || end === undefined || start === end
        ? 0
        : this.git.commitsBetween(member.root, start, end);
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  async commitInEach(
    root: string,
    { tree, parents, message }: Parameters<JoinedGit['commitInEach']>[1],
  ): Promise<ObjectName> {
    const { repositories, folders, memberTree } = this.tools;
    const repo = await repositories.open(root);
    const above = await Promise.all(parents.map((parent) => partsOf(repo, parent)));
    const whole = await commitTree(repo, { tree, parents, message });
    const none = await emptyTree(repo);
    const parts: Part[] = [];
    for (const member of await folders.members(root)) {
      const own = [...new Set(above.flatMap((each) => commitAt(each, member.path) ?? []))];
      if (own.length > 0 || (await treeBelow(repo, whole, member.path)) !== none) {
        const wanted = await memberTree(root, whole, member);
        const commit =
          (await sameAs(repo, own, wanted)) ??
          (await this.git.commitTree(member.root, { tree: wanted, parents: own, message }));
        parts.push({ path: member.path, commit });
      }
    }
    return joinedCommit(repo, parts, { parents, message });
  }
}

function commitAt(parts: readonly Part[], path: string): ObjectName | undefined {
  return parts.find((part) => part.path === path)?.commit;
}

/** A repository in which nothing comes on top of its one commit keeps that. */
async function sameAs(repo: GitRepo, [only, ...others]: readonly ObjectName[], tree: ObjectName) {
  return only !== undefined && others.length === 0 && (await treeOf(repo, only)) === tree ? only : undefined;
}
