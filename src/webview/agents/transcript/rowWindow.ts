import { guard } from 'lit/directives/guard.js';
import type { TaskDetail } from '../../../core/views/agentsWindowModel';
import { foldRows, itemsIn } from '../../../core/views/transcript';
import type { TranscriptRow } from '../../../core/views/transcriptItems';
import type { TaskScene } from '../scene';
import { transcriptRow } from './transcriptRow';

export const moreRows = 50;
/** More rows than these are not in the page at once: what is far from what a person looks at goes again. */
const mostRows = 200;
/** So near to an end of what is there, more is brought. */
const nearPx = 600;

/** The rows that are in the page: as many as `ui.rows` says from the end, without those too far below. */
export function rowsInPage(
  { ui }: TaskScene,
  detail: TaskDetail | null,
): { rows: TranscriptRow[]; hasEarlier: boolean } {
  const all = foldRows(detail?.items ?? []);
  const rows = all.slice(-ui.rows).slice(0, mostRows);
  return { rows, hasEarlier: ui.rows < all.length || detail?.hasOlder === true };
}

/** Drawn again only when it, or what its words and buttons depend on, is another one. */
export function guardedRow(scene: TaskScene, row: TranscriptRow): unknown {
  const { ui, model, view } = scene;
  const around = [ui.opened, model.strings, model.statusColors, view.task, view.app, view.state.kind];
  return guard([...itemsIn(row), ...around], () => transcriptRow(scene, row));
}

/** Where a person scrolled to: at the very end, or so near to one end of what is there that more is wanted. */
export function placeIn(log: HTMLElement, { ui }: TaskScene): 'end' | 'top' | 'bottom' | 'between' {
  const below = log.scrollHeight - log.scrollTop - log.clientHeight;
  const isLast = ui.rows <= mostRows;
  if (below < 24 && isLast) {
    return 'end';
  }
  if (log.scrollTop < nearPx) {
    return 'top';
  }
  return below < nearPx && !isLast ? 'bottom' : 'between';
}

/** Brings earlier rows, from the host where there are none left; `asked` is the event that was asked about last. */
export function bringEarlier(scene: TaskScene, detail: TaskDetail | null, asked: number | null): number | null {
  const { ui, change, post, view } = scene;
  const first = detail?.events[0]?.seq;
  if (detail === null || first === undefined) {
    return asked;
  }
  if (ui.rows < foldRows(detail.items).length) {
    change({ rows: ui.rows + moreRows });
  } else if (detail.hasOlder && asked !== first) {
    change({ rows: ui.rows + moreRows });
    post({ type: 'page', taskId: view.task.id, beforeSeq: first });
    return first;
  }
  return asked;
}
