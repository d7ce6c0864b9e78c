import { Emitter } from '../../core/emitter';
import type { Disposable, Log } from '../../core/ports';
import { Listing } from '../../protocol';

/** Where the arrangement is remembered. What is read is parsed here. */
export interface KeptListing {
  read(): unknown;
  write(listing: Listing): Promise<void>;
}

const asTheyCome: Listing = { filter: '', groupBy: 'status' };

/** How a person arranged the agents of this window; every list shows the same. */
export class TaskListing {
  private arranged: Listing;
  private readonly changes: Emitter<object | undefined>;

  constructor(
    private readonly kept: KeptListing,
    private readonly log: Log,
  ) {
    this.arranged = Listing.safeParse(kept.read()).data ?? asTheyCome;
    this.changes = new Emitter((error) => log.error('A listener for the arrangement of agents failed.', error));
  }

  get current(): Listing {
    return this.arranged;
  }

  /** Listeners get `by`, so that who changed it need not be told. */
  arrange(part: Partial<Listing>, by?: object): void {
    const arranged = { ...this.arranged, ...part };
    if (arranged.filter === this.arranged.filter && arranged.groupBy === this.arranged.groupBy) {
      return;
    }
    this.arranged = arranged;
    this.kept.write(arranged).catch((error: unknown) => this.log.error('The arrangement was not remembered.', error));
    this.changes.fire(by);
  }

  onDidChange(listener: (by: object | undefined) => void): Disposable {
    return this.changes.listen(listener);
  }
}
