import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Translate } from '../../../core/translate';
import type { ComposerDraft } from '../../../protocol';
import { icon } from '../icon';

/** Says that the model will not see what is attached. */
export function blindNote({ given }: ComposerDraft, t: Translate): TemplateResult | typeof nothing {
  const hasImages = given.some((part) => part.kind === 'text' && part.attachment.image !== undefined);
  return hasImages
    ? html`<p class="blind-note" role="status">
        ${icon('warning')}<span
          >${t('This model takes no images: it is told of them in words. Choose another model to show them.')}</span
        >
      </p>`
    : nothing;
}
