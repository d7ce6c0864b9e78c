import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { heldBriefly } from '../../../core/sandbox/heldLabel';
import { sandboxDetails } from '../../../core/sandbox/sandboxLabels';
import type { Translate } from '../../../core/translate';
import type { TranscriptRow } from '../../../core/views/transcriptItems';
import type { TaskScene } from '../scene';
import { foldedRow } from './toolRow';

type Started = Extract<TranscriptRow, { kind: 'started' }>;

/** What was tried in the sandbox, and its limits; empty where a warning stands, which is never folded. */
export function startedDetails({ sandbox, approvals }: Started, t: Translate): string {
  return sandbox.kind === 'none' || approvals === 'unrestricted' ? '' : sandboxDetails(sandbox, t);
}

/** What holds the commands in one line, with its details where it is opened. */
export function startedRow(scene: TaskScene, { key, sandbox, approvals }: Started, details: string): TemplateResult {
  const text = heldBriefly(sandbox, approvals, scene.t);
  return foldedRow(scene, {
    key,
    icon: 'shield',
    text: html`<span title=${text}>${text}</span>`,
    result: '',
    body: () =>
      html`<p>${text}</p>
        <p>${details}</p>`,
  });
}
