import type { ApprovalRequest, RunnerEvent } from '../../protocol';

/** Equal for approvals that are shown, and can be answered, together: by their shape, or else by what would be done. */
export function approvalShape({ effect, shape, command }: ApprovalRequest): string {
  return JSON.stringify(['approval', effect, shape ?? command]);
}

const tiring = 3;

/**
 * What a person is told who has allowed the like several times in this task: which rule would spare them the next one.
 * Empty where nothing may be remembered, as for what can't be taken back.
 */
export function repeatedFacts(request: ApprovalRequest, events: readonly RunnerEvent[]): string[] {
  const rule = request.offers?.[0];
  if (rule === undefined || request.reach?.reversible === 'no') {
    return [];
  }
  const allowed = new Set(
    events.flatMap((event) => (event.type === 'answer' && event.decision.kind === 'allow' ? [event.requestId] : [])),
  );
  const alike = events.filter(
    (event) =>
      event.type === 'approval.request' &&
      allowed.has(event.request.requestId) &&
      approvalShape(event.request) === approvalShape(request),
  );
  return alike.length < tiring
    ? []
    : [`You allowed ${alike.length} like this in this task. A rule that you keep would spare you the next one.`];
}
