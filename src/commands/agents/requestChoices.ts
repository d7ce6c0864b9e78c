import type * as vscode from 'vscode';
import { startAnywayLabel } from '../../core/chains/chainLabels';
import { approvalFacts } from '../../core/labels/approvalFacts';
import { hostChoices } from '../../core/network/hostChoices';
import { oneLine } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { ruleOffer } from '../../core/labels/ruleOffer';
import { visibleText } from '../../core/labels/visibleText';
import { t } from '../../host/translate';
import type { ApprovalRequest, Decision, Request } from '../../protocol';

export interface Choice extends vscode.QuickPickItem {
  /** `words`: the person writes the answer. `show`: the whole request is shown first; `preview`: its effect. */
  decision: Decision | 'words' | 'show' | 'preview';
}

/** A quick pick shows one line, and cuts it. */
const lineLength = 160;

/** Whether a quick pick shows all of what would be allowed. */
export function isShownWhole(request: Request): boolean {
  const text = request.kind === 'approval' ? visibleText(request.command) : [];
  const length = text.reduce((sum, part) => sum + part.text.length, 0);
  return length <= lineLength && !text.some((part) => part.text.includes('\n'));
}

/** The answers to a request of a task that works in these folders, the careful one first. */
export function choices(request: Request, worktrees: readonly string[]): Choice[] {
  switch (request.kind) {
    case 'approval':
      return approvalChoices(request, worktrees);
    case 'setup':
      return [
        { label: t('Skip'), decision: { kind: 'deny' } },
        { label: t('Allow Once'), decision: { kind: 'allow' } },
        {
          label: t('Allow Always in This Repository'),
          detail: plainText(request.facts.join(' ')),
          decision: { kind: 'always' },
        },
      ];
    case 'question':
      return [
        ...request.options.map((option): Choice => ({
          label: plainText(option),
          decision: { kind: 'reply', text: option },
        })),
        { label: t('Write an Answer…'), decision: 'words' },
      ];
    case 'plan':
      return [
        { label: t('Approve the Plan'), decision: { kind: 'approve', text: request.text } },
        { label: t('Send Comments…'), decision: 'words' },
        discarding(),
      ];
    case 'chain':
      return [{ label: startAnywayLabel(t), decision: { kind: 'continue' } }, discarding()];
    case 'window':
      return [{ label: t('Try Again'), decision: { kind: 'continue' } }, discarding()];
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'budget':
      return [
        { label: t('Continue'), decision: { kind: 'continue' } },
        { label: t('Continue and Say What to Do…'), decision: 'words' },
        { label: t('Take As Is'), decision: { kind: 'take' } },
        discarding(),
      ];
  }
}

function discarding(): Choice {
  return { label: t('Discard'), detail: t('The last state is kept for 30 days.'), decision: { kind: 'discard' } };
}

/** What is not seen whole here can't be allowed here. */
function approvalChoices(request: ApprovalRequest, worktrees: readonly string[]): Choice[] {
  const detail = plainText(
    approvalFacts(request, t, worktrees)
      .map((fact) => oneLine(fact, 400))
      .join(' '),
  );
  const denying: Choice[] = [
    { label: t('Deny'), decision: { kind: 'deny' } },
    { label: t('Deny and Say What to Do Instead…'), decision: 'words' },
  ];
  if (request.effect !== 'file') {
    denying.push({ label: t('Show What It Would Change…'), decision: 'preview' });
  }
  if (!isShownWhole(request)) {
    return [...denying, { label: t('Show All of It…'), detail, decision: 'show' }];
  }
  const offers = (request.offers ?? []).map((rule): Choice => ({
    label: plainText(ruleOffer(rule, t)),
    decision: { kind: 'allow', remember: rule },
  }));
  return [
    ...denying,
    { label: t('Allow Once'), detail, decision: { kind: 'allow' } },
    ...hostChoices(request, t),
    ...offers,
  ];
}
