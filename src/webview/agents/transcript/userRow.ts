import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { type SaidBlock, saidBlocks } from '../../../core/composer/saidBlocks';
import { type SaidWithAttachments, partsOfSaid } from '../../../core/composer/withAttachments';
import { icon } from '../icon';

/** What a person said, with its code as code, and what they gave along, each to be opened. */
export function userRow(row: { text: string }): TemplateResult {
  const { blocks, attached } = read(row);
  const parts = attached.map(
    (part) =>
      html`<details>
        <summary class="chip">${icon('attach')}<span>${part.label}</span></summary>
        <pre>${part.text}</pre>
      </details>`,
  );
  return html`<div class="row user">
    ${blocks.map(({ kind, text }) =>
      kind === 'code' ? html`<pre class="said-code">${text}</pre>` : html`<div class="said">${text}</div>`,
    )}
    ${parts.length === 0 ? nothing : html`<div class="attached">${parts}</div>`}
  </div>`;
}

type Read = Pick<SaidWithAttachments, 'attached'> & { blocks: readonly SaidBlock[] };

const known = new WeakMap<object, Read>();

/** Each row is read once, however often it is drawn. */
function read(row: { text: string }): Read {
  const before = known.get(row);
  if (before !== undefined) {
    return before;
  }
  const { said, attached } = partsOfSaid(row.text);
  const found = { blocks: saidBlocks(said), attached };
  known.set(row, found);
  return found;
}
