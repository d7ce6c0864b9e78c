import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../icon';

interface Picker {
  icon: string;
  label: string;
  title: string;
  act: () => void;
}

/** A quiet button that says what is chosen, and lets another be chosen. */
export function picker({ icon: name, label, title, act }: Picker): TemplateResult {
  return html`<button type="button" class="picker" title=${title} aria-label="${title}: ${label}" @click=${act}>
    ${icon(name)}<span>${label}</span>
  </button>`;
}
