import type { TaskDetail } from '../../../core/views/agentsWindowModel';
import { foldRows, itemsIn } from '../../../core/views/transcript';
import type { TranscriptRow } from '../../../core/views/transcriptItems';
import type { ReadingPlace } from './readingPlaces';
import type { TaskScene } from '../scene';

/** So many older pages are brought for a place at the most. */
const mostPages = 25;

interface Way {
  place: ReadingPlace;
  pages: number;
  /** The first event that was there when older ones were asked for. */
  askedAt: number | null;
}

/** The way back to where a person read in a transcript, once its events and its row are there. */
export class ReadingReturn {
  private way: Way | null = null;

  get isUnderWay(): boolean {
    return this.way !== null;
  }

  /** To be called when another transcript is shown. A step that a link leads to comes first. */
  begin({ places, view, model }: TaskScene, isSought: boolean): void {
    const place = isSought && model.target?.taskId === view.task.id ? null : places.of(view.task.id);
    this.way = place === null ? null : { place, pages: 0, askedAt: null };
  }

  /** Does the next bit of the way. False when the place is no more, and then the end is what is read. */
  go(log: HTMLElement, scene: TaskScene, detail: TaskDetail | null): boolean {
    const { way } = this;
    if (way === null || detail?.taskId !== scene.view.task.id) {
      return true;
    }
    const rows = foldRows(detail.items);
    const index = rows.findIndex((row) => isOf(row, way.place.key));
    const row = rows[index];
    if (row === undefined) {
      return this.askOlder(way, scene, detail);
    }
    if (rows.length - index > scene.ui.rows) {
      scene.change({ rows: rows.length - index + rowsAbove });
      return true;
    }
    this.way = null;
    const shown = log.querySelector(`[data-key="${CSS.escape(row.key)}"]`)?.firstElementChild;
    if (shown !== undefined && shown !== null) {
      log.scrollTop += topOf(shown, log) - way.place.offset;
    }
    return true;
  }

  private askOlder(way: Way, { post, view }: TaskScene, { events, hasOlder }: TaskDetail): boolean {
    const first = events[0]?.seq ?? 0;
    if (way.askedAt === first) {
      return true;
    }
    const isThere = hasOlder && way.pages < mostPages;
    this.way = isThere ? { ...way, pages: way.pages + 1, askedAt: first } : null;
    if (isThere) {
      post({ type: 'page', taskId: view.task.id, beforeSeq: first });
    }
    return isThere;
  }
}

const rowsAbove = 30;

/** The first row that is in sight; null where there is none. */
export function readingPlace(log: HTMLElement, detail: TaskDetail | null): ReadingPlace | null {
  for (const shown of log.querySelectorAll<HTMLElement>('.row-place')) {
    const row = shown.firstElementChild;
    if (row !== null && topOf(row, log) + row.getBoundingClientRect().height > 0) {
      const key = shown.dataset['key'] ?? '';
      const items = detail?.items ?? [];
      return { key: items.find((item) => key === `reads-${item.key}`)?.key ?? key, offset: topOf(row, log) };
    }
  }
  return null;
}

function topOf(row: Element, log: HTMLElement): number {
  return row.getBoundingClientRect().top - log.getBoundingClientRect().top;
}

/** A row of several items may begin with another one once earlier ones are there. */
function isOf(row: TranscriptRow, key: string): boolean {
  return row.key === key || itemsIn(row).some((item) => item.key === key);
}
