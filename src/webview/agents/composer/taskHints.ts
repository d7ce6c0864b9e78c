import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { hintedTask } from '../../../core/taskLint/hintedTask';
import { findingLabel, offerLabel } from '../../../core/taskLint/findingLabel';
import { offersFor, type TaskOffer, withOffer } from '../../../core/taskLint/taskOffers';
import { icon } from '../icon';
import type { Scene } from '../scene';

/** The first thing that a reader of the written task would ask back, and what one click does about it. */
export function taskHints({ drafts, model, t }: Scene): TemplateResult | typeof nothing {
  const { text, options } = drafts.read(null);
  const hinted = hintedTask(text, options, model.tasks);
  if (hinted === null) {
    return nothing;
  }
  const { finding, facts, task } = hinted;
  const take = (offer: TaskOffer): void => {
    if (offer.kind === 'mode') {
      drafts.write(null, { options: { ...options, mode: offer.mode } });
      return;
    }
    const changed = withOffer(text, offer, { isOneLine: false, check: options.verify ?? null });
    if (changed !== null) {
      drafts.write(null, { text: changed.text });
      requestAnimationFrame(() => select(changed.selected));
    }
  };
  return html`<div class="task-hints" role="status">
    ${icon('lightbulb')}<span>${findingLabel(finding, task, t)}</span>
    ${offersFor(finding, facts).map(
      (offer) => html`<button type="button" @click=${() => take(offer)}>${offerLabel(offer, t)}</button>`,
    )}
  </div>`;
}

function select({ start, end }: { start: number; end: number }): void {
  const box = document.querySelector<HTMLTextAreaElement>('chat-composer.new textarea');
  box?.focus();
  box?.setSelectionRange(start, end);
}
