import { stripAnsi } from '../../core/ansi';
import type { Disposable } from '../../core/ports';
import { visibleText } from '../../core/labels/visibleText';

/** Where a command is given and answered. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder the command was given in. */
  readonly folder: string;
  /** Where the bundle of the command line lies, with what is shipped beside it. */
  readonly bundleFolder: string;
  /** Writes one line to standard output. */
  print(line: string): void;
  /** Writes bytes to standard output as they are. */
  write(bytes: string): void;
  /** Writes one line to standard error. */
  complain(line: string): void;
  /** Calls back at each Ctrl+C or request to terminate, until disposed. */
  onSignal(listener: (signal: NodeJS.Signals) => void): Disposable;
}

/** Text of others for a terminal: nothing in it moves the cursor, changes colours or hides. */
export function plainText(text: string): string {
  return stripAnsi(text)
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .split(/( {2,}|\n{2,})/)
    .map((piece) => (piece.trim() === '' ? piece : strictText(piece)))
    .join('');
}

/** As plain text, in one line: a name may hold what would look like the next. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll('\n', '\\n');
}

/** Text that a person decides on: as plain text, and no blank in it is so long that what follows is out of sight. */
export function strictText(text: string): string {
  return visibleText(text)
    .map((part) => part.text)
    .join('');
}

/** At most `limit` lines, each after `indent`. */
export function indented(text: string, indent: string, limit: number): string[] {
  const lines = plainText(text.trim()).split('\n');
  const shown = lines.slice(0, limit).map((line) => `${indent}${line}`);
  return lines.length > limit ? [...shown, `${indent}… ${lines.length - limit} more lines`] : shown;
}

export class ProcessTerminal implements Terminal {
  readonly env = process.env;
  private hasReader = true;
  /** What is written at once is handed over at once: for a reader each time is a wake-up. */
  private readonly unwritten: string[] = [];

  constructor(readonly bundleFolder: string) {
    // A reader that has seen enough, `head` say, is no reason to end a task.
    process.stdout.on('error', () => (this.hasReader = false));
  }

  get folder(): string {
    return process.cwd();
  }

  print(line: string): void {
    this.write(`${line}\n`);
  }

  write(bytes: string): void {
    if (this.unwritten.push(bytes) === 1) {
      setImmediate(() => this.handOver());
    }
  }

  complain(line: string): void {
    this.handOver();
    process.stderr.write(`${line}\n`);
  }

  /** Resolves when all that was written has been handed to the system. */
  async flush(): Promise<void> {
    this.handOver();
    for (const stream of [process.stdout, process.stderr]) {
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
    }
  }

  private handOver(): void {
    const text = this.unwritten.splice(0).join('');
    if (this.hasReader && text !== '') {
      process.stdout.write(text);
    }
  }

  onSignal(listener: (signal: NodeJS.Signals) => void): Disposable {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
    return { dispose: () => void process.off('SIGINT', listener).off('SIGTERM', listener) };
  }
}
