import * as fs from 'node:fs/promises';
import { StoreError } from '../../core/errors';
import { DayTotals } from '../../core/budget/dayTotals';
import type { Log } from '../../core/ports';
import { LedgerLine, type ReachedLimit } from '../../protocol';
import { isMissing } from './storeErrors';

/** One ledger, read on from where it was read to before. */
export class LedgerReader {
  readonly totals = new DayTotals();
  /** Of claims that are about to be written; undefined until they were read. */
  private readonly awaited = new Map<string, ReachedLimit | null | undefined>();
  private end = 0;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly log: Log,
  ) {}

  /** Reads to the end of the file. Calls follow each other. */
  readOn(): Promise<void> {
    const read = this.tail.then(() => this.read());
    this.tail = read.catch(() => undefined);
    return read;
  }

  /** Writes a claim and says what it came to. Throws `StoreError`. */
  async answerTo(id: string, write: () => Promise<void>): Promise<ReachedLimit | null> {
    // From before it is written: who else reads on may come to its line first.
    this.awaited.set(id, undefined);
    const answer = await write()
      .then(() => this.readOn())
      .then(() => this.awaited.get(id))
      .finally(() => this.awaited.delete(id));
    if (answer === undefined) {
      const hint = 'Try again; if it stays so, look at the disk of the data directory.';
      throw new StoreError('failed', 'What was written to the ledger of the day is not in it.', { hint });
    }
    return answer;
  }

  private async read(): Promise<void> {
    const { lines, end } = await readLines(this.file, this.end);
    this.end = end;
    for (const text of lines) {
      const line = this.parse(text);
      const reached = line === null ? null : this.totals.add(line);
      if (line?.type === 'claim' && this.awaited.has(line.id)) {
        this.awaited.set(line.id, reached);
      }
    }
  }

  private parse(text: string): LedgerLine | null {
    if (text === '') {
      return null;
    }
    try {
      return LedgerLine.parse(JSON.parse(text));
    } catch {
      this.log.warn('Skipped a line of the ledger that is torn.');
      return null;
    }
  }
}

/** The whole lines from there on; none where there is no file. */
async function readLines(file: string, from: number): Promise<{ lines: string[]; end: number }> {
  try {
    await using handle = await fs.open(file, 'r');
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.max(0, size - from));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    const length = bytes.lastIndexOf(0x0a, bytesRead) + 1;
    return { lines: bytes.toString('utf8', 0, length).split('\n'), end: from + length };
  } catch (error) {
    if (isMissing(error)) {
      return { lines: [], end: from };
    }
    throw error;
  }
}
