import type { Decision, Request } from '../../protocol';
import { isSameRule } from '../approvals/commandRules';

const possible: Readonly<Record<Request['kind'], readonly Decision['kind'][]>> = {
  approval: ['allow', 'deny', 'discard'],
  question: ['reply', 'deny', 'discard'],
  plan: ['approve', 'reply', 'discard'],
  setup: ['allow', 'always', 'deny', 'discard'],
  'red-check': ['continue', 'take', 'discard'],
  limit: ['continue', 'take', 'discard'],
  stalled: ['continue', 'take', 'discard'],
  window: ['continue', 'discard'],
  chain: ['continue', 'discard'],
  budget: ['continue', 'take', 'discard'],
};

/** Whether the request knows the answer; one that would keep a rule which was not offered is none. */
export function isPossibleAnswer(request: Request, decision: Decision): boolean {
  return possible[request.kind].includes(decision.kind) && isOffered(request, decision);
}

function isOffered(request: Request, decision: Decision): boolean {
  if (decision.kind !== 'allow' || decision.remember === undefined) {
    return true;
  }
  return request.kind === 'approval' && (request.offers ?? []).some((rule) => isSameRule(rule, decision.remember));
}
