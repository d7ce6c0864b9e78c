/** Stands for a process that is killed: from one call on nothing is done and nothing ever answers. */
export class Crash {
  readonly happened: Promise<'crashed'>;
  private calls = 0;
  private signal: (value: 'crashed') => void = () => undefined;

  /** `before`: the number of the call, from 1, that is not done any more. */
  constructor(private readonly before: number) {
    this.happened = new Promise((resolve) => (this.signal = resolve));
  }

  /** The same object, whose methods count and stop. Things that crash together share one `Crash`. */
  around<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name, of);
        return typeof value === 'function'
          ? (...args: unknown[]) => this.call(() => value.apply(of, args) as unknown)
          : value;
      },
    });
  }

  /** How `work` ends: with its result, or never. */
  async run<T>(work: Promise<T>): Promise<'done' | 'crashed'> {
    return Promise.race([work.then(() => 'done' as const), this.happened]);
  }

  private call(act: () => unknown): unknown {
    this.calls += 1;
    if (this.calls < this.before) {
      return act();
    }
    this.signal('crashed');
    return new Promise(() => undefined);
  }
}

/**
 * How far on the next crash comes, in tests that crash at one call after another: at each call in the nightly run, at one of
 * `byDay` in `npm test`, because a case takes about a second.
 */
export function crashStep(byDay: number): number {
  return process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1' ? 1 : byDay;
}
