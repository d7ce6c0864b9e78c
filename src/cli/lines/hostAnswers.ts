import { english as t } from '../../core/translate';
import { hostChoices } from '../../core/network/hostChoices';
import type { ApprovalRequest, Decision } from '../../protocol';

/** The words that allow the hosts of a request for more than one call; none where it names no hosts. */
export function hostAnswers(request: ApprovalRequest): Record<string, Decision> {
  return Object.fromEntries(
    hostChoices(request, t).map(({ decision }) => [`allow-for-${decision.hosts ?? 'task'}`, decision]),
  );
}
