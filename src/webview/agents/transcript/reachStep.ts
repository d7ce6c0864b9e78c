import type { AgentsWindowModel, TaskDetail } from '../../../core/views/agentsWindowModel';
import { rowOfStep } from '../../../core/views/rowOfStep';
import { foldRows } from '../../../core/views/transcript';
import type { TaskScene } from '../scene';

type Target = AgentsWindowModel['target'];

interface Search {
  scene: TaskScene;
  detail: TaskDetail | null;
  /** What was brought into sight already. */
  reached: Target;
}

/**
 * Brings the step that a link means into sight, after as many looks as it takes until its events and its row are there.
 * Returns what has been reached.
 */
export function reachStep(log: Element, { scene, detail, reached }: Search): Target {
  const { model, view, ui, change, post } = scene;
  const { target } = model;
  if (target === null || target === reached || target.taskId !== view.task.id || detail?.taskId !== target.taskId) {
    return reached;
  }
  const first = detail.events[0]?.seq ?? 0;
  if (first > target.seq && detail.hasOlder) {
    post({ type: 'page', taskId: target.taskId, beforeSeq: first });
    return reached;
  }
  const rows = foldRows(detail.items);
  const key = rowOfStep(rows, detail.events, target.seq);
  const fromEnd = rows.length - rows.findIndex((row) => row.key === key);
  if (key !== null && fromEnd > ui.rows) {
    change({ rows: fromEnd + 20 });
    return reached;
  }
  showRow(log, key);
  return target;
}

function showRow(log: Element, key: string | null): void {
  log.querySelectorAll('.reached').forEach((place) => place.classList.remove('reached'));
  const place = key === null ? null : log.querySelector(`[data-key="${CSS.escape(key)}"]`);
  place?.classList.add('reached');
  place?.firstElementChild?.scrollIntoView({ block: 'center' });
}
