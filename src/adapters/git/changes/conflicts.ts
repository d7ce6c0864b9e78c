import { GitError } from '../../../core/errors';
import type { ConflictedFile, ConflictGit } from '../../../core/landing/conflictPorts';
import type { ObjectName } from '../../../protocol';
import { commitTree, treeOf } from '../objects/commits';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';
import type { Repositories } from '../repository/repositories';

const to = 'merge the change with yours';

/** Object names of the three versions of a file that conflicts; 1 is the base, 2 ours, 3 theirs. */
type Stages = Partial<Record<string, string>>;

export function conflicts(repositories: Repositories): ConflictGit {
  return {
    async mergeWithMarks(root, base, { ours, theirs }) {
      const repo = await repositories.open(root);
      const side = async (of: ObjectName, message: string): Promise<ObjectName> =>
        commitTree(repo, { tree: await treeOf(repo, of), parents: [base], message });
      const sides = [await side(ours, 'Yours'), await side(theirs, 'Theirs')];
      const args = ['merge-tree', '--write-tree', '--no-messages', '-z', '--end-of-options', ...sides];
      const { stdout } = await repo.run({ args, to, accept: [0, 1] });
      const [tree = '', ...entries] = fieldsOf(stdout);
      if (!/^[0-9a-f]{40,64}$/.test(tree)) {
        throw new GitError('failed', 'Git could not merge the change with yours.', { audience: 'log' });
      }
      const files: ConflictedFile[] = [];
      for (const [path, stages] of stagesOf(entries)) {
        files.push(await conflicted(repo, tree, { path, stages }));
      }
      return { tree: tree as ObjectName, files };
    },
  };
}

/** `<mode> <object> <stage>\t<path>`, one for each version. */
function stagesOf(entries: readonly string[]): Map<string, Stages> {
  const found = new Map<string, Stages>();
  for (const entry of entries) {
    const [, object = '', stage = '', path = ''] = /^\d+ (\w+) (\d)\t(.*)$/s.exec(entry) ?? [];
    if (path !== '') {
      found.set(path, { ...found.get(path), [stage]: object });
    }
  }
  return found;
}

async function conflicted(
  repo: GitRepo,
  tree: string,
  { path, stages }: { path: string; stages: Stages },
): Promise<ConflictedFile> {
  const blob = async (object: string | undefined): Promise<Uint8Array | null> =>
    object === undefined
      ? null
      : (await repo.run({ args: ['cat-file', 'blob', '--end-of-options', object], to })).stdout;
  const [base, ours, theirs] = await Promise.all([blob(stages['1']), blob(stages['2']), blob(stages['3'])]);
  const args = ['ls-tree', '-z', '--full-tree', '--end-of-options', tree, '--', asText(path)];
  const object = /^\d+ blob (\w+)\t/.exec(fieldsOf((await repo.run({ args, to })).stdout)[0] ?? '')?.[1];
  const merged = ours === null || theirs === null ? null : await blob(object);
  return { path: asText(path), base, ours, theirs, marked: hasMarks(merged) ? merged : null };
}

function hasMarks(content: Uint8Array | null): boolean {
  return content !== null && !content.includes(0) && /^<{7} /m.test(Buffer.from(content).toString('latin1'));
}
