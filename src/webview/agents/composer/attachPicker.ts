import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskId } from '../../../protocol';
import { icon } from '../icon';
import type { Scene } from '../scene';

/** Lets a person choose images for the box. */
export function attachPicker({ t, post }: Scene, of: TaskId | null): TemplateResult {
  const title = t('Attach Images…');
  return html`<button
    type="button"
    class="picker"
    title=${title}
    aria-label=${title}
    @click=${() => post({ type: 'pickImages', of })}
  >
    ${icon('attach')}
  </button>`;
}
