import type { PlaceBook, PlaceHolder, PlaceLimits } from '../../protocol';
import type { Disposable } from '../ports';

/** What all processes of a data directory know of each other's places. Failures are `StoreError`. */
export interface ScheduleFiles {
  /** This process, and in it this object. */
  readonly holder: PlaceHolder;
  /**
   * Changes the book while no other process does, when what belonged to processes that are gone is out of it. Resolves
   * with the book as it stands.
   */
  update(change: (book: PlaceBook) => PlaceBook): Promise<PlaceBook>;
  /** As it was last written. */
  book(): Promise<PlaceBook>;
  /** What the settings of the windows allow; none of the limits unless they were ever written. */
  limits(): Promise<PlaceLimits>;
  isPaused(): Promise<boolean>;
  setPaused(isPaused: boolean): Promise<void>;
  /** Tells that the book, the limits or the pause may be other ones. */
  watch(onChange: () => void): Disposable;
}
