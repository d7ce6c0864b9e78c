import type { ApprovalRequest, CallId, Decision } from '../../protocol';
import { approvalShape, maySpare } from '../../core/run/approvalShape';
import type { Session } from '../session';

/** What was asked last about a call; undefined when nothing was. */
export function lastAsked({ events }: Session, callId: CallId): ApprovalRequest | undefined {
  const asked = events.findLast((event) => event.type === 'approval.request' && event.request.callId === callId);
  return asked?.type === 'approval.request' ? asked.request : undefined;
}

interface Allowing {
  decision: Extract<Decision, { kind: 'allow' }>;
  isByPerson: boolean;
}

/**
 * Keeps for the repository what came with the answer that allows a call: a rule, its hosts, and that a person allowed the
 * like once more. The answer stands in the journal, so a second time after a crash does no harm.
 */
export async function keepAnswered(session: Session, callId: CallId): Promise<void> {
  const asked = lastAsked(session, callId);
  const allowed = asked === undefined ? undefined : allowing(session, asked);
  if (asked === undefined || allowed === undefined) {
    return;
  }
  const { approvals, network } = session.ports;
  if (allowed.isByPerson && maySpare(asked)) {
    await approvals.countAllowed(approvalShape(asked), `${session.task.id} ${asked.requestId}`);
  }
  const { hosts, remember } = allowed.decision;
  if (hosts === 'repository' && asked.reach !== undefined) {
    await network.allow(asked.reach.hosts);
  }
  if (remember !== undefined && asked.effect !== 'file') {
    await approvals.remember({ rule: remember, effect: asked.effect });
  }
}

function allowing({ events }: Session, { requestId }: ApprovalRequest): Allowing | undefined {
  const said = events.findLast((event) => event.type === 'answer' && event.requestId === requestId);
  return said?.type === 'answer' && said.decision.kind === 'allow'
    ? { decision: said.decision, isByPerson: said.by !== 'policy' }
    : undefined;
}
