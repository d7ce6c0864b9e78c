import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { depthIn } from '../../../core/listing/nesting';
import { taskSections, type TaskSection } from '../../../core/listing/taskSections';
import { compareButton } from '../../arena/compareButton';
import { agentRow } from './agentRow';
import { combineButton } from './combineButton';
import type { Scene } from '../scene';

/** The agents as a person arranged them. Those that wait stand above already when it is by status. */
export function agentSections(scene: Scene): TemplateResult {
  const { model, t } = scene;
  const sections = taskSections(model.tasks, model.listing, t).filter(({ key }) => key !== 'waiting');
  const isNothing = sections.length === 0 && model.listing.filter !== '';
  return isNothing
    ? html`<p class="nothing">${t('No agent fits this filter.')}</p>`
    : html`${sections.map(
        ({ key, label, views, isAside, group }) =>
          html`<details class="agents-section" ?open=${!isAside}>
            <summary id=${`section-${key}`}>
              <h2>${label}<span class="count">${summaryOf(scene, group) || views.length}</span></h2>
            </summary>
            ${group?.kind === 'sprint' ? combineButton(scene, group.groupId, label) : nothing}
            ${group?.kind === 'race' ? compareButton(scene, group.groupId, label) : nothing}
            <ul aria-labelledby=${`section-${key}`}>
              ${repeat(
                views,
                ({ task }) => task.id,
                (view) =>
                  html`<li .style=${`--depth: ${depthIn(views, view)}`}>
                    ${agentRow(scene, view)}<mark-menu .scene=${scene} .view=${view}></mark-menu>
                  </li>`,
              )}
            </ul>
          </details>`,
      )}`;
}

/** How its members stand, and how many of them are joined. */
function summaryOf({ model }: Scene, group: TaskSection['group']): string {
  const joined = group === undefined ? '' : (model.arena.joins[group.groupId] ?? '');
  return [group?.summary ?? '', joined].filter((part) => part !== '').join(', ');
}
