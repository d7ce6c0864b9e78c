import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { RedactedStream } from '../../core/secrets/redactor';

interface CappedOutputOptions {
  file: string;
  /** Takes secrets out before anything is kept or handed on. */
  redaction: RedactedStream;
  /** Called with what was written to the file, where it begins in bytes. */
  onOutput(text: string, offset: number): void;
  /** Called with everything, also with what is not kept. */
  onText(text: string): void;
}

const headBytes = 1024 * 1024;
const tailBytes = 1024 * 1024;
const flushMs = 60;
const flushLength = 64 * 1024;

/**
 * Keeps the output of a command in a file of at most two megabytes: its first, and its last once it has ended. What
 * comes in small pieces is handed on together.
 */
export class CappedOutput {
  readonly #options: CappedOutputOptions;
  readonly #handle: fs.FileHandle;
  readonly #kept = { head: '', size: 0, tail: [] as Buffer[], tailSize: 0, dropped: 0, isOver: false };
  #pending = '';
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  private constructor(handle: fs.FileHandle, options: CappedOutputOptions) {
    this.#handle = handle;
    this.#options = options;
  }

  static async open(options: CappedOutputOptions): Promise<CappedOutput> {
    return new CappedOutput(await opened(options.file), options);
  }

  push(text: string): void {
    if (text === '' || this.#kept.isOver) {
      return;
    }
    this.#pending += this.#options.redaction.push(text);
    if (this.#pending.length >= flushLength) {
      this.#flush();
    } else {
      this.#timer ??= setTimeout(() => this.#flush(), flushMs);
    }
  }

  /** Writes what is left and resolves with all that was kept. Rejects when the file could not be written. */
  async finish(): Promise<string> {
    this.#pending += this.#options.redaction.end();
    this.#flush();
    this.#kept.isOver = true;
    const tail = this.#endOfOutput();
    if (tail !== '') {
      this.#write(tail);
    }
    try {
      await this.#writing;
    } finally {
      await this.#handle.close();
    }
    return this.#kept.head + tail;
  }

  #flush(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    const text = this.#pending;
    this.#pending = '';
    if (text === '') {
      return;
    }
    this.#options.onText(text);
    const bytes = Buffer.from(text);
    const isHeadOpen = this.#kept.tailSize === 0 && this.#kept.dropped === 0;
    const head = isHeadOpen ? wholeCharacters(bytes.subarray(0, headBytes - this.#kept.size)) : '';
    if (head !== '') {
      this.#kept.head += head;
      this.#write(head);
    }
    this.#keepTail(bytes.subarray(Buffer.byteLength(head)));
  }

  #keepTail(bytes: Buffer): void {
    if (bytes.length === 0) {
      return;
    }
    const kept = this.#kept;
    kept.tail.push(bytes);
    kept.tailSize += bytes.length;
    for (let first = kept.tail[0]; first && kept.tailSize - first.length >= tailBytes; first = kept.tail[0]) {
      kept.tail.shift();
      kept.tailSize -= first.length;
      kept.dropped += first.length;
    }
  }

  #endOfOutput(): string {
    const all = Buffer.concat(this.#kept.tail);
    const surplus = Math.max(0, all.length - tailBytes);
    const dropped = this.#kept.dropped + surplus;
    const tail = all
      .subarray(surplus)
      .toString('utf8')
      .replace(/^\ufffd+/, '');
    return dropped === 0 ? tail : `\n[... ${dropped} bytes of output left out ...]\n${tail}`;
  }

  #write(text: string): void {
    const bytes = Buffer.from(text);
    const offset = this.#kept.size;
    this.#kept.size += bytes.length;
    this.#writing = this.#writing.then(async () => {
      await this.#handle.write(bytes);
      this.#options.onOutput(text, offset);
    });
    this.#writing.catch(() => undefined);
  }
}

/** Makes the folder only where it is missing, which it is once a task. */
async function opened(file: string): Promise<fs.FileHandle> {
  try {
    return await fs.open(file, 'w', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    await fs.mkdir(path.dirname(file), { recursive: true });
    return fs.open(file, 'w', 0o600);
  }
}

/** The bytes as text, without a last character that is not whole. */
function wholeCharacters(bytes: Buffer): string {
  return new StringDecoder('utf8').write(bytes);
}
