import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { groupLabel, groupTasks } from '../../core/views/taskGroups';
import { agentRow } from './agentRow';
import { icon } from './icon';
import { inboxList } from './inboxEntry';
import type { Scene } from './scene';

/** Every agent in one list, those that wait for a person first. */
export function overviewPage(scene: Scene): TemplateResult {
  const { model, t } = scene;
  return html`<main class="overview" id="page" role="tabpanel" aria-labelledby="tab-overview">
    <div class="overview-head">
      <h1>${t('Agents')}</h1>
      ${model.day === '' ? nothing : html`<span class="day" title=${model.day}>${model.day}</span>`}
      ${
        model.hasModel
          ? nothing
          : html`<button class="secondary" @click=${() => scene.post({ type: 'connectModel' })}>
              ${icon('plug')}${t('Connect a Model')}
            </button>`
      }
      <button class="primary" @click=${() => scene.post({ type: 'newTask' })}>${icon('add')}${t('New Task')}</button>
    </div>
    ${inboxList(scene)}
    ${groupTasks(model.tasks)
      .filter(({ group }) => group !== 'waiting')
      .map(
        ({ group, views }) =>
          html`<section aria-label=${groupLabel(group, t)}>
            <h2>${groupLabel(group, t)}<span class="count">${views.length}</span></h2>
            <ul>
              ${repeat(
                views,
                ({ task }) => task.id,
                (view) => html`<li>${agentRow(scene, view)}</li>`,
              )}
            </ul>
          </section>`,
      )}
  </main>`;
}
