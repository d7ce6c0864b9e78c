import { isSearched, searchQuery } from '../../core/search/searchQuery';
import type { SearchQuery } from '../../core/search/searchQuery';
import type { SearchHit, SearchProgress, TaskId, TaskView } from '../../protocol';
import { TaskTexts } from './taskTexts';
import type { TaskTextsDeps } from './taskTexts';

interface Deps extends TaskTextsDeps {
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
}

export interface SearchOptions {
  signal: AbortSignal;
  /** Told after each task in which something was found, and from time to time. */
  tell: (hits: SearchHit[], progress: SearchProgress) => void;
}

interface OfTask {
  hits: SearchHit[];
  isUnread: boolean;
}

const mostHits = 500;
const mostOfTask = 20;
/** Tasks that are read at once, so that the disk is not waited for. */
const ahead = 4;
const tellEvery = 25;

/** Looks for words in everything that is kept of all tasks. Nothing is indexed, so what is found is what is there. */
export class TaskSearch {
  private readonly texts: TaskTexts;

  constructor(private readonly deps: Deps) {
    this.texts = new TaskTexts(deps);
  }

  /**
   * Newest tasks first, each from its beginning on. Resolves when all is looked through, when there is more than a person
   * reads, or soon after an abort. What can't be read is counted.
   */
  async search(text: string, { signal, tell }: SearchOptions): Promise<SearchProgress> {
    const query = searchQuery(text);
    const views = query === null ? [] : this.searchedViews(query);
    const progress = { searched: 0, of: views.length, unread: 0, isCut: false, isDone: false };
    let left = mostHits;
    for await (const { hits, isUnread } of query === null ? [] : this.found(query, views, signal)) {
      const shown = hits.slice(0, left);
      left -= shown.length;
      progress.searched += 1;
      progress.unread += Number(isUnread);
      progress.isCut ||= hits.length >= mostOfTask || left === 0;
      if (shown.length > 0 || progress.searched % tellEvery === 0) {
        tell(shown, { ...progress });
      }
      if (left === 0) {
        break;
      }
    }
    return { ...progress, isDone: !signal.aborted };
  }

  private searchedViews(query: SearchQuery): TaskView[] {
    return [...this.deps.store.current.values()]
      .filter((view) => isSearched(query, view))
      .sort((a, b) => (a.task.id < b.task.id ? 1 : -1));
  }

  /** In the order of the tasks, a few of which are read ahead. */
  private async *found(query: SearchQuery, views: readonly TaskView[], signal: AbortSignal): AsyncGenerator<OfTask> {
    const waiting = views.slice(0, ahead).map((view) => this.ofTask(query, view, signal));
    for (let next = ahead; !signal.aborted; next++) {
      const found = await waiting.shift();
      if (found === undefined) {
        return;
      }
      yield found;
      const view = views[next];
      if (view !== undefined) {
        waiting.push(this.ofTask(query, view, signal));
      }
    }
  }

  /** Never rejects: what one task lost can't keep others from being found. */
  private async ofTask(query: SearchQuery, view: TaskView, signal: AbortSignal): Promise<OfTask> {
    const title = this.texts.inTitle(view, query);
    const hits = title === null ? [] : [title];
    let isUnread = false;
    for (const part of this.texts.parts({ view, query, signal })) {
      try {
        for await (const hit of part) {
          hits.push(hit);
          if (hits.length >= mostOfTask) {
            return { hits, isUnread };
          }
        }
      } catch {
        isUnread = true;
      }
    }
    return { hits, isUnread };
  }
}
