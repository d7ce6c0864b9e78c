import type { ReviewedText, ReviewTexts } from '../../../core/review/reviewPorts';
import type { ObjectName } from '../../../protocol';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';
import { rawChanges } from './rawChanges';
import type { Repositories } from '../repository/repositories';
import { storedTexts } from '../objects/storedTexts';

/** Reads what a change is made of, and where a word stands. */
export function reviewTexts(repositories: Repositories): ReviewTexts {
  return {
    async reviewedTexts(root, from, to) {
      return textsBetween(await repositories.open(root), from, to);
    },

    async pathsHolding(root, at, word) {
      const repo = await repositories.open(root);
      // A tree is named as what it is of, so that nothing else of that name is meant.
      const args = ['grep', '-l', '-z', '-I', '-w', '-F', '--no-textconv', '-e', word, `${at}^{tree}`, '--'];
      const { stdout } = await repo.run({ args, to: 'look for a name', accept: [0, 1] });
      return fieldsOf(stdout).map((field) => asText(field).slice(`${at}^{tree}:`.length));
    },
  };
}

export async function textsBetween(repo: GitRepo, from: ObjectName, to: ObjectName): Promise<ReviewedText[]> {
  const changes = await rawChanges(repo, from, to);
  const textOf = await storedTexts(
    repo,
    changes.flatMap(({ before, after }) => [before, after]),
  );
  return changes.map(({ path, oldPath, status, before, after, modes }) => ({
    ...{ path, status, modes },
    ...(oldPath === null ? {} : { oldPath }),
    before: textOf(before),
    after: textOf(after),
    isSame: before !== null && before === after,
  }));
}
