import { startAnywayLabel } from '../../../core/chains/chainLabels';
import type { Translate } from '../../../core/translate';
import { hostChoices } from '../../../core/network/hostChoices';
import type { ApprovalRequest, Decision, Request, SetupList } from '../../../protocol';

/** Those that buttons can answer; a plan has a card of its own. */
export type ButtonRequest = Exclude<Request, { kind: 'plan' }>;

interface DecisionButton {
  label: string;
  decision: Decision;
  isPrimary: boolean;
}

/** The answers a request can have without words of one's own; the first is the careful one. */
export function decisionButtons(request: ButtonRequest, t: Translate): DecisionButton[] {
  switch (request.kind) {
    case 'approval':
      return [
        { label: t('Deny'), decision: { kind: 'deny' }, isPrimary: false },
        { label: t('Allow Once'), decision: { kind: 'allow' }, isPrimary: true },
        ...hostButtons(request, t),
      ];
    case 'setup':
      return setupButtons(request.list.kind, t);
    case 'question':
      return request.options.map((option) => ({
        label: option,
        decision: { kind: 'reply', text: option },
        isPrimary: false,
      }));
    case 'chain':
      return [
        { label: startAnywayLabel(t), decision: { kind: 'continue' }, isPrimary: false },
        { label: t('Discard'), decision: { kind: 'discard' }, isPrimary: false },
      ];
    case 'window':
      return [
        { label: t('Try Again'), decision: { kind: 'continue' }, isPrimary: true },
        { label: t('Discard'), decision: { kind: 'discard' }, isPrimary: false },
      ];
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'budget':
      return [
        { label: t('Continue'), decision: { kind: 'continue' }, isPrimary: true },
        { label: t('Take As Is'), decision: { kind: 'take' }, isPrimary: false },
        { label: t('Discard'), decision: { kind: 'discard' }, isPrimary: false },
      ];
  }
}

/** Where a request names its hosts, these can be allowed for more than this call. */
function hostButtons(request: ApprovalRequest, t: Translate): DecisionButton[] {
  return hostChoices(request, t).map(({ label, decision }) => ({ label, decision, isPrimary: false }));
}

/** A setup is trusted by its content, so allowing it is always for the repository. */
function setupButtons(kind: SetupList['kind'], t: Translate): DecisionButton[] {
  const skip: DecisionButton = { label: t('Skip'), decision: { kind: 'deny' }, isPrimary: false };
  return kind === 'setup'
    ? [skip, { label: t('Allow'), decision: { kind: 'always' }, isPrimary: true }]
    : [
        skip,
        { label: t('Install Once'), decision: { kind: 'allow' }, isPrimary: true },
        { label: t('Always Install in This Repository'), decision: { kind: 'always' }, isPrimary: false },
      ];
}
