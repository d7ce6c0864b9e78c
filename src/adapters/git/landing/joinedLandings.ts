import { GitError } from '../../../core/errors';
import type { CommitSetup, LandGit, RefMove } from '../../../core/landing/landPorts';
import type { Git } from '../../../core/worktrees/gitPorts';
import type { ObjectName } from '../../../protocol';
import { treeOf } from '../objects/commits';
import type { GitRepo } from '../gitRepo';
import type { JoinedFolders } from '../worktrees/joinedFolders';
import { joinedHead, joinedTree, type Part, partsOf } from '../objects/joinedTrees';
import type { Repositories } from '../repository/repositories';

type Separate = Pick<
  Git,
  | keyof Pick<LandGit, 'commitSetup' | 'recentMessages' | 'unfinishedIn' | 'commitAsUser' | 'tellCommitted'>
  | keyof Pick<LandGit, 'moveUserRef' | 'stagedTree' | 'moveIndex'>
  | 'headOf'
  | 'changes'
>;

interface Tools {
  repositories: Repositories;
  folders: JoinedFolders;
  memberTree: Git['memberTree'];
}

/** One repository of a landing, with the commits that it goes from and to. */
interface Move {
  path: string;
  root: string;
  from: ObjectName;
  to: ObjectName;
}

/** Commits of several repositories as one: each has its own, and all of their branches are moved or none. */
export class JoinedLandings {
  constructor(
    private readonly git: Separate,
    private readonly tools: Tools,
  ) {}

  async commitSetup(root: string): Promise<CommitSetup> {
    const setups = await this.ofEach(root, (member) => this.git.commitSetup(member));
    const identities = setups.map(({ identity }) => identity);
    return {
      identity: identities.includes(null) ? null : (identities[0] ?? null),
      signs: setups.some(({ signs }) => signs),
      hooks: [...new Set(setups.flatMap(({ hooks }) => hooks))],
      // Looked at in each repository when its commit is made.
      hooksFolder: null,
    };
  }

  async recentMessages(root: string, from: ObjectName, count: number): Promise<string[]> {
    const [first] = await partsOf(await this.open(root), from);
    const top = await this.rootOf(root, first?.path ?? '');
    return first === undefined ? [] : this.git.recentMessages(top, first.commit, count);
  }

  async unfinishedIn(root: string): Promise<string | null> {
    return (await this.ofEach(root, (member) => this.git.unfinishedIn(member))).find((each) => each !== null) ?? null;
  }

  async tellCommitted(root: string): Promise<void> {
    await this.ofEach(root, (member) => this.git.tellCommitted(member));
  }

  async stagedTree(root: string): Promise<ObjectName> {
    const members = await this.tools.folders.members(root);
    const parts = members.map(async (member): Promise<Part> => {
      return { path: member.path, commit: await this.git.stagedTree(member.root) };
    });
    return joinedTree(await this.open(root), await Promise.all(parts));
  }

  /** A commit in each repository whose files differ from those of its part of the first parent. */
  async commitAsUser(
    root: string,
    { tree, parents: [parent], message, hooks }: Parameters<LandGit['commitAsUser']>[1],
  ): ReturnType<LandGit['commitAsUser']> {
    const repo = await this.open(root);
    const before = parent === undefined ? [] : await partsOf(repo, parent);
    const parts: Part[] = [];
    for (const part of before) {
      const member = { path: part.path, root: await this.rootOf(root, part.path) };
      const wanted = await this.tools.memberTree(root, tree, member);
      const isSame = wanted === (await treeOf(repo, part.commit));
      const commit = isSame
        ? part.commit
        : await this.commitIn(member, { tree: wanted, parent: part.commit, message, hooks });
      parts.push({ path: part.path, commit });
    }
    const commit = await joinedHead(repo, parts);
    const made = await treeOf(repo, commit);
    if (!hooks && made !== tree) {
      throw new GitError('no-commit', 'Nothing was committed: a repository of the change has no commit yet.', {
        hint: 'Make a first commit in it.',
      });
    }
    return { commit, tree: made };
  }

  /** Those that are moved already stay so; when one can't be moved, all go back, and it throws what that one threw. */
  async moveUserRef(root: string, { from, to, message, isCheckedOut }: RefMove): Promise<void> {
    const moves = await this.moves(root, from, to);
    const done: Move[] = [];
    try {
      for (const move of moves) {
        await this.moveOne(move, { message, isCheckedOut });
        done.push(move);
      }
    } catch (error) {
      for (const move of done.reverse()) {
        await this.moveOne({ ...move, from: move.to, to: move.from }, { message, isCheckedOut });
      }
      throw error;
    }
  }

  async moveIndex(root: string, from: ObjectName, to: ObjectName): Promise<string[]> {
    const left: string[] = [];
    for (const move of await this.moves(root, from, to)) {
      const own = await this.git.moveIndex(move.root, move.from, move.to);
      left.push(...own.map((path) => `${move.path}/${path}`));
    }
    return left;
  }

  /** What is checked out in the repositories that a joined commit is of, as such a commit. */
  async headLike(root: string, commit: ObjectName): Promise<ObjectName | null> {
    const repo = await this.open(root);
    const parts: Part[] = [];
    for (const { path } of await partsOf(repo, commit)) {
      const { head } = await this.git.headOf(await this.rootOf(root, path));
      if (head !== null) {
        parts.push({ path, commit: head });
      }
    }
    return parts.length === 0 ? null : joinedHead(repo, parts);
  }

  private async commitIn(
    { path, root }: { path: string; root: string },
    { tree, parent, message, hooks }: { tree: ObjectName; parent: ObjectName; message: string; hooks: boolean },
  ): Promise<ObjectName> {
    const { hooksFolder } = await this.git.commitSetup(root);
    const changed = hooks && hooksFolder !== null ? await this.git.changes(root, parent, tree) : [];
    const own = changed.find((file) =>
      [file.path, file.oldPath ?? file.path].some((name) => name.startsWith(hooksFolder ?? '')),
    );
    if (own !== undefined) {
      const message = `Nothing was committed: the change alters a hook that would run, ${path}/${own.path}.`;
      throw new GitError('unsafe-path', message, { hint: 'Look at it, and commit without hooks.' });
    }
    return (await this.git.commitAsUser(root, { tree, parents: [parent], message, hooks })).commit;
  }

  private async moveOne({ root, from, to }: Move, how: Pick<RefMove, 'message' | 'isCheckedOut'>): Promise<void> {
    const { head, branch } = await this.git.headOf(root);
    if (head !== to) {
      await this.git.moveUserRef(root, { ref: branch === null ? 'HEAD' : `refs/heads/${branch}`, from, to, ...how });
    }
  }

  private async moves(root: string, from: ObjectName | null, to: ObjectName | null): Promise<Move[]> {
    const repo = await this.open(root);
    const partsIn = (commit: ObjectName | null): Promise<Part[]> =>
      commit === null ? Promise.resolve([]) : partsOf(repo, commit);
    const [before, after] = await Promise.all([partsIn(from), partsIn(to)]);
    const moves: Move[] = [];
    for (const { path, commit } of before) {
      const next = after.find((part) => part.path === path)?.commit ?? commit;
      if (next !== commit) {
        moves.push({ path, root: await this.rootOf(root, path), from: commit, to: next });
      }
    }
    return moves;
  }

  private open(root: string): Promise<GitRepo> {
    return this.tools.repositories.open(root);
  }

  private async ofEach<T>(root: string, ask: (member: string) => Promise<T>): Promise<T[]> {
    const members = await this.tools.folders.members(root);
    return Promise.all(members.map((member) => ask(member.root)));
  }

  private async rootOf(root: string, path: string): Promise<string> {
    const member = (await this.tools.folders.members(root)).find((each) => each.path === path);
    if (member === undefined) {
      throw new GitError('not-a-repository', `${path} is no longer one of the repositories of ${root}.`);
    }
    return member.root;
  }
}
