import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../agents/icon';
import type { Scene } from '../agents/scene';

/** The tab of the race that is shown; it goes when another tab is chosen. */
export function raceTab({ model, t }: Scene): TemplateResult | typeof nothing {
  const { shown, races } = model.arena;
  const race = races.find(({ groupId }) => groupId === shown);
  if (model.selected !== null || shown === null) {
    return nothing;
  }
  const title = race?.title ?? t('Race');
  return html`<button
    class="tab"
    role="tab"
    id="tab-race"
    aria-selected="true"
    aria-controls="page"
    aria-label=${t('Race: {0}', title)}
    title=${t('Race: {0}', title)}
    tabindex="0"
  >
    ${icon('compare-changes')}<span class="tab-title">${title}</span>
  </button>`;
}
