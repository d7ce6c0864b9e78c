import type { TaskId, TaskView, TileCount, WindowLayout } from '../../protocol';
import { groupOf } from './taskGroups';

export const initialLayout: WindowLayout = {
  count: 1,
  cells: [null, null, null, null, null, null],
  cell: 0,
  order: [],
  closed: [],
};

/**
 * The agents that have a tab: pinned ones first, then as the person moved them, then as they were made. One that is
 * archived, discarded or closed has a tab only while it is chosen.
 */
export function tabsOf(tasks: readonly TaskView[], layout: WindowLayout, selected: TaskId | null): TaskView[] {
  const closed = new Set(layout.closed);
  const isAside = (view: TaskView) => closed.has(view.task.id) || ['archived', 'discarded'].includes(groupOf(view));
  const places = new Map(layout.order.map((id, index) => [id, index]));
  const placeOf = ({ task }: TaskView) => places.get(task.id) ?? layout.order.length;
  const isBehind = ({ app }: TaskView) => (app.marks.pinned ? 0 : 1);
  return tasks
    .filter((view) => view.task.id === selected || !isAside(view))
    .sort((a, b) => isBehind(a) - isBehind(b) || placeOf(a) - placeOf(b));
}

/** `tabs` is the order that is shown; a pinned tab stays among the pinned ones, another one behind them. */
export function moveTab(layout: WindowLayout, tabs: readonly TaskId[], taskId: TaskId, to: number): WindowLayout {
  const rest = tabs.filter((id) => id !== taskId);
  const index = Math.max(0, Math.min(to, rest.length));
  const moved = [...rest.slice(0, index), taskId, ...rest.slice(index)];
  const hidden = layout.order.filter((id) => !tabs.includes(id));
  return { ...layout, order: [...moved, ...hidden] };
}

/** Without these tabs, and without their tiles. The agents go on; each has its tab again when it is opened. */
export function closeTabs(layout: WindowLayout, taskIds: readonly TaskId[]): WindowLayout {
  const gone = new Set(taskIds);
  return {
    ...layout,
    cells: layout.cells.map((id) => (id !== null && gone.has(id) ? null : id)),
    closed: [...new Set([...layout.closed, ...taskIds])],
  };
}

/** The agent has a tab and, where tiles are shown, a tile: its own, else a free one, else the current one. */
export function openIn(layout: WindowLayout, taskId: TaskId): WindowLayout {
  const closed = layout.closed.includes(taskId) ? layout.closed.filter((id) => id !== taskId) : layout.closed;
  const opened = { ...layout, closed };
  if (layout.count === 1) {
    return opened;
  }
  const shown = layout.cells.slice(0, layout.count);
  const current = Math.min(layout.cell, layout.count - 1);
  const own = shown.indexOf(taskId);
  const free = shown[current] === null ? current : shown.indexOf(null);
  const cell = own !== -1 ? own : free !== -1 ? free : current;
  return placeIn(opened, taskId, cell);
}

/** Puts the agent into the tile. Where it has one already, the two agents change places. */
export function placeIn(layout: WindowLayout, taskId: TaskId, cell: number): WindowLayout {
  const cells = [...layout.cells];
  const before = cells.indexOf(taskId);
  if (before !== -1) {
    cells[before] = cells[cell] ?? null;
  }
  cells[cell] = taskId;
  return { ...layout, cells, cell };
}

export function emptyCell(layout: WindowLayout, cell: number): WindowLayout {
  return { ...layout, cells: layout.cells.map((id, index) => (index === cell ? null : id)), cell };
}

/** Shows so many tiles. Empty ones are filled from `candidates`, the first first. */
export function showTiles(layout: WindowLayout, count: TileCount, candidates: readonly TaskId[]): WindowLayout {
  if (count === 1) {
    return { ...layout, count };
  }
  const cells = [...layout.cells];
  const shown = new Set(cells.slice(0, count));
  const waiting = candidates.filter((id) => !shown.has(id));
  for (let index = 0; index < count; index += 1) {
    const next = cells[index] === null ? waiting.shift() : undefined;
    if (next !== undefined) {
      const before = cells.indexOf(next);
      if (before !== -1) {
        cells[before] = null;
      }
      cells[index] = next;
    }
  }
  return { ...layout, count, cells, cell: Math.min(layout.cell, count - 1) };
}

/** Without tasks that are gone. The same object when there are none. */
export function withKnown(layout: WindowLayout, tasks: readonly TaskView[]): WindowLayout {
  const known = new Set(tasks.map(({ task }) => task.id));
  const isKnown = (id: TaskId) => known.has(id);
  const named = [...layout.order, ...layout.closed, ...layout.cells.filter((id) => id !== null)];
  return named.every(isKnown)
    ? layout
    : {
        ...layout,
        cells: layout.cells.map((id) => (id !== null && isKnown(id) ? id : null)),
        order: layout.order.filter(isKnown),
        closed: layout.closed.filter(isKnown),
      };
}
