import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { bytesLabel } from '../../core/labels/labels';
import { carriedItems, savedBytes } from '../../core/views/carriedItems';
import type { Carried } from '../../protocol';
import type { TaskScene } from './scene';

/** What git does not track: which of it the agent's worktree has, and which not, with the reason. */
export function carriedList({ view, t }: TaskScene): TemplateResult | typeof nothing {
  const carried = carriedItems(view);
  if (carried.length === 0) {
    return nothing;
  }
  const count = (how: Carried['how']) => carried.filter((each) => each.how === how).length;
  const saved = bytesLabel(savedBytes(carried));
  return html`<details class="carried hint">
    <summary>
      ${
        count('shared') === 0
          ? t('Ignored by git: {0} copied, {1} left out', count('copied'), count('left'))
          : t(
              'Ignored by git: {0} copied, {1} shared ({2} saved), {3} left out',
              count('copied'),
              count('shared'),
              saved,
              count('left'),
            )
      }
    </summary>
    <ul>
      ${carried.map((each) => html`<li title=${each.path}>${itemText(each, t)}</li>`)}
    </ul>
  </details>`;
}

function itemText({ path, how, reason, why, bytes }: Carried, t: TaskScene['t']): string {
  const said = [why, reason].filter((part) => part !== undefined).join('; ');
  switch (how) {
    case 'copied':
      return t('{0}: copied ({1})', path, said);
    case 'shared':
      return t('{0}: shared with other agents, {1} not copied ({2})', path, bytesLabel(bytes), said);
    case 'left':
      return t('{0}: left ({1})', path, reason ?? '');
  }
}
