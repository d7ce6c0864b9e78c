import type { Decision, Request, RunState } from '../../protocol';

/** A person may allow the hosts of a request for more than the one call that asked. */
export function hostsAfterAnswer(
  { allowedHosts }: Pick<RunState, 'allowedHosts'>,
  request: Request,
  decision: Decision,
): string[] {
  const isKept = request.kind === 'approval' && decision.kind === 'allow' && decision.hosts !== undefined;
  return isKept ? [...new Set([...allowedHosts, ...(request.reach?.hosts ?? [])])] : allowedHosts;
}
