import { html, nothing } from 'lit';
import { proposedChange } from '../../../core/labels/proposedChange';
import type { Translate } from '../../../core/translate';
import type { Request, TaskView } from '../../../protocol';
import { shownCode } from '../shownText';

/** What would be written, where a change of files waits for a person: nobody can agree to what they have not seen. */
export function proposedBody(request: Request, { run }: Pick<TaskView, 'run'>, t: Translate): unknown {
  if (request.kind !== 'approval' || request.effect !== 'file') {
    return nothing;
  }
  const open = run.openCalls.find(({ call }) => call.callId === request.callId);
  const change = open === undefined ? null : proposedChange(open.call);
  if (change === null || change.text === '') {
    return nothing;
  }
  return html`<div class="proposed" role="group" aria-label=${t('What it would write')}>
    ${change.isEverywhere ? html`<p>${t('In every place of the file that reads so:')}</p>` : nothing}
    ${shownCode(change.text)}
  </div>`;
}
