import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { searchFields } from '../../../core/search/searchQuery';
import { icon } from '../icon';
import type { Scene } from '../scene';

/** One box for everything that agents said, printed and changed. */
export function searchBox(scene: Scene): TemplateResult {
  const { t, model } = scene;
  const label = t('Search Transcripts and Changes');
  const text = model.found?.text ?? '';
  return html`<span class="box" role="search">
    ${icon('search')}
    <input
      type="text"
      aria-label=${label}
      title=${t('Words or "phrases", {0}', searchFields.join(' '))}
      placeholder=${label}
      maxlength="1000"
      .value=${text}
      @input=${(event: Event) => scene.look((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => (event.key === 'Escape' ? scene.look('') : undefined)}
    />
    ${
      text === ''
        ? nothing
        : html`<button
            class="icon-button"
            title=${t('Clear Search')}
            aria-label=${t('Clear Search')}
            @click=${() => scene.look('')}
          >
            ${icon('close')}
          </button>`
    }
  </span>`;
}
