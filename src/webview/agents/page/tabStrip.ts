import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { hasNews } from '../../../core/views/agentsWindowModel';
import { overlapBadge } from '../../../core/radar/overlapLabels';
import { stateLabel } from '../../../core/labels/labels';
import { memberName, sharedTitle } from '../../../core/groups/memberName';
import { moveTab, tabsOf } from '../../../core/views/windowLayout';
import type { TaskId, TaskView } from '../../../protocol';
import { draggedTask, isDragOfTask, startDrag } from '../overview/dragTask';
import { raceTab } from '../../arena/raceTab';
import { icon, taskIcon } from '../icon';
import { overlapMark } from '../overview/overlapsList';
import { layoutPicker } from './layoutPicker';
import type { Scene } from '../scene';
import { closeTab, tabMenu } from './tabMenu';

/** The overview, pinned, and one tab an agent that was not closed; at the right how many are shown side by side. */
export function tabStrip(scene: Scene): TemplateResult {
  const { model, t } = scene;
  const views = tabsOf(model.tasks, model.layout, model.selected);
  const ids = views.map(({ task }) => task.id);
  const isOverview = model.selected === null && model.arena.shown === null;
  return html`<div class="strip">
    <div class="tabs">
      <div
        class="tab-row"
        role="tablist"
        aria-label=${t('Agents')}
        @keydown=${(e: KeyboardEvent) => onKey(e, scene, ids)}
      >
        <button
          class="tab pinned"
          role="tab"
          id="tab-overview"
          aria-selected=${isOverview}
          aria-label=${t('Overview')}
          aria-controls="page"
          tabindex=${isOverview ? 0 : -1}
          title=${t('Overview')}
          @click=${() => scene.select(null)}
        >
          ${icon('layout')}
        </button>
        ${raceTab(scene)}
        ${repeat(
          views,
          ({ task }) => task.id,
          (view) => tab(scene, view, ids),
        )}
      </div>
    </div>
    <button
      class="icon-button new"
      title=${t('New Task')}
      aria-label=${t('New Task')}
      @click=${() => scene.post({ type: 'newTask' })}
    >
      ${icon('add')}
    </button>
    ${tabMenu(scene, views)} ${layoutPicker(scene)}
  </div>`;
}

function tab(scene: Scene, view: TaskView, ids: readonly TaskId[]): TemplateResult {
  const { model, t } = scene;
  const { id } = view.task;
  const name = memberName(view, model.arena.races);
  const title = name === null ? view.task.title : `${name} · ${sharedTitle(view)}`;
  const isSelected = model.selected === id;
  const isNews = hasNews(model, view);
  const isPinned = view.app.marks.pinned;
  const state = stateLabel(view.state, t);
  const overlaps = overlapBadge(model.overlaps[id] ?? [], t);
  return html`<button
    class="tab ${isPinned ? 'kept' : ''}"
    role="tab"
    id="tab-${id}"
    draggable="true"
    aria-selected=${isSelected}
    aria-controls="page"
    aria-keyshortcuts="Delete Shift+F10 Control+Shift+ArrowLeft Control+Shift+ArrowRight"
    aria-label=${[isNews ? t('{0}, {1}, changed', title, state) : t('{0}, {1}', title, state), overlaps].filter((part) => part !== '').join(', ')}
    tabindex=${isSelected ? 0 : -1}
    title=${`${title}\n${state}`}
    @click=${() => scene.select(id)}
    @auxclick=${(event: MouseEvent) => (event.button === 1 ? closeTab(scene, ids, id) : undefined)}
    @contextmenu=${(event: Event) => openMenu(event, scene, id)}
    @dragstart=${(event: DragEvent) => startDrag(event, id)}
    @dragover=${(event: DragEvent) => (isDragOfTask(event) ? event.preventDefault() : undefined)}
    @drop=${(event: DragEvent) => drop(event, scene, ids, id)}
  >
    ${taskIcon(view, model.statusColors)}<span class="tab-title">${title}</span>${overlapMark(scene, id)}${
      isNews ? html`<span class="news" aria-hidden="true"></span>` : nothing
    }${isPinned ? icon('pinned') : closeMark(scene, ids, id)}
  </button>`;
}

/** For the mouse alone: the key is Delete, and a button can't stand in a button. */
function closeMark(scene: Scene, ids: readonly TaskId[], id: TaskId): TemplateResult {
  const close = (event: Event) => {
    event.stopPropagation();
    closeTab(scene, ids, id);
  };
  return html`<span
    class="tab-close codicon codicon-close"
    aria-hidden="true"
    title=${scene.t('Close')}
    @click=${close}
  ></span>`;
}

function openMenu(event: Event, scene: Scene, id: TaskId): void {
  event.preventDefault();
  scene.change({ tabMenu: id });
}

/** The tab comes to where the other one is. */
function drop(event: DragEvent, scene: Scene, ids: readonly TaskId[], target: TaskId): void {
  const dragged = draggedTask(event);
  if (dragged !== null) {
    event.preventDefault();
    scene.layOut(moveTab(scene.model.layout, ids, dragged, ids.indexOf(target)), scene.model.selected);
  }
}

/** Arrow keys, Home and End move along the strip, as in every tab list; with Ctrl+Shift they move the tab itself. */
function onKey(event: KeyboardEvent, scene: Scene, ids: readonly TaskId[]): void {
  const { selected, layout } = scene.model;
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (selected !== null && step !== 0 && event.shiftKey && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    scene.layOut(moveTab(layout, ids, selected, ids.indexOf(selected) + step), selected);
  } else if (selected !== null && event.key === 'Delete') {
    closeTab(scene, ids, selected);
  } else {
    walk(event, scene, [null, ...ids]);
  }
}

function walk(event: KeyboardEvent, scene: Scene, ids: readonly (TaskId | null)[]): void {
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
