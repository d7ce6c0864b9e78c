import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Offer } from './composerOffers';
import { icon } from '../icon';

/** Above the box: what the words that are written can become. */
export function offerMenu(
  offers: readonly Offer[],
  chosen: number,
  choose: (offer: Offer) => void,
): TemplateResult | typeof nothing {
  return offers.length === 0
    ? nothing
    : html`<ul class="menu slash" role="listbox" id="offers">
        ${offers.map(
          (offer, index) =>
            html`<li
              role="option"
              id=${`offer-${index}`}
              aria-selected=${index === chosen}
              @mousedown=${(event: Event) => {
                event.preventDefault();
                choose(offer);
              }}
            >
              ${offer.icon === null ? nothing : icon(offer.icon)}<span>${offer.label}</span
              ><span class="menu-hint" title=${offer.hint}>${offer.hint}</span>
            </li>`,
        )}
      </ul>`;
}

/** Which offer is chosen after a key, or that the chosen one is taken; null for another key. */
export function afterKey(event: KeyboardEvent, chosen: number, count: number): number | 'take' | null {
  const { key } = event;
  if (count === 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) {
    return null;
  }
  const places: Partial<Record<string, number | 'take'>> = {
    ArrowDown: (chosen + 1) % count,
    ArrowUp: (chosen + count - 1) % count,
    Enter: 'take',
    Tab: 'take',
  };
  return places[key] ?? null;
}
