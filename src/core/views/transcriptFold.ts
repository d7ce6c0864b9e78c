import type { TranscriptItem } from './transcriptItems';

/** What was made of a part of a journal, and what is needed to go on with it at either end. */
export interface Transcript {
  items: readonly TranscriptItem[];
  /** Of the items. */
  keys: ReadonlySet<string>;
  /** Keys of which the part of the journal before this one may know more. */
  open: ReadonlySet<string>;
  /** The last event whose item, or its place, depends on what came before the part; 0 where none does. */
  looseSeq: number;
}

export const emptyTranscript: Transcript = { items: [], keys: new Set(), open: new Set(), looseSeq: 0 };

/**
 * A transcript while events are added to it. Whatever an event looks for and does not find may stand in an earlier part
 * of the journal, so it is noted: only such events are looked at again when that part comes.
 */
export class TranscriptFold {
  readonly #items: TranscriptItem[];
  readonly #keys: Set<string>;
  readonly #open: Set<string>;
  #looseSeq: number;
  #seq = 0;

  constructor({ items, keys, open, looseSeq }: Transcript) {
    this.#items = [...items];
    this.#keys = new Set(keys);
    this.#open = new Set(open);
    this.#looseSeq = looseSeq;
  }

  get transcript(): Transcript {
    return { items: this.#items, keys: this.#keys, open: this.#open, looseSeq: this.#looseSeq };
  }

  /** The event that is added now. */
  begin(seq: number): void {
    this.#seq = seq;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  push(item: TranscriptItem): void {
    this.#insert(this.#items.length, item);
  }

  /** Above the last item that `isBelow`, or at the end where there is none, which an earlier part may have. */
  pushAbove(item: TranscriptItem, isBelow: (item: TranscriptItem) => boolean): void {
    const index = this.#items.findLastIndex(isBelow);
    this.#loosen();
    this.#insert(index === -1 ? this.#items.length : index, item);
  }

  /** Looks from the end, where what changes stands; false where there is none. */
  replace(key: string, change: (item: TranscriptItem) => TranscriptItem): boolean {
    if (!this.#keys.has(key)) {
      this.#loosen();
      this.#open.add(key);
      return false;
    }
    if (this.#open.has(key)) {
      this.#loosen();
    }
    const index = this.#items.findLastIndex((item) => item.key === key);
    const item = this.#items[index];
    if (item !== undefined) {
      this.#items[index] = change(item);
    }
    return true;
  }

  remove(key: string): void {
    this.#loosen();
    if (this.#keys.delete(key)) {
      this.#items.splice(
        this.#items.findLastIndex((item) => item.key === key),
        1,
      );
    }
  }

  /** Of all items so far. */
  last(): TranscriptItem | undefined {
    const last = this.#items.at(-1);
    if (last === undefined || this.#open.has(last.key)) {
      this.#loosen();
    }
    return last;
  }

  /** The last item that `isSought`; an earlier part may have it where there is none. */
  find(isSought: (item: TranscriptItem) => boolean): TranscriptItem | undefined {
    const found = this.#items.findLast(isSought);
    if (found === undefined || this.#open.has(found.key)) {
      this.#loosen();
    }
    return found;
  }

  /** Whether there is such an item; an earlier part may have it where there is none. */
  some(isSought: (item: TranscriptItem) => boolean): boolean {
    const found = this.#items.find(isSought);
    if (found === undefined || this.#open.has(found.key)) {
      this.#loosen();
    }
    return found !== undefined;
  }

  #insert(index: number, item: TranscriptItem): void {
    this.#items.splice(index, 0, item);
    this.#keys.add(item.key);
    if (this.#open.has(item.key)) {
      this.#loosen();
    } else if (this.#looseSeq === this.#seq) {
      this.#open.add(item.key);
    }
  }

  #loosen(): void {
    this.#looseSeq = this.#seq;
  }
}

/**
 * Two parts as one: `later` as it was made alone, and `earlier`; `foldOn` goes on from the earlier one with the events of
 * the later part up to one. Of these only what looked for something earlier is folded again.
 */
export function joined(later: Transcript, earlier: Transcript, foldOn: (upToSeq: number) => Transcript): Transcript {
  // What begins twice, or ends before it begins, is not told apart: then all of it is folded again.
  const isOdd = [...earlier.keys, ...earlier.open].some((key) => later.keys.has(key) && !later.open.has(key));
  if (isOdd) {
    return foldOn(Infinity);
  }
  const begun = foldOn(later.looseSeq);
  const settled = new Map(later.items.filter(({ key }) => !later.open.has(key)).map((item) => [item.key, item]));
  const rest = later.items.filter(({ key }) => settled.has(key) && !begun.keys.has(key));
  return {
    ...begun,
    items: [...begun.items.map((item) => settled.get(item.key) ?? item), ...rest],
    keys: new Set([...begun.keys, ...rest.map(({ key }) => key)]),
  };
}
