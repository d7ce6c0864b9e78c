type Job = () => Promise<void>;

/** Runs jobs, a bounded number at a time; a job may add more. The newest runs first, so that few folders are open. */
export class Pool {
  private readonly size: number;
  private readonly signal: AbortSignal;
  private readonly waiting: Job[] = [];

  constructor(size: number, signal: AbortSignal) {
    this.size = size;
    this.signal = signal;
  }

  add(job: Job): void {
    this.waiting.push(job);
  }

  /** Forgets what has not begun. */
  clear(): void {
    this.waiting.length = 0;
  }

  /** Resolves when no job is left. Fails with the first failure, or the signal's reason, when what has begun is done. */
  async run(first: Job): Promise<void> {
    this.add(first);
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    while (this.waiting.length > 0 || running.size > 0) {
      if (this.signal.aborted || failures.length > 0) {
        this.clear();
      }
      while (running.size < this.size) {
        const job = this.waiting.pop();
        if (job === undefined) {
          break;
        }
        const done: Promise<void> = job()
          .catch((error: unknown) => void failures.push(error))
          .finally(() => running.delete(done));
        running.add(done);
      }
      await (running.size > 0 ? Promise.race(running) : null);
    }
    this.signal.throwIfAborted();
    if (failures.length > 0) {
      throw failures[0];
    }
  }
}
