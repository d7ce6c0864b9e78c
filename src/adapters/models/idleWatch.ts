/** How long a provider may be silent, in milliseconds: before its first sign, and between two signs. */
export interface IdleLimits {
  firstMs: number;
  nextMs: number;
}

export interface Timer {
  /** Begins its time anew, also when that is over. */
  restart(): void;
  cancel(): void;
}

export type StartTimer = (ms: number, fire: () => void) => Timer;

/** Aborts its signal when nothing has come for too long. */
export class IdleWatch {
  private readonly controller = new AbortController();
  private isListening = true;
  private timer: Timer;

  constructor(
    private readonly limits: IdleLimits,
    private readonly startTimer: StartTimer,
  ) {
    this.timer = this.start(limits.firstMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Passes on what comes, and takes each of it as a sign of life. The time its consumer takes does not count. */
  async *watched<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    let next: Timer | undefined;
    for await (const item of source) {
      this.isListening = false;
      yield item;
      this.isListening = true;
      if (next === undefined) {
        this.timer.cancel();
        this.timer = next = this.start(this.limits.nextMs);
      } else {
        next.restart();
      }
    }
    this.dispose();
  }

  dispose(): void {
    this.isListening = false;
    this.timer.cancel();
  }

  private start(ms: number): Timer {
    return this.startTimer(ms, () => {
      if (this.isListening) {
        this.controller.abort(new Error(`nothing came for ${ms} ms`));
      }
    });
  }
}
