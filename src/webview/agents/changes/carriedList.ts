import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { bytesLabel } from '../../../core/labels/labels';
import { carriedItems, savedBytes } from '../../../core/views/carriedItems';
import type { Carried } from '../../../protocol';
import type { TaskScene } from '../scene';

/** What git does not track, or has not checked out: which of it the agent's worktree has, and which not, with the reason. */
export function carriedList({ view, t }: TaskScene): TemplateResult | typeof nothing {
  const carried = carriedItems(view);
  if (carried.length === 0) {
    return nothing;
  }
  return html`<details class="carried hint">
    <summary>
      ${
        view.app.workspace?.sparse === undefined
          ? t('Ignored by git: {0}', countsText(carried, t))
          : t('Ignored by git or not checked out: {0}', countsText(carried, t))
      }
    </summary>
    <ul>
      ${carried.map((each) => html`<li title=${each.path}>${itemText(each, t)}</li>`)}
    </ul>
  </details>`;
}

function countsText(carried: readonly Carried[], t: TaskScene['t']): string {
  const count = (how: Carried['how']) => carried.filter((each) => each.how === how).length;
  const saved = bytesLabel(savedBytes(carried));
  const parts = [
    count('copied') === 0 ? '' : t('{0} copied', count('copied')),
    count('shared') === 0 ? '' : t('{0} shared ({1} saved)', count('shared'), saved),
    count('mounted') === 0 ? '' : t('{0} read in your checkout', count('mounted')),
    count('left') === 0 ? '' : t('{0} left out', count('left')),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function itemText({ path, how, reason, why, bytes }: Carried, t: TaskScene['t']): string {
  const said = [why, reason].filter((part) => part !== undefined).join('; ');
  switch (how) {
    case 'copied':
      return t('{0}: copied ({1})', path, said);
    case 'shared':
      return t('{0}: shared with other agents, {1} not copied ({2})', path, bytesLabel(bytes), said);
    case 'mounted':
      return t('{0}: read from one place, your checkout, by the commands of this agent ({1})', path, said);
    case 'left':
      return t('{0}: left ({1})', path, reason ?? '');
  }
}
