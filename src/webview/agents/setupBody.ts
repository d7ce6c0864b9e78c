import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { setupSentence, setupText } from '../../core/setup/setupLabels';
import type { Translate } from '../../core/translate';
import { visibleText } from '../../core/labels/visibleText';
import type { Request } from '../../protocol';

/** What a repository wants to run in its new worktrees, whole. */
export function setupBody(request: Extract<Request, { kind: 'setup' }>, t: Translate): TemplateResult {
  const parts = visibleText(setupText(request.list));
  return html`<p>${setupSentence(request, t)}</p>
    <pre class="command" tabindex="0">
${parts.map((part) => (part.isEscape ? html`<mark>${part.text}</mark>` : part.text))}</pre>
    <ul class="request-facts">
      ${request.facts.map((fact) => html`<li>${fact}</li>`)}
    </ul>`;
}
