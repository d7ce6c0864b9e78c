import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { visibleText } from '../../core/labels/visibleText';

/** Text of others that a person decides on: nothing in it can hide, and what would is marked. */
export function shownText(text: string): (TemplateResult | string)[] {
  return visibleText(text).map((part) => (part.isEscape ? html`<mark>${part.text}</mark>` : part.text));
}

/** The same as a block of code, whole, which wraps and can be scrolled with the keyboard. */
export function shownCode(text: string): TemplateResult {
  return html`<pre class="command" tabindex="0">${shownText(text)}</pre>`;
}
