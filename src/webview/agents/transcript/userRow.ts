import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { partsOfSaid } from '../../../core/composer/withAttachments';
import { icon } from '../icon';

/** What a person said, and what they gave along, each to be opened. */
export function userRow({ text }: { text: string }): TemplateResult {
  const { said, attached } = partsOfSaid(text);
  const parts = attached.map(
    (part) =>
      html`<details>
        <summary class="chip">${icon('attach')}<span>${part.label}</span></summary>
        <pre>${part.text}</pre>
      </details>`,
  );
  return html`<div class="row user">
    <span class="said">${said}</span>
    ${parts.length === 0 ? nothing : html`<div class="attached">${parts}</div>`}
  </div>`;
}
