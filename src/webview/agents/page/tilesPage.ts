import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { emptyCell, placeIn, showTiles } from '../../../core/views/windowLayout';
import type { TaskId } from '../../../protocol';
import { agentTile } from './agentTile';
import { draggedTask, isDragOfTask } from '../overview/dragTask';
import type { Scene, TaskScene } from '../scene';

/** Several agents side by side, each as far as a glance needs it. */
export function tilesPage(scene: TaskScene): TemplateResult {
  const { layout, selected } = scene.model;
  const cells = layout.cells.slice(0, layout.count);
  return html`<main
    class="tiles n${layout.count}"
    id="page"
    role="tabpanel"
    aria-labelledby="tab-${selected}"
    @keydown=${(event: KeyboardEvent) => onKey(event, scene, cells)}
  >
    ${cells.map((id, cell) => slot(scene, id, cell))}
  </main>`;
}

function slot(scene: Scene, id: TaskId | null, cell: number): TemplateResult {
  const { model, t } = scene;
  const view = model.tasks.find(({ task }) => task.id === id);
  const isCurrent = id !== null && id === model.selected;
  const label = view === undefined ? t('Tile {0}, empty', cell + 1) : t('Tile {0}, {1}', cell + 1, view.task.title);
  const onFocus = () => {
    if (view !== undefined && id !== model.selected) {
      scene.layOut({ ...model.layout, cell }, id);
    } else if (model.layout.cell !== cell) {
      scene.layOut({ ...model.layout, cell }, model.selected);
    }
  };
  return html`<section
    class="tile ${isCurrent ? 'current' : ''}"
    id="tile-${cell}"
    tabindex="0"
    aria-label=${label}
    aria-keyshortcuts="Enter Delete Control+Shift+ArrowLeft Control+Shift+ArrowRight"
    @focusin=${onFocus}
    @dragover=${(event: DragEvent) => (isDragOfTask(event) ? event.preventDefault() : undefined)}
    @drop=${(event: DragEvent) => drop(event, scene, cell)}
  >
    ${
      view === undefined
        ? html`<p class="hint">${t('Drag a tab here, or choose one while this tile has the focus.')}</p>`
        : agentTile({ ...scene, view })
    }
  </section>`;
}

function drop(event: DragEvent, { model, layOut }: Scene, cell: number): void {
  const dragged = draggedTask(event);
  if (dragged !== null) {
    event.preventDefault();
    layOut(placeIn(model.layout, dragged, cell), dragged);
  }
}

/** On a tile itself: arrows go to the next one, with Ctrl+Shift they move it, Enter opens the agent, Delete frees the tile. */
function onKey(event: KeyboardEvent, scene: Scene, cells: readonly (TaskId | null)[]): void {
  const cell = [...document.querySelectorAll('.tile')].findIndex((tile) => tile === event.target);
  if (cell === -1) {
    return;
  }
  const { model, layOut } = scene;
  const { layout, selected } = model;
  const id = cells[cell] ?? null;
  if (event.key === 'Enter' && id !== null) {
    event.preventDefault();
    layOut(showTiles(layout, 1, []), id);
  } else if (event.key === 'Delete') {
    const left = cells.find((one) => one !== null && one !== id) ?? null;
    layOut(emptyCell(layout, cell), id === selected ? left : selected);
  } else {
    walk(event, scene, cells, cell);
  }
}

function walk(event: KeyboardEvent, { model, layOut }: Scene, cells: readonly (TaskId | null)[], cell: number): void {
  const next = cell + steps(event.key, event.currentTarget);
  if (next === cell || next < 0 || next >= cells.length) {
    return;
  }
  event.preventDefault();
  const id = cells[cell] ?? null;
  // The focus chooses what is there now; what is moved comes after it.
  document.getElementById(`tile-${next}`)?.focus();
  if (id !== null && event.shiftKey && (event.ctrlKey || event.metaKey)) {
    layOut(placeIn(model.layout, id, next), id);
  }
}

/** How many tiles further an arrow leads, as they stand now: narrow tiles stack. */
function steps(key: string, grid: EventTarget | null): number {
  const columns = grid instanceof Element ? getComputedStyle(grid).gridTemplateColumns.split(' ').length : 1;
  const byKey: Partial<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
  };
  return byKey[key] ?? 0;
}
