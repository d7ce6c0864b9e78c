import type { Log } from '../../core/ports';
import type { TaskId } from '../../protocol';
import type { TaskStore } from './taskStore';

/** Journals the steps of a preparation. Of steps that come faster than the disk only the last one is written. */
export class StepJournal {
  private next: string | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly taskId: TaskId,
    private readonly store: TaskStore,
    private readonly log: Log,
  ) {}

  say(step: string): void {
    this.next = step;
    this.writing = this.writing.then(() => this.write());
  }

  /** Resolves when what was said last is on disk. */
  settle(): Promise<void> {
    return this.writing;
  }

  private async write(): Promise<void> {
    const step = this.next;
    this.next = null;
    if (step !== null) {
      try {
        await this.store.append(this.taskId, { type: 'preparing', step });
      } catch (error) {
        this.log.error('A step of a preparation was not recorded.', error);
      }
    }
  }
}
