import { html } from 'lit';
import type { TemplateResult } from 'lit';

interface Words {
  label: string;
  text: string;
  /** Enter; the words are trimmed and not empty. */
  save: (text: string) => void;
  cancel: () => void;
}

/** A queued message while its words are changed: Enter keeps them, Escape leaves them as they were. */
export function queuedWords({ label, text, save, cancel }: Words): TemplateResult {
  const onKey = (event: KeyboardEvent): void => {
    const written = (event.target as HTMLTextAreaElement).value.trim();
    if (event.key === 'Escape') {
      cancel();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (written !== '') {
        save(written);
      }
    }
  };
  return html`<li>
    <textarea
      class="queued-words"
      rows="2"
      aria-label=${label}
      title=${label}
      .value=${text}
      @keydown=${onKey}
    ></textarea>
  </li>`;
}
