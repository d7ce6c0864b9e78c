import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Translate } from '../../../core/translate';
import type { SendWay } from './composerBox';
import { icon } from '../icon';

interface SendButton {
  label: string;
  title: string;
  isDisabled: boolean;
}

interface SendMenu {
  t: Translate;
  isOpen: boolean;
  isDisabled: boolean;
  toggle: (isOpen: boolean) => void;
  ways: readonly (readonly [SendWay, string])[];
  hint: string;
  send: (way: SendWay) => void;
}

/** How else it can be sent: the quiet arrow beside Send. */
export function sendMenu({ t, isOpen, isDisabled, ways, hint, toggle, send }: SendMenu): TemplateResult {
  const label = t('When to Send');
  return html`<div class="overflow" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && toggle(false)}>
    <button
      class="icon-button"
      type="button"
      title=${label}
      aria-label=${label}
      aria-haspopup="menu"
      aria-expanded=${isOpen}
      ?disabled=${isDisabled}
      @click=${() => toggle(!isOpen)}
    >
      ${icon('chevron-up')}
    </button>
    ${
      isOpen && !isDisabled
        ? html`<div class="menu above" role="menu">
            ${ways.map(
              ([way, text]) => html`<button type="button" role="menuitem" @click=${() => send(way)}>${text}</button>`,
            )}
            <span class="menu-hint">${hint}</span>
          </div>`
        : nothing
    }
  </div>`;
}

export function sendButton({ label, title, isDisabled }: SendButton): TemplateResult {
  return html`<button class="icon-button" type="submit" title=${title} aria-label=${label} ?disabled=${isDisabled}>
    ${icon('send')}
  </button>`;
}
