import type { ApprovalRequest, Decision } from '../../protocol';
import type { Translate } from '../translate';

/** The answers beside "once" of a request that names its hosts. */
export function hostChoices(
  { effect, reach }: ApprovalRequest,
  t: Translate,
): { label: string; decision: Extract<Decision, { kind: 'allow' }> }[] {
  if (effect !== 'network' || reach === undefined || reach.hosts.length === 0) {
    return [];
  }
  return [
    { label: t('Allow These Hosts for This Task'), decision: { kind: 'allow', hosts: 'task' } },
    { label: t('Allow These Hosts in This Repository'), decision: { kind: 'allow', hosts: 'repository' } },
  ];
}
