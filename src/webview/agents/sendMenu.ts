import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Translate } from '../../core/translate';
import type { MessageWhen } from '../../protocol';
import { icon } from './icon';

interface SendMenu {
  t: Translate;
  isOpen: boolean;
  isDisabled: boolean;
  toggle: (isOpen: boolean) => void;
  send: (when: MessageWhen) => void;
}

/** When a message is sent to an agent that works: the quiet arrow beside Send. */
export function sendMenu({ t, isOpen, isDisabled, toggle, send }: SendMenu): TemplateResult {
  const label = t('When to Send');
  const choices: [MessageWhen, string][] = [
    ['next', t('Send at the Next Step (Ctrl+Enter)')],
    ['queue', t('Queue Until It Would Finish (Alt+Enter)')],
    ['now', t('Interrupt and Send Now (Ctrl+Shift+Enter)')],
  ];
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
            ${choices.map(
              ([when, text]) => html`<button type="button" role="menuitem" @click=${() => send(when)}>${text}</button>`,
            )}
            <span class="menu-hint">${t('Begin with /btw to ask on the side')}</span>
          </div>`
        : nothing
    }
  </div>`;
}

export function sendButton(t: Translate, isDisabled: boolean): TemplateResult {
  return html`<button
    class="icon-button"
    type="submit"
    title=${t('Send (Ctrl+Enter)')}
    aria-label=${t('Send')}
    ?disabled=${isDisabled}
  >
    ${icon('send')}
  </button>`;
}

/** What a key press in the box sends; null for one that only writes. */
export function whenOfKey(event: KeyboardEvent, isWorking: boolean): MessageWhen | null {
  const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
  if (isWorking && event.key === 'Enter' && event.altKey) {
    return 'queue';
  }
  return isSend ? (isWorking && event.shiftKey ? 'now' : 'next') : null;
}
