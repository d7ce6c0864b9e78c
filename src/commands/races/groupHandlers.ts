import type { CommandHandlers } from '../../host/commandRegistrar';
import { combine } from './combine';
import type { CommandDeps } from '../commandDeps';
import { sprint } from '../launch/sprint';

/** What is done with several agents as one. */
export function groupHandlers(deps: CommandDeps): Pick<CommandHandlers, 'combine' | 'sprint'> {
  return {
    combine: (argument, selected) => combine(deps, argument, selected),
    sprint: (argument) => sprint(deps, argument),
  };
}
