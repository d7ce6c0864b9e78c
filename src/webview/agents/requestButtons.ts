import type { Translate } from '../../core/translate';
import type { Decision, Request } from '../../protocol';

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
      ];
    case 'question':
      return request.options.map((option) => ({
        label: option,
        decision: { kind: 'reply', text: option },
        isPrimary: false,
      }));
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
