import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { mountedLabel, placeLabel } from '../../../core/checks/checkLabels';
import { failureTitle } from '../../../core/testReports/failedTests';
import { durationLabel, receiptResult } from '../../../core/labels/labels';
import type { Translate } from '../../../core/translate';
import type { Receipt } from '../../../protocol';

const shownFailures = 10;

/** What a check proved, of what, and where it ran. */
export function receiptFacts(receipt: Receipt, t: Translate): TemplateResult {
  const failed = (receipt.failures ?? []).slice(0, shownFailures);
  const facts: [name: string, value: string, isWarning?: boolean][] = [
    [t('Result'), receiptResult(receipt, t)],
    [t('Took'), durationLabel(receipt.durationMs, t)],
    [t('Tree'), receipt.tree.slice(0, 10)],
    [t('Sandbox'), receipt.sandboxed ? t('yes') : t('no')],
    ...failed.map((failure, at): [string, string] => [at === 0 ? t('Failed tests') : '', failureTitle(failure)]),
    [t('Place'), placeLabel(receipt, t)],
    ...(receipt.mounted ?? []).map((input): [string, string, boolean] => [
      t('Input'),
      mountedLabel(input, t),
      input.from === 'worktree',
    ]),
  ];
  return html`<dl>
    ${facts
      .filter(([, value]) => value !== '')
      .map(
        ([name, value, isWarning = false]) =>
          html`<dt>${name}</dt>
            <dd class=${isWarning ? 'warning' : ''}>${value}</dd>`,
      )}
  </dl>`;
}
