import type { TestFailure } from '../../protocol';
import { oneLine } from '../labels/labels';
import { type FailurePlace, failurePlace } from './failurePlace';

const maxFailures = 50;
/** Of values that take many lines all is kept, as far as a check's report has room for it. */
const maxBlockLines = 400;
/** What follows the calls that led to a failure says less, and is of something else where nothing closes the failure. */
const maxLinesWithCalls = 40;
const call = /^\s*(?:at\s.+[:(]\d+|❯ .+:\d+)/;
const maxBlock = 16_000;
const maxLine = 500;
/** The place of a failure may stand under more than is kept of it. */
const maxLinesRead = 400;

interface Entry {
  name: string;
  place: FailurePlace | undefined;
  /** What the runner printed of this failure. */
  block: string[];
  /** Characters in it. */
  size: number;
  hasCalls: boolean;
  /** Lines that were printed of it, also those that are not kept. */
  lines: number;
}

/** The failed tests of a run: their names, their places where printed, and what was printed of each. Bounded. */
export class FailureLog {
  readonly #entries: Entry[] = [];
  #open: Entry | null = null;
  /** The line that opened it is its name, which is not told again. */
  #isFresh = false;

  /** A test failed; told twice, it is one failure. */
  add(name: string, place?: FailurePlace): void {
    this.#enter(name, place);
  }

  /** From the next line on the output is what is printed of this failure, until `close` or the next `open`. */
  open(name: string, place?: FailurePlace): void {
    this.#open = this.#enter(name, place);
    this.#isFresh = true;
  }

  close(): void {
    this.#open = null;
  }

  /** A line of the output, after it was read: it goes to the open failure. */
  line(text: string): void {
    if (this.#open !== null && !this.#isFresh) {
      append(this.#open, text);
    }
    this.#isFresh = false;
  }

  /** Lines that were printed of a test elsewhere than after `open`. */
  attach(name: string, lines: readonly string[]): void {
    const entry = this.#enter(name, undefined);
    if (entry !== null) {
      lines.forEach((line) => append(entry, line));
    }
  }

  /** The runner gives the full name of a failure that it first told by a short one. */
  rename(short: string, name: string): void {
    const full = oneLine(name, 300);
    const entry = this.#entries.find((known) => known.name === short);
    if (entry !== undefined && !this.#entries.some((known) => known.name === full)) {
      entry.name = full;
    } else {
      this.#enter(name, undefined);
    }
  }

  /** What looked like a failure was none, such as a test that passed when it was tried again. */
  forget(name: string): void {
    const at = this.#entries.findIndex((entry) => entry.name === oneLine(name, 300));
    if (at !== -1) {
      this.#entries.splice(at, 1);
    }
  }

  get failures(): TestFailure[] {
    return this.#entries.map(({ name, place }) => ({ name, ...place }));
  }

  /** What was printed of each failure, in their order; empty where nothing was. */
  get blocks(): string[] {
    return this.#entries.map(({ block }) => block.join('\n').trimEnd());
  }

  #enter(rawName: string, place: FailurePlace | undefined): Entry | null {
    const name = oneLine(rawName, 300);
    const known = this.#entries.find((entry) => entry.name === name);
    if (known !== undefined) {
      known.place ??= place;
      return known;
    }
    if (name === '' || this.#entries.length >= maxFailures) {
      return null;
    }
    const entry: Entry = { name, place, block: [], size: 0, hasCalls: false, lines: 0 };
    this.#entries.push(entry);
    return entry;
  }
}

function append(entry: Entry, text: string): void {
  if (entry.block.length === 0 && text.trim() === '') {
    return;
  }
  const kept = text.slice(0, maxLine).trimEnd();
  const most = entry.hasCalls ? maxLinesWithCalls : maxBlockLines;
  if (entry.block.length < most && entry.size + kept.length < maxBlock) {
    entry.block.push(kept);
    entry.size += kept.length + 1;
  }
  entry.hasCalls ||= call.test(text);
  entry.lines += 1;
  if (entry.lines < maxLinesRead) {
    entry.place ??= failurePlace(text);
  }
}
