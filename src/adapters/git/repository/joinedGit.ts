import { GitError } from '../../../core/errors';
import type { JoinedGit, Member } from '../../../core/repositories/joinedPorts';
import { joinedFolderOf } from '../../../core/repositories/joinedRoot';
import type { Git, RepoFacts } from '../../../core/worktrees/gitPorts';
import type { ObjectName } from '../../../protocol';
import { applyDifference } from '../checkout/applyDifference';
import { treeOf } from '../objects/commits';
import type { GitProcess } from '../process/gitProcess';
import type { JoinedFolders } from '../worktrees/joinedFolders';
import { JoinedHistory } from './joinedHistory';
import { emptyTree, joinedCommit, joinedHead, type Part, partsOf, sendTree, treeBelow } from '../objects/joinedTrees';
import { JoinedLandings } from '../landing/joinedLandings';
import { dropJoined } from '../worktrees/dropJoined';
import { joinMembers } from '../changes/joining';
import type { PerRepoQueue } from '../process/perRepoQueue';
import type { RepoLock } from '../process/repoLock';
import type { Repositories } from './repositories';

/** Git for one repository at a time. */
export type Separate = Omit<Git, Exclude<keyof JoinedGit, 'adoptWorktree'>>;

interface Tools {
  process: GitProcess;
  repositories: Repositories;
  folders: JoinedFolders;
  queue: PerRepoQueue;
}

type Overridden = Pick<
  Git,
  | 'facts'
  | 'headOf'
  | 'snapshot'
  | 'updateRef'
  | 'applyDifference'
  | 'ignored'
  | 'repositoriesInside'
  | 'listBases'
  | 'keepSpare'
  | 'commitsBetween'
>;

/** What touches checkouts or refs is done in each of the joined repositories; all else works on their objects as on any others. */
export function withJoined(git: Separate, tools: Tools): Git {
  const { repositories, folders, queue } = tools;
  const isJoined = (at: unknown): at is string => typeof at === 'string' && joinedFolderOf(at) !== null;
  const joined = new JoinedCheckouts(git, tools);
  const memberTree: Git['memberTree'] = (root, commit, member) => joined.memberTree(root, commit, member);
  const landings = new JoinedLandings(git, { ...tools, memberTree });
  const history = new JoinedHistory(git, { ...tools, memberTree });
  const own: Overridden = {
    facts: (path) => (isJoined(path) ? joined.facts(path) : git.facts(path)),
    headOf: (root) => (isJoined(root) ? joined.facts(root) : git.headOf(root)),
    snapshot: (at, options) => (isJoined(at) ? joined.snapshot(at, options) : git.snapshot(at, options)),
    async updateRef(root, ref, to) {
      if (isJoined(root)) {
        await joined.keepParts(root, ref, to);
      }
      await git.updateRef(root, ref, to);
    },
    applyDifference: (at, from, to, options) =>
      isJoined(at)
        ? joined.apply(at, { from, to, ...(options ?? { leaveOthers: false }) })
        : git.applyDifference(at, from, to, options),
    ignored: (root) => (isJoined(root) ? joined.below(root, (member) => git.ignored(member)) : git.ignored(root)),
    repositoriesInside: (root) =>
      isJoined(root) ? joined.below(root, (member) => git.repositoriesInside(member)) : git.repositoriesInside(root),
    listBases: (root, limit) => (isJoined(root) ? Promise.resolve([]) : git.listBases(root, limit)),
    keepSpare: (root, spares, options) =>
      isJoined(root) ? Promise.resolve('unsuited') : git.keepSpare(root, spares, options),
    commitsBetween: (root, from, to) => (isJoined(root) ? history : git).commitsBetween(root, from, to),
  };
  return {
    ...git,
    ...own,
    ...landingsOf(git, landings, isJoined),
    headLike: (root, commit) => landings.headLike(root, commit),
    join: (root, members) => queue.run(folders.gitDir(root), () => joinMembers(tools, root, members)),
    dropJoined: (root) => (isJoined(root) ? dropJoined(tools, root) : Promise.resolve()),
    joinedCommit: async (root, parts, options) => joinedCommit(await repositories.open(root), parts, options),
    partsOf: async (root, commit) => partsOf(await repositories.open(root), commit),
    joinedHead: async (root, parts) => joinedHead(await repositories.open(root), parts),
    commitInEach: (root, commit) =>
      isJoined(root) ? history.commitInEach(root, commit) : git.commitTree(root, commit),
    memberTree,
  };
}

type Landing = Pick<
  Git,
  | 'commitSetup'
  | 'recentMessages'
  | 'unfinishedIn'
  | 'commitAsUser'
  | 'tellCommitted'
  | 'moveUserRef'
  | 'stagedTree'
  | 'moveIndex'
>;

function landingsOf(git: Landing, joined: JoinedLandings, isJoined: (root: string) => boolean): Landing {
  const by = (root: string): Landing => (isJoined(root) ? joined : git);
  return {
    commitSetup: (root) => by(root).commitSetup(root),
    recentMessages: (root, from, count) => by(root).recentMessages(root, from, count),
    unfinishedIn: (root) => by(root).unfinishedIn(root),
    commitAsUser: (root, commit) => by(root).commitAsUser(root, commit),
    tellCommitted: (root) => by(root).tellCommitted(root),
    moveUserRef: (root, move) => by(root).moveUserRef(root, move),
    stagedTree: (root) => by(root).stagedTree(root),
    moveIndex: (root, from, to) => by(root).moveIndex(root, from, to),
  };
}

class JoinedCheckouts {
  constructor(
    private readonly git: Separate,
    private readonly tools: Tools,
  ) {}

  /** The branch is that of all of them, or the names of all that there are. */
  async facts(root: string): Promise<RepoFacts> {
    const members = await this.members(root);
    const repo = await this.tools.repositories.open(root);
    const found = await Promise.all(
      members.map(async (member) => ({ ...member, ...(await this.git.facts(member.root)) })),
    );
    const parts = found.flatMap(({ path, head }) => (head === null ? [] : [{ path, commit: head }]));
    const names = [...new Set(found.flatMap(({ branch }) => branch ?? []))];
    return {
      root,
      commonDir: repo.at.commonDir,
      gitDir: repo.at.gitDir,
      head: parts.length === 0 ? null : await joinedHead(repo, parts),
      branch: names.length === 0 ? null : names.join(', '),
      uncommitted: found.reduce((sum, { uncommitted }) => sum + uncommitted, 0),
    };
  }

  /** Of the repositories that `parent` has files of. */
  async snapshot(root: string, { parent, message }: Parameters<Git['snapshot']>[1]): Promise<ObjectName> {
    const { git } = this;
    const repo = await this.tools.repositories.open(root);
    const members = await this.members(root, parent);
    const parts = await Promise.all(
      members.map(async ({ path, root: top }): Promise<Part> => {
        const { head } = await git.headOf(top);
        return { path, commit: await git.snapshot(top, { parent: head, message }) };
      }),
    );
    const commit = await joinedCommit(repo, parts, { parents: parent === null ? [] : [parent], message });
    const [now, before] = await Promise.all([treeOf(repo, commit), parent === null ? null : treeOf(repo, parent)]);
    return parent !== null && now === before ? parent : commit;
  }

  /** A ref of ours keeps what it stands for in each repository too, where git might collect it otherwise. */
  async keepParts(root: string, ref: string, to: ObjectName | null): Promise<void> {
    const members = await this.members(root);
    const parts = to === null ? [] : await partsOf(await this.tools.repositories.open(root), to);
    for (const { path, root: top } of members) {
      const part = parts.find((each) => each.path === path);
      if (to === null || part !== undefined) {
        await this.git.updateRef(top, ref, part?.commit ?? null);
      }
    }
  }

  /** With the locks of all repositories, always taken in the same order. */
  async apply(root: string, wanted: { from: ObjectName; to: ObjectName; leaveOthers: boolean }): Promise<string[]> {
    const { repositories, queue } = this.tools;
    const repo = await repositories.open(root);
    const members = await this.members(root);
    const dirs = await Promise.all(members.map(async (member) => (await repositories.open(member.root)).at.commonDir));
    const locked = (left: readonly string[], locks: readonly Pick<RepoLock, 'check'>[]): Promise<string[]> => {
      const [next, ...others] = left;
      const check = async (): Promise<void> => {
        await Promise.all(locks.map((lock) => lock.check()));
      };
      return next === undefined
        ? applyDifference(repo, { ...wanted, lock: { check } })
        : queue.run(next, (lock) => locked(others, [...locks, lock]));
    };
    return locked([...new Set([repo.at.commonDir, ...dirs])].sort(), []);
  }

  async below(root: string, list: (member: string) => Promise<string[]>): Promise<string[]> {
    const members = await this.members(root);
    const lists = await Promise.all(
      members.map(async ({ path, root: top }) => (await list(top)).map((name) => `${path}/${name}`)),
    );
    return lists.flat();
  }

  async memberTree(root: string, commit: ObjectName, member: Member): Promise<ObjectName> {
    const { repositories } = this.tools;
    const [joined, into] = await Promise.all([repositories.open(root), repositories.open(member.root)]);
    const parts = await partsOf(joined, commit);
    const known = parts.filter(({ path }) => path === member.path).map((part) => part.commit);
    const tree = await treeBelow(joined, commit, member.path);
    await sendTree(joined, tree, { into, known });
    return tree;
  }

  /** Those that are there; with `parent`, those that it has files of, all of which have to be there. */
  private async members(root: string, parent: ObjectName | null = null): Promise<Member[]> {
    const { repositories, folders } = this.tools;
    const all = await folders.members(root);
    const repo = await repositories.open(root);
    const none = parent === null ? null : await emptyTree(repo);
    const found: Member[] = [];
    for (const member of all) {
      if (parent === null ? await this.isThere(member) : (await treeBelow(repo, parent, member.path)) !== none) {
        found.push(member);
      }
    }
    return found;
  }

  private async isThere({ root }: Member): Promise<boolean> {
    try {
      return (await this.git.root(root)) === root;
    } catch (error) {
      if (error instanceof GitError && error.reason === 'not-a-repository') {
        return false;
      }
      throw error;
    }
  }
}
