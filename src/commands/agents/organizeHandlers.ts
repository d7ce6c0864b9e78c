import type { CommandHandlers } from '../../host/commandRegistrar';
import { chainHandlers } from '../races/chains';
import type { CommandDeps } from '../commandDeps';
import { color, filterAgents, groupAgents, mark } from './organize';
import { schedulingHandlers } from './scheduling';
import { search } from './search';
import { actOnSelected } from './selectedTasks';

type Organizing =
  | 'search'
  | 'pin'
  | 'unpin'
  | 'color'
  | 'archive'
  | 'unarchive'
  | 'filterAgents'
  | 'clearFilter'
  | 'groupAgents'
  | 'pauseAll'
  | 'resumeAll'
  | 'setPriority'
  | 'startWhen'
  | 'newTaskAfter';

/** What puts the list of agents in order. */
export function organizeHandlers(deps: CommandDeps): Pick<CommandHandlers, Organizing> {
  const marking = (action: Parameters<typeof mark>[1]) =>
    actOnSelected(deps, action, (argument) => mark(deps, action, argument));
  return {
    ...schedulingHandlers(deps),
    ...chainHandlers(deps),
    search: (argument) => search(deps, argument),
    pin: marking('pin'),
    unpin: marking('unpin'),
    color: (argument) => color(deps, argument),
    archive: marking('archive'),
    unarchive: marking('unarchive'),
    filterAgents: () => filterAgents(deps),
    clearFilter: () => deps.listing.arrange({ filter: '' }),
    groupAgents: () => groupAgents(deps),
  };
}
