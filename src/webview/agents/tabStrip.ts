import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { hasNews } from '../../core/views/agentsWindowModel';
import { stateLabel } from '../../core/labels/labels';
import { groupOf } from '../../core/views/taskGroups';
import type { TaskId, TaskView } from '../../protocol';
import { icon, taskIcon } from './icon';
import type { Scene } from './scene';

/** The overview, pinned, and one tab an agent. One that is archived or discarded has a tab only while it is shown. */
export function tabStrip(scene: Scene): TemplateResult {
  const { model, t } = scene;
  const isAside = (view: TaskView): boolean => ['archived', 'discarded'].includes(groupOf(view));
  const views = model.tasks.filter((view) => !isAside(view) || view.task.id === model.selected);
  const ids: (TaskId | null)[] = [null, ...views.map(({ task }) => task.id)];
  return html`<div
    class="tabs"
    role="tablist"
    aria-label=${t('Agents')}
    @keydown=${(e: KeyboardEvent) => move(e, scene, ids)}
  >
    <button
      class="tab pinned"
      role="tab"
      id="tab-overview"
      aria-selected=${model.selected === null}
      aria-label=${t('Overview')}
      aria-controls="page"
      tabindex=${model.selected === null ? 0 : -1}
      title=${t('Overview')}
      @click=${() => scene.select(null)}
    >
      ${icon('layout')}
    </button>
    ${repeat(
      views,
      ({ task }) => task.id,
      (view) => tab(scene, view),
    )}
    <button
      class="icon-button new"
      title=${t('New Task')}
      aria-label=${t('New Task')}
      @click=${() => scene.post({ type: 'newTask' })}
    >
      ${icon('add')}
    </button>
  </div>`;
}

function tab(scene: Scene, view: TaskView): TemplateResult {
  const { model, t } = scene;
  const { id, title } = view.task;
  const isSelected = model.selected === id;
  const isNews = hasNews(model, view);
  const state = stateLabel(view.state, t);
  return html`<button
    class="tab"
    role="tab"
    id="tab-${id}"
    aria-selected=${isSelected}
    aria-controls="page"
    aria-label=${isNews ? t('{0}, {1}, changed', title, state) : t('{0}, {1}', title, state)}
    tabindex=${isSelected ? 0 : -1}
    title=${`${title}\n${state}`}
    @click=${() => scene.select(id)}
  >
    ${taskIcon(view, model.statusColors)}<span class="tab-title">${title}</span>${
      isNews ? html`<span class="news" aria-hidden="true"></span>` : nothing
    }
  </button>`;
}

/** Arrow keys, Home and End move along the strip, as in every tab list. */
function move(event: KeyboardEvent, scene: Scene, ids: readonly (TaskId | null)[]): void {
  const index = ids.indexOf(scene.model.selected);
  const targets: Partial<Record<string, number>> = {
    ArrowRight: (index + 1) % ids.length,
    ArrowLeft: (index - 1 + ids.length) % ids.length,
    Home: 0,
    End: ids.length - 1,
  };
  const target = targets[event.key];
  const id = target === undefined ? undefined : ids[target];
  if (id === undefined) {
    return;
  }
  event.preventDefault();
  scene.select(id);
  document.getElementById(`tab-${id ?? 'overview'}`)?.focus();
}
