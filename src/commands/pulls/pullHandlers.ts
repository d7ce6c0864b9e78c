import type { CommandHandlers } from '../../host/commandRegistrar';
import { addressComments } from './addressComments';
import type { CommandDeps } from '../commandDeps';
import {
  changePullRequest,
  confirmPullRequest,
  createPullRequest,
  openPullRequest,
  pushPullRequest,
} from './pullRequests';

type Pulling =
  | 'createPullRequest'
  | 'confirmPullRequest'
  | 'changePullRequest'
  | 'openPullRequest'
  | 'pushPullRequest'
  | 'addressComments';

/** What goes to forges, and what comes from them. */
export function pullHandlers(deps: CommandDeps): Pick<CommandHandlers, Pulling> {
  return {
    createPullRequest: (argument) => createPullRequest(deps, argument),
    confirmPullRequest: (argument) => confirmPullRequest(deps, argument),
    changePullRequest: (argument) => changePullRequest(deps, argument),
    openPullRequest: (argument) => openPullRequest(deps, argument),
    pushPullRequest: (argument) => pushPullRequest(deps, argument),
    addressComments: (argument) => addressComments(deps, argument),
  };
}
