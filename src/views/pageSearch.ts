import type { TaskSearch } from '../app/tasks/taskSearch';
import { showError } from '../host/errorNotice';
import type { Log } from '../core/ports';
import type { AgentsWindowUpdate, SearchHit } from '../protocol';

/** What a page looks for: one search at a time, told as it goes. */
export class PageSearch {
  private running = new AbortController();

  constructor(
    private readonly deps: { search: Pick<TaskSearch, 'search'>; log: Log },
    private readonly page: { send(update: AgentsWindowUpdate): void },
  ) {}

  /** Ends what is looked for; without words nothing follows. */
  begin(text: string): void {
    this.dispose();
    if (text.trim() !== '') {
      this.run(text).catch((error: unknown) => void showError(error, this.deps.log));
    }
  }

  dispose(): void {
    this.running.abort();
  }

  private async run(text: string): Promise<void> {
    const { signal } = (this.running = new AbortController());
    let isFirst = true;
    const tell = (hits: SearchHit[], progress: Parameters<Parameters<TaskSearch['search']>[1]['tell']>[1]): void => {
      if (!signal.aborted) {
        this.page.send({ type: 'found', found: { text, isFirst, hits, progress } });
        isFirst = false;
      }
    };
    tell([], await this.deps.search.search(text, { signal, tell }));
  }
}
