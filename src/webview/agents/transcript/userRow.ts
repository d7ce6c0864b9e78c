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
    ${blocks.map(said)} ${parts.length === 0 ? nothing : html`<div class="attached">${parts}</div>`}
  </div>`;
}

function said(block: SaidBlock): TemplateResult {
  switch (block.kind) {
    case 'words':
      return html`<div class="said">${block.text}</div>`;
    case 'code':
      return html`<pre class="said-code">${block.text}</pre>`;
    case 'quote':
      return html`<blockquote class="said-quote">${block.blocks.map(said)}</blockquote>`;
  }
}

type Read = Pick<SaidWithAttachments, 'attached'> & { blocks: readonly SaidBlock[] };

const known = new WeakMap<object, Read>();

/** Each row is read once, however often it is drawn. */
function read(row: { text: string }): Read {
  const before = known.get(row);
  if (before !== undefined) {
    return before;
  }
  const parts = partsOfSaid(row.text);
  const found = { blocks: saidBlocks(parts.said), attached: parts.attached };
  known.set(row, found);
  return found;
}
