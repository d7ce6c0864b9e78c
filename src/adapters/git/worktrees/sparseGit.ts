import type { Git } from '../../../core/worktrees/gitPorts';
import type { PerRepoQueue } from '../process/perRepoQueue';
import type { Repositories } from '../repository/repositories';
import { checkOutBeside, widen } from './sparseCheckout';
import { coneAt } from './sparseRecord';

/** Worktrees with a part of the files. */
export function sparseGit(
  repositories: Repositories,
  queue: PerRepoQueue,
): Pick<Git, 'coneOf' | 'checkOut' | 'checkOutBeside'> {
  return {
    coneOf: (at) => Promise.resolve(coneAt(at)),

    checkOutBeside: async (at, folder) => checkOutBeside(await repositories.open(at), folder),

    async checkOut(at, folders) {
      const repo = await repositories.open(at);
      return queue.run(at.commonDir, () => widen(repo, folders));
    },
  };
}
