import type { Terminal } from '../../src/cli/lines/terminal';
import type { Disposable } from '../../src/core/ports';

/** Keeps what was printed. */
export class MemoryTerminal implements Terminal {
  readonly out: string[] = [];
  readonly err: string[] = [];
  readonly bundleFolder = '/bundle';

  constructor(
    readonly folder = '/folder',
    readonly env: Terminal['env'] = {},
  ) {}

  print(line: string): void {
    this.out.push(line);
  }

  write(bytes: string): void {
    this.out.push(bytes);
  }

  complain(line: string): void {
    this.err.push(line);
  }

  onSignal(): Disposable {
    return { dispose: () => undefined };
  }
}
