import { join } from 'node:path';
import { GitError } from '../../../core/errors';
import type { LandGit, RefMove } from '../../../core/landing/landPorts';
import type { ObjectName } from '../../../protocol';
import { commitTree, readRef, treeOf } from './commits';
import { entriesBetween, type EntryChange } from '../changes/differences';
import { asText, fieldsOf, type GitRepo, toInput } from '../gitRepo';
import type { PerRepoQueue } from '../process/perRepoQueue';
import type { Repositories } from '../repository/repositories';
import { copyIndex, withTemporaryIndex } from '../checkout/stage';
import { merge } from './trees';
import { unfinished } from '../worktrees/worktreeFacts';
import { signingEnv } from '../landing/userHooks';

type UserRefs = Pick<LandGit, 'unfinishedIn' | 'moveUserRef' | 'isBranchName' | 'stagedTree' | 'moveIndex'>;

const to = 'bring what is staged along';

/** The user's branches and index, for acts that they asked for. */
export function userRefs(repositories: Repositories, queue: PerRepoQueue): UserRefs {
  return {
    async unfinishedIn(root) {
      return unfinished(await repositories.open(root));
    },

    async moveUserRef(root, move) {
      const repo = await repositories.open(root);
      await queue.run(repo.at.commonDir, async (lock) => {
        await checkPlace(repo, move);
        await lock.check();
        await writeUserRef(repo, move);
      });
    },

    async isBranchName(root, name) {
      const repo = await repositories.open(root);
      const args = ['check-ref-format', `refs/heads/${name}`];
      const { code } = await repo.run({ args, to: 'look at the name of the branch', accept: [0, 1] });
      return code === 0 && !name.startsWith('-') && !/^agents[/-]/.test(name) && name !== 'HEAD';
    },

    async stagedTree(root) {
      return stagedTree(await repositories.open(root));
    },

    async moveIndex(root, from, until) {
      const repo = await repositories.open(root);
      return queue.run(repo.at.commonDir, async (lock) => {
        const { lines, left } = await indexLines(repo, from, until);
        await lock.check();
        if (lines.length > 0) {
          const args = ['update-index', '--replace', '-z', '--index-info'];
          await repo.run({ args, to, input: toInput(lines) });
          // Tells which files are as the index has them, so that whoever looks next need not read them all.
          await repo.run({ args: ['update-index', '-q', '--refresh'], to, accept: [0, 1] });
        }
        return left;
      });
    },
  };
}

/** The move is of what the person has looked at: the same branch, where it was. */
async function checkPlace(repo: GitRepo, { ref, from, to: until, isCheckedOut }: RefMove): Promise<void> {
  if (ref !== 'HEAD' && !/^refs\/heads\/(?!agents[/-]).+/.test(ref)) {
    throw new GitError('failed', `${ref} is not a branch of the user’s.`, { audience: 'log' });
  }
  const accept = [0, 1];
  const head = await repo.line({ args: ['symbolic-ref', '-q', 'HEAD'], to: 'read HEAD', accept });
  if (isCheckedOut && head !== (ref === 'HEAD' ? '' : ref)) {
    throw elsewhere(ref);
  }
  const now =
    ref === 'HEAD'
      ? await repo.line({ args: ['rev-parse', '--verify', '-q', 'HEAD'], to: 'read HEAD', accept })
      : await readRef(repo, ref);
  if ((now ?? null) !== from) {
    throw elsewhere(ref);
  }
  if (until === null && (await isInCheckout(repo, ref))) {
    throw new GitError('does-not-apply', `${shortOf(ref)} is checked out, so it was not removed.`, {
      hint: 'Check out another branch first.',
    });
  }
}

async function isInCheckout(repo: GitRepo, ref: string): Promise<boolean> {
  const args = ['for-each-ref', '--format=%(worktreepath)', '--end-of-options', ref];
  return (await repo.line({ args, to: 'see where the branch is checked out' })) !== '';
}

async function writeUserRef(repo: GitRepo, { ref, from, to: until, message }: RefMove): Promise<void> {
  const none = '0'.repeat((from ?? until ?? '').length);
  const options = ['update-ref', '--no-deref', '-m', message, ...(until === null ? ['-d'] : [])];
  const names = until === null ? [from ?? none] : [until, from ?? none];
  const args = [...options, '--end-of-options', ref, ...names];
  try {
    await repo.run({ args, to: `move ${shortOf(ref)}`, env: signingEnv() });
  } catch (error) {
    const said = error instanceof GitError && error.cause instanceof Error ? error.cause.message : '';
    throw /but expected|reference already exists|unable to resolve reference/.test(said) ? elsewhere(ref) : error;
  }
}

function elsewhere(ref: string): GitError {
  return new GitError('does-not-apply', `${shortOf(ref)} was moved at the same time, so nothing was committed to it.`, {
    hint: 'Your files are as they were. Commit again.',
  });
}

function shortOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

async function stagedTree(repo: GitRepo): Promise<ObjectName> {
  const { stdout } = await repo.run({ args: ['ls-files', '-u', '-z'], to });
  const unmerged = [...new Set(fieldsOf(stdout).map((entry) => asText(entry.slice(entry.indexOf('\t') + 1))))];
  if (unmerged.length > 0) {
    throw new GitError(
      'conflict',
      `Nothing was committed: ${unmerged.slice(0, 8).join(', ')} has conflicts in your index.`,
      {
        hint: 'Resolve them and stage the files first.',
      },
    );
  }
  return withTemporaryIndex(async (indexFile) => {
    await copyIndex(join(repo.at.gitDir, 'index'), indexFile);
    return (await repo.line({ args: ['write-tree'], to, indexFile })) as ObjectName;
  });
}

/** What the index becomes, as lines for `--index-info`. */
async function indexLines(
  repo: GitRepo,
  from: ObjectName,
  until: ObjectName,
): Promise<{ lines: string[]; left: string[] }> {
  const staged = await stagedTree(repo);
  const merged = await mergedOn(repo, from, staged, until);
  if (merged !== null) {
    return { lines: (await entriesBetween(repo, staged, merged)).map(indexLine), left: [] };
  }
  // Path by path: what is staged in a way of its own stays so.
  const own = new Set((await entriesBetween(repo, from, staged)).map(({ path }) => path));
  const moved = await entriesBetween(repo, from, until);
  const left = moved.filter(({ path }) => own.has(path)).map(({ path }) => asText(path));
  return { lines: moved.filter(({ path }) => !own.has(path)).map(indexLine), left };
}

function indexLine({ path, from, to: next }: EntryChange): string {
  return next === null ? `0 ${'0'.repeat(from?.object.length ?? 40)}\t${path}` : `${next.mode} ${next.object}\t${path}`;
}

async function mergedOn(
  repo: GitRepo,
  base: ObjectName,
  staged: ObjectName,
  until: ObjectName,
): Promise<ObjectName | null> {
  if (staged === (await treeOf(repo, base))) {
    return treeOf(repo, until);
  }
  const side = (tree: ObjectName): Promise<ObjectName> => commitTree(repo, { tree, parents: [base], message: 'Side' });
  return (await merge(repo, await side(staged), await side(await treeOf(repo, until)))).tree;
}
