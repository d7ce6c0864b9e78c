import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { reviewCounts } from '../../../core/landing/reviewCounts';
import type { FileChange } from '../../../protocol';
import type { TaskScene } from '../scene';

/** Whether a file was reviewed; ticked by hand, and unticked by itself when the agent changes it again. */
export function reviewedBox({ view, model, t, post }: TaskScene, { path }: FileChange): TemplateResult {
  const mark = model.reviews[view.task.id]?.[path];
  const name = mark === 'changed' ? t('Changed since you reviewed it') : t('Reviewed');
  const tell = (event: Event) => {
    const { currentTarget } = event;
    if (currentTarget instanceof HTMLInputElement) {
      post({ type: 'markReviewed', taskId: view.task.id, path, isReviewed: currentTarget.checked });
    }
  };
  return html`<input
    type="checkbox"
    class="reviewed-box"
    title=${name}
    aria-label=${`${name}: ${path}`}
    .checked=${mark === 'reviewed'}
    .indeterminate=${mark === 'changed'}
    @change=${tell}
  />`;
}

/** What was decided about the hunks of the change so far; nothing before the first decision. */
export function reviewSummary({ view, t }: TaskScene): TemplateResult | typeof nothing {
  const { accepted, rejected, edited, comments } = reviewCounts(view.app.review);
  const parts = [
    accepted === 0 ? '' : t('{0} accepted', accepted),
    edited === 0 ? '' : t('{0} edited', edited),
    rejected === 0 ? '' : t('{0} rejected', rejected),
    comments === 0 ? '' : comments === 1 ? t('1 comment not sent') : t('{0} comments not sent', comments),
  ].filter((part) => part !== '');
  return parts.length === 0 ? nothing : html`<p class="hint">${parts.join(' · ')}</p>`;
}
