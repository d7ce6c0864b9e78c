import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskScene } from './scene';

/** What git does not track: which of it the agent's worktree has, and which not, with the reason. */
export function carriedList({ view, t }: TaskScene): TemplateResult | typeof nothing {
  const carried = view.app.workspace?.carried ?? [];
  if (carried.length === 0) {
    return nothing;
  }
  const copied = carried.filter(({ how }) => how === 'copied').length;
  return html`<details class="carried hint">
    <summary>${t('Ignored by git: {0} copied, {1} left out', copied, carried.length - copied)}</summary>
    <ul>
      ${carried.map(
        ({ path, how, reason, why }) =>
          html`<li title=${path}>
            ${how === 'copied' ? t('{0}: copied ({1})', path, [why, reason].filter((part) => part !== undefined).join('; ')) : t('{0}: left ({1})', path, reason ?? '')}
          </li>`,
      )}
    </ul>
  </details>`;
}
