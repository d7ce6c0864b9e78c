import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { budgetShare, costLabel } from '../../../core/budget/spendingLabels';
import type { TaskScene } from '../scene';

/** What the task cost, and a thin bar of how much of its budget that is; the bar warns from 80 % on. */
export function budgetBar({ view, t }: TaskScene): TemplateResult | typeof nothing {
  const cost = costLabel(view, t);
  const share = budgetShare(view, t);
  if (share === null) {
    return cost === '' ? nothing : html`<span title=${cost}>${cost}</span>`;
  }
  const percent = Math.min(100, Math.round(share.share * 100));
  const title = t('Budget: {0}', share.text);
  return html`<span class="budget" title=${title}
    >${cost.startsWith('$') ? share.text : [cost, title].filter((text) => text !== '').join(', ')}
    <progress class=${share.isHigh ? 'high' : ''} max="100" value=${percent} aria-label=${title}></progress
  ></span>`;
}
