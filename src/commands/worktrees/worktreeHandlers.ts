import type { CommandHandlers } from '../../host/commandRegistrar';
import { initializeRepository, openRepository, openTerminal, openWorktree } from '../agents/places';
import { chooseCarried } from '../launch/carryChoice';
import { checkOutAll } from './checkOutAll';
import { repair } from './repair';
import { cleanUpWorktrees, showWorktrees } from './worktrees';
import type { CommandDeps } from '../commandDeps';

/** What is done with worktrees and repositories themselves. */
export function worktreeHandlers(
  deps: CommandDeps,
): Pick<
  CommandHandlers,
  | 'openWorktree'
  | 'openTerminal'
  | 'openRepository'
  | 'initializeRepository'
  | 'showWorktrees'
  | 'cleanUpWorktrees'
  | 'chooseCarried'
  | 'repair'
  | 'checkOutAll'
> {
  return {
    openWorktree: (argument) => openWorktree(deps, argument),
    openTerminal: (argument) => openTerminal(deps, argument),
    openRepository: () => openRepository(deps),
    initializeRepository: () => initializeRepository(deps),
    showWorktrees: () => showWorktrees(deps),
    cleanUpWorktrees: () => cleanUpWorktrees(deps),
    chooseCarried: () => chooseCarried(deps),
    repair: (argument) => repair(deps, argument),
    checkOutAll: (argument) => checkOutAll(deps, argument),
  };
}
