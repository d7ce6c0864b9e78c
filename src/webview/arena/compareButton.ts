import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { GroupId } from '../../protocol';
import { icon } from '../agents/icon';
import type { Scene } from '../agents/scene';

/** Opens the page of a race from the line above its racers. */
export function compareButton({ t, selectRace }: Scene, groupId: GroupId, title: string): TemplateResult {
  return html`<button
    class="link compare-race"
    aria-label=${t('Compare the racers of {0}', title)}
    @click=${() => selectRace(groupId)}
  >
    ${icon('compare-changes')}${t('Compare')}
  </button>`;
}
