import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { landingLabel } from '../../core/labels/landingLabel';
import { durationLabel, filesLabel, reasonLabel, stateLabel } from '../../core/labels/labels';
import { groupLabel, groupTasks } from '../../core/views/taskGroups';
import type { TaskView } from '../../protocol';
import { counts } from './changesList';
import { icon, taskIcon } from './icon';
import { elapsedMs } from './scene';
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
    ${groupTasks(model.tasks).map(
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

function agentRow(scene: Scene, view: TaskView): TemplateResult {
  const { t } = scene;
  const elapsed = elapsedMs(view, scene.nowMs);
  const landing = landingLabel(view.app.landing, t);
  const reason = [reasonLabel(view.state, t), landing].filter((part) => part !== '').join(' · ');
  const files = filesLabel(view.run.files, t);
  return html`<button
    class="agent-row"
    aria-label=${[view.task.title, stateLabel(view.state, t), landing, files].filter((part) => part !== '').join(', ')}
    title=${`${view.task.title}\n${stateLabel(view.state, t)}`}
    @click=${() => scene.select(view.task.id)}
  >
    ${taskIcon(view, scene.model.statusColors)}
    <span class="agent-title">${view.task.title}</span>
    <span class="agent-reason">${reason}</span>
    <span class="agent-files">${counts(view.run.files, t)}</span>
    <span class="agent-time">${elapsed === null ? '' : durationLabel(elapsed, t)}</span>
  </button>`;
}
