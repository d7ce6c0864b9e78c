/** How long a provider may be silent, in milliseconds: before its first sign, and between two signs. */
export interface IdleLimits {
  firstMs: number;
  nextMs: number;
}

/** Starts a timer and returns what cancels it. */
export type StartTimer = (ms: number, fire: () => void) => () => void;

/** Aborts its signal when nothing has come for too long. */
export class IdleWatch {
  private readonly controller = new AbortController();
  private cancel: () => void;

  constructor(
    private readonly limits: IdleLimits,
    private readonly startTimer: StartTimer,
  ) {
    this.cancel = this.start(limits.firstMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Passes on what comes, and takes each of it as a sign of life. The time its consumer takes does not count. */
  async *watched<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const item of source) {
      this.cancel();
      yield item;
      this.cancel = this.start(this.limits.nextMs);
    }
    this.cancel();
  }

  dispose(): void {
    this.cancel();
  }

  private start(ms: number): () => void {
    return this.startTimer(ms, () => this.controller.abort(new Error(`nothing came for ${ms} ms`)));
  }
}
