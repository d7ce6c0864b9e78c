import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { filterFields } from '../../../core/listing/taskFilter';
import { groupings } from '../../../core/listing/taskSections';
import type { Listing } from '../../../protocol';
import { icon } from '../icon';
import { searchBox } from './searchBox';
import type { Scene } from '../scene';

/** Above the list: what is left out of it, and what it is grouped by. */
export function listBar(scene: Scene): TemplateResult {
  const { model, t } = scene;
  const { listing } = model;
  const label = t('Filter Agents');
  const hint = t('Filter: words, or {0}', filterFields.map((field) => `${field}:`).join(' '));
  const labels: Record<Listing['groupBy'], string> = {
    status: t('By Status'),
    repository: t('By Repository'),
    day: t('By Day'),
  };
  const arrange = (part: Partial<Listing>): void => scene.arrangeList({ ...listing, ...part });
  return html`<div class="list-bar">
    ${searchBox(scene)}
    <span class="box">
      ${icon('filter')}
      <input
        type="text"
        aria-label=${label}
        placeholder=${hint}
        maxlength="1000"
        .value=${listing.filter}
        @input=${(event: Event) => arrange({ filter: (event.target as HTMLInputElement).value })}
        @keydown=${(event: KeyboardEvent) => (event.key === 'Escape' ? arrange({ filter: '' }) : undefined)}
      />
      ${
        listing.filter === ''
          ? nothing
          : html`<button
              class="icon-button"
              title=${t('Clear Filter')}
              aria-label=${t('Clear Filter')}
              @click=${() => arrange({ filter: '' })}
            >
              ${icon('close')}
            </button>`
      }
    </span>
    <select
      aria-label=${t('Group Agents By')}
      title=${t('Group Agents By')}
      .value=${listing.groupBy}
      @change=${({ target }: Event) => {
        const chosen = groupings[(target as HTMLSelectElement).selectedIndex];
        arrange(chosen === undefined ? {} : { groupBy: chosen });
      }}
    >
      ${groupings.map(
        (value) => html`<option value=${value} ?selected=${listing.groupBy === value}>${labels[value]}</option>`,
      )}
    </select>
  </div>`;
}
