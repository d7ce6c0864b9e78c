import type { ApprovalRequest, CallId, Decision } from '../protocol';
import type { Session } from './session';

/** What was asked last about a call; undefined when nothing was. */
export function lastAsked({ events }: Session, callId: CallId): ApprovalRequest | undefined {
  const asked = events.findLast((event) => event.type === 'approval.request' && event.request.callId === callId);
  return asked?.type === 'approval.request' ? asked.request : undefined;
}

type Allowed = Extract<Decision, { kind: 'allow' }>;

/**
 * Keeps for the repository what came with the answer that allows a call: a rule, or its hosts. The answer stands in the
 * journal, so a second time after a crash does no harm.
 */
export async function keepAnswered(session: Session, callId: CallId): Promise<void> {
  const asked = lastAsked(session, callId);
  const allowed = asked === undefined ? undefined : allowing(session, asked);
  if (asked === undefined || allowed === undefined) {
    return;
  }
  const { approvals, network } = session.ports;
  if (allowed.hosts === 'repository' && asked.reach !== undefined) {
    await network.allow(asked.reach.hosts);
  }
  if (allowed.remember !== undefined && asked.effect !== 'file') {
    await approvals.remember({ rule: allowed.remember, effect: asked.effect });
  }
}

function allowing({ events }: Session, { requestId }: ApprovalRequest): Allowed | undefined {
  const said = events.findLast((event) => event.type === 'answer' && event.requestId === requestId);
  return said?.type === 'answer' && said.decision.kind === 'allow' ? said.decision : undefined;
}
