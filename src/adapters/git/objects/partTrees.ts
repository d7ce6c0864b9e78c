import { GitError } from '../../../core/errors';
import type { PartTrees } from '../../../core/landing/partPorts';
import type { ObjectName } from '../../../protocol';
import { entriesBetween } from '../changes/differences';
import { asText, type GitRepo, toInput } from '../gitRepo';
import type { Repositories } from '../repository/repositories';
import { withTemporaryIndex } from '../checkout/stage';

const to = 'make a part of the change';

/** Trees between two others, and what lies between two commits. */
export function partTrees(repositories: Repositories): PartTrees {
  return {
    async treeWith(root, base, wanted) {
      return treeWith(await repositories.open(root), base, wanted);
    },

    async commitsBetween(root, from, until) {
      const repo = await repositories.open(root);
      const args = ['rev-list', '--count', '--end-of-options', `${from}..${until}`, '--'];
      const counted = await repo.line({ args, to: 'count commits' });
      if (!/^\d+$/.test(counted)) {
        throw new GitError('failed', 'The commits between two states could not be counted.');
      }
      return Number(counted);
    },
  };
}

/** The tree of `base` with the paths as they are in `change`, or with these contents. */
export async function treeWith(
  repo: GitRepo,
  base: ObjectName,
  { change, paths, contents }: Parameters<PartTrees['treeWith']>[2],
): Promise<ObjectName> {
  const wanted = new Set(paths);
  const lines: string[] = [];
  for (const { path, from, to: next } of await entriesBetween(repo, base, change)) {
    const content = contents.get(asText(path));
    const kept = from ?? next;
    if (content !== undefined && kept !== null) {
      const args = ['hash-object', '-w', '--no-filters', '--stdin'];
      lines.push(`${kept.mode} ${await repo.line({ args, to, input: content })}\t${path}`);
    } else if (wanted.has(asText(path))) {
      const { mode, object } = next ?? { mode: '0', object: '0'.repeat(from?.object.length ?? 40) };
      lines.push(`${mode} ${object}\t${path}`);
    }
  }
  return withTemporaryIndex(async (indexFile) => {
    await repo.run({ args: ['read-tree', '--end-of-options', base], to, indexFile });
    const args = ['update-index', '--replace', '-z', '--index-info'];
    await repo.run({ args, to, indexFile, input: toInput(lines) });
    return (await repo.line({ args: ['write-tree'], to, indexFile })) as ObjectName;
  });
}
