import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Starter } from '../../../protocol';
import { icon } from '../icon';
import type { Scene } from '../scene';

const icons: Record<Starter['kind'], string> = {
  untested: 'beaker',
  dependency: 'package',
  undocumented: 'book',
  todo: 'checklist',
};

/** Tasks found in this repository; a click fills New Task, where a person reads and sends it. */
export function starterList({ model, t, post }: Scene): TemplateResult | typeof nothing {
  return model.starters.length === 0
    ? nothing
    : html`<section class="starters" aria-label=${t('Tasks found in this repository')}>
        <h2>${t('Found in this repository')}</h2>
        <ul>
          ${model.starters.map(
            ({ kind, label, place, prompt }) =>
              html`<li>
                <button class="starter" title=${prompt} @click=${() => post({ type: 'newTask', prompt })}>
                  ${icon(icons[kind])}<span class="starter-label">${label}</span
                  ><span class="starter-place">${place}</span>
                </button>
              </li>`,
          )}
        </ul>
      </section>`;
}
