import type { Disposable } from '../core/ports';

/** Does once, a moment after it was first asked for, what many events ask for. */
export class Soon implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly act: () => void,
    private readonly quietMs: number,
  ) {}

  ask(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.act();
    }, this.quietMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
