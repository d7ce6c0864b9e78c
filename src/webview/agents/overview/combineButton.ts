import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { GroupId } from '../../../protocol';
import { icon } from '../icon';
import type { Scene } from '../scene';

/** Makes one result of the agents of a group, or shows how far that is. */
export function combineButton({ t, post }: Scene, groupId: GroupId, title: string): TemplateResult {
  return html`<button
    class="link compare-race"
    aria-label=${t('Combine the agents of {0}', title)}
    @click=${() => post({ type: 'combine', groupId })}
  >
    ${icon('git-merge')}${t('Combine')}
  </button>`;
}
