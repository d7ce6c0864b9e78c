import { join } from 'node:path';
import { GitError } from '../../../core/errors';
import { wholeCone } from '../../../core/worktrees/cone';
import type { Git } from '../../../core/worktrees/gitPorts';
import type { ObjectName } from '../../../protocol';
import type { GitRepo } from '../gitRepo';
import type { PerRepoQueue } from '../process/perRepoQueue';
import { withRawContent } from '../changes/rawContent';
import type { Repositories } from '../repository/repositories';
import { copyIndex, type NestedRepositories, pristineIndex, stageTree, withTemporaryIndex } from '../checkout/stage';

type Commits = Pick<Git, 'snapshot' | 'treeOf' | 'parentsOf' | 'commitTree' | 'updateRef' | 'readRef'>;

export const ourName = 'Background Agents';
export const ourAddress = 'background-agents@localhost';

export function commits(repositories: Repositories, queue: PerRepoQueue): Commits {
  return {
    async snapshot(at, { parent, message, exactBytes = false, given = wholeCone }) {
      const repo = await repositories.open(at);
      const staging = withTemporaryIndex(async (indexFile) => {
        const isCheckout = typeof at === 'string';
        // A task's worktree is looked at through an index that no process of the task could touch.
        const isThere = await copyIndex(
          isCheckout ? join(repo.at.gitDir, 'index') : pristineIndex(repo.at.gitDir),
          indexFile,
        );
        if (!isThere && !isCheckout && parent !== null) {
          await repo.run({ args: ['read-tree', parent], to: 'take a snapshot of the files', indexFile });
        }
        const nested: NestedRepositories = isCheckout ? 'skip' : 'flatten';
        const staged = await stageTree(repo, indexFile, nested, { given });
        return exactBytes && parent !== null ? withRawContent(repo, indexFile, { base: parent, tree: staged }) : staged;
      });
      const [tree, before] = await Promise.all([staging, parent === null ? null : treeOf(repo, parent)]);
      if (parent !== null && before === tree) {
        return parent;
      }
      return commitTree(repo, { tree, parents: parent === null ? [] : [parent], message });
    },

    async treeOf(root, commit) {
      return treeOf(await repositories.open(root), commit);
    },

    async parentsOf(root, commit) {
      const repo = await repositories.open(root);
      const args = ['rev-list', '--parents', '--max-count=1', '--end-of-options', commit];
      const line = await repo.line({ args, to: 'read a commit' });
      return line.split(' ').slice(1) as ObjectName[];
    },

    async commitTree(root, commit) {
      return commitTree(await repositories.open(root), commit);
    },

    async updateRef(root, ref, to) {
      checkOurRef(ref);
      const repo = await repositories.open(root);
      await queue.run(repo.at.commonDir, () => writeRef(repo, ref, to));
    },

    async readRef(root, ref) {
      return readRef(await repositories.open(root), ref);
    },
  };
}

export function checkOurRef(ref: string): void {
  if (!/^refs\/background-agents\/[\w-]+(\/[\w-]+)+$/.test(ref)) {
    throw new GitError('failed', `${ref} is not a ref of ours.`, { audience: 'log' });
  }
}

export async function treeOf(repo: GitRepo, commit: ObjectName): Promise<ObjectName> {
  const args = ['rev-parse', '--verify', '-q', '--end-of-options', `${commit}^{tree}`];
  return (await repo.line({ args, to: 'read a commit' })) as ObjectName;
}

export async function commitTree(
  repo: GitRepo,
  commit: { tree: ObjectName; parents: readonly ObjectName[]; message: string; asUser?: boolean; date?: string },
): Promise<ObjectName> {
  const args = ['commit-tree', ...commit.parents.flatMap((parent) => ['-p', parent]), '--end-of-options', commit.tree];
  const who = commit.asUser === true && (await knowsUser(repo)) ? {} : ourIdentity;
  const when = commit.date === undefined ? {} : { GIT_AUTHOR_DATE: commit.date, GIT_COMMITTER_DATE: commit.date };
  const env = { ...who, ...when };
  return (await repo.line({ args, to: 'write a commit', input: `${commit.message}\n`, env })) as ObjectName;
}

async function knowsUser(repo: GitRepo): Promise<boolean> {
  const { code } = await repo.run({ args: ['config', '--get', 'user.email'], to: 'read your name', accept: [0, 1] });
  return code === 0;
}

const ourIdentity = {
  GIT_AUTHOR_NAME: ourName,
  GIT_AUTHOR_EMAIL: ourAddress,
  GIT_COMMITTER_NAME: ourName,
  GIT_COMMITTER_EMAIL: ourAddress,
};

export async function readRef(repo: GitRepo, ref: string): Promise<ObjectName | null> {
  const args = ['for-each-ref', '--count=1', '--format=%(objectname) %(refname)', '--end-of-options', ref];
  const [name = '', found = ''] = (await repo.line({ args, to: 'read a ref' })).split(' ');
  return found === ref ? (name as ObjectName) : null;
}

/** The commit a ref stands for, with its tree. */
export async function readCommit(repo: GitRepo, ref: string): Promise<{ commit: ObjectName; tree: ObjectName } | null> {
  const args = ['for-each-ref', '--count=1', '--format=%(objectname) %(tree) %(refname)', '--end-of-options', ref];
  const [commit = '', tree = '', found = ''] = (await repo.line({ args, to: 'read a ref' })).split(' ');
  return found === ref ? { commit: commit as ObjectName, tree: tree as ObjectName } : null;
}

/** `null` deletes; a ref that is gone already is no error. */
export async function writeRef(repo: GitRepo, ref: string, to: ObjectName | null): Promise<void> {
  const options = ['update-ref', '--no-deref', ...(to === null ? ['-d'] : []), '--end-of-options'];
  const args = [...options, ref, ...(to === null ? [] : [to])];
  await repo.run({ args, to: `write the ref ${ref}`, env: ourIdentity });
}
