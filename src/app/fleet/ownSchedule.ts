import { Emitter } from '../../core/emitter';
import type { Disposable, Log } from '../../core/ports';
import type { ScheduleFiles } from '../../core/scheduling/schedulePorts';
import { emptyBook } from '../../core/scheduling/turns';
import type { PlaceBook, PlaceHolder, PlaceLimits } from '../../protocol';

/** The places of one process that shares them with no other. */
export class OwnSchedule implements ScheduleFiles {
  readonly holder: PlaceHolder = { pid: 0, startTime: null, host: 'here', instance: 'own' };
  private readonly changes: Emitter<void>;
  private current = emptyBook;
  private pausing = false;

  constructor(log: Log) {
    this.changes = new Emitter((error) => log.error('A listener for places failed.', error));
  }

  update(change: (book: PlaceBook) => PlaceBook): Promise<PlaceBook> {
    this.current = change(this.current);
    return Promise.resolve(this.current);
  }

  book(): Promise<PlaceBook> {
    return Promise.resolve(this.current);
  }

  limits(): Promise<PlaceLimits> {
    return Promise.resolve({});
  }

  isPaused(): Promise<boolean> {
    return Promise.resolve(this.pausing);
  }

  setPaused(isPaused: boolean): Promise<void> {
    this.pausing = isPaused;
    this.changes.fire();
    return Promise.resolve();
  }

  watch(onChange: () => void): Disposable {
    return this.changes.listen(onChange);
  }
}
