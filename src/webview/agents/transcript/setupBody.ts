import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { setupSentence, setupText } from '../../../core/setup/setupLabels';
import type { Translate } from '../../../core/translate';
import type { Request } from '../../../protocol';
import { shownCode, shownText } from '../shownText';

/** What a repository wants to run in its new worktrees, whole. */
export function setupBody(request: Extract<Request, { kind: 'setup' }>, t: Translate): TemplateResult {
  return html`<p>${setupSentence(request, t)}</p>
    ${shownCode(setupText(request.list))}
    <ul class="request-facts">
      ${request.facts.map((fact) => html`<li>${shownText(fact)}</li>`)}
    </ul>`;
}
