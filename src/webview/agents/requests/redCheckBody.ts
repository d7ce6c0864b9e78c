import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { receiptLabel } from '../../../core/labels/labels';
import type { Translate } from '../../../core/translate';
import type { Receipt } from '../../../protocol';
import { shownText } from '../shownText';

/** What is red, and which tests, so that nobody has to look for them in the output. */
export function redCheckBody(receipt: Receipt, t: Translate): TemplateResult {
  const failures = receipt.failures ?? [];
  return html`<p>${t('{0}.', receiptLabel(receipt, t))}</p>
    ${
      failures.length === 0
        ? nothing
        : html`<ul class="request-facts" aria-label=${t('Failing tests')}>
            ${failures.map(({ name }) => html`<li>${shownText(name)}</li>`)}
          </ul>`
    }
    <p>${t('Say what to do, or choose:')}</p>`;
}
