import type { ApprovalRequest } from '../../protocol';

/** Equal for approvals that are shown, and can be answered, together: by their shape, or else by what would be done. */
export function approvalShape({ effect, shape, command }: ApprovalRequest): string {
  return JSON.stringify(['approval', effect, shape ?? command]);
}

const tiring = 3;

/** Whether an approval is one of those that a person may be spared: something of it may be kept, and it can be taken back. */
export function maySpare({ offers = [], reach }: ApprovalRequest): boolean {
  return offers.length > 0 && reach?.reversible !== 'no';
}

/** What a person is told who has allowed the like `times` before in this repository: a rule would spare them the next one. */
export function repeatedFacts(request: ApprovalRequest, times: number): string[] {
  return times < tiring || !maySpare(request)
    ? []
    : [`You allowed ${times} like this in this repository. A rule that you keep would spare you the next one.`];
}
