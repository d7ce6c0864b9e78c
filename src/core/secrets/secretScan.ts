import { type SecretForm, secretForms } from './secretForms';

export interface NamedSecret {
  name: string;
  value: string;
}

/** A part of a text that is a secret, from `start` up to `end`. */
export interface Found {
  start: number;
  end: number;
  name: string;
}

/** How far a form has come: the state, and where what led to it begins in the text. */
export interface Progress {
  state: number;
  start: number;
}

interface Form extends SecretForm {
  name: string;
}

const blockLength = 3;
const blockMask = 0xffff;
const longestBreak = 16;
const startMask = 0x3fff;

/**
 * Finds all forms of some secrets at once, in time that grows with the text only: an automaton of Aho and Corasick.
 * Most of a text is not even looked at: while no form has begun, what ends where the shortest could end is compared with
 * a table of what stands there. A line break within a form changes nothing, as encoders wrap their lines.
 */
export class SecretScan {
  /** The longest form, in UTF-16 units. */
  readonly longest: number;
  private readonly forms: readonly Form[];
  private readonly window: number;
  private readonly blocks = new Uint8Array(blockMask + 1);
  private readonly starts = new Uint8Array(startMask + 1);
  private readonly next = new Map<number, number>();
  private readonly classes = new Uint16Array(0x10000);
  private readonly fail: number[] = [0];
  private readonly depth: number[] = [0];
  /** Of each state: a form that begins with what led to it. */
  private readonly path: number[] = [0];
  /** And the form of which enough ends there (-1: none), with its length: of several the longest. */
  private readonly ends: number[] = [-1];
  private readonly lengths: number[] = [0];
  private classCount = 1;

  constructor(secrets: readonly NamedSecret[]) {
    const named = secrets.flatMap(({ name, value }) => secretForms(value).map((form) => ({ ...form, name })));
    this.forms = named;
    this.longest = named.reduce((most, { text }) => Math.max(most, text.length), 0);
    this.window = named.reduce((shortest, { least }) => Math.min(shortest, least), this.longest);
    for (const { text } of named) {
      for (let index = 0; index < text.length; index += 1) {
        this.classes[text.charCodeAt(index)] ||= this.classCount++;
      }
    }
    this.blocks[0] = 1;
    this.starts[0] = 1;
    named.forEach((form, index) => this.enter(form, index));
    this.link();
  }

  get isEmpty(): boolean {
    return this.forms.length === 0;
  }

  /** Looks at the text from `from` on, after what led to `before`; returns what its end leads to. */
  scan(text: string, from: number, before: Progress, onFound: (found: Found) => void): Progress {
    let { state, start } = before;
    let last: Found & { length: number } = { start: 0, end: -1, name: '', length: 0 };
    for (let index = from; index < text.length; index += 1) {
      index = state === 0 ? this.skip(text, index) : index;
      const code = text.charCodeAt(index);
      if (isLineBreak(code)) {
        continue;
      }
      const to = this.step(state, code);
      start = state === 0 ? index : behind(text, start, (this.depth[state] ?? 0) + 1 - (this.depth[to] ?? 0));
      state = to;
      if (this.ends[state] !== -1) {
        last = this.endingAt(text, { index, state, start }, last);
        onFound(last);
      }
    }
    return { state, start };
  }

  /** What grows by one is not measured again, so that a text of repetitions takes no more time than others. */
  private endingAt(
    text: string,
    { index, state, start }: Progress & { index: number },
    last: Found & { length: number },
  ): Found & { length: number } {
    const length = this.lengths[state] ?? 0;
    const name = this.forms[this.ends[state] ?? 0]?.name ?? '';
    const end = index + 1;
    if (length === this.depth[state]) {
      return { start, end, name, length };
    }
    return last.end === index && length <= last.length + 1
      ? { start: last.start, end, name: last.name, length }
      : { start: before(text, end, length), end, name, length };
  }

  /** The next place where a form could begin; less than a window before the end it is just the next one. */
  private skip(text: string, from: number): number {
    const { window, blocks, starts } = this;
    const { length } = text;
    const last = length - window;
    let index = from;
    while (index <= last) {
      const block = blockBefore(text, index + window);
      if (blocks[block] === 0) {
        index += window - blockLength + 1;
        continue;
      }
      const past = block === 0 ? this.pastBreak(text, index) : index;
      if (past === index && starts[startAt(text, index)] === 1) {
        return index;
      }
      index = Math.max(past, index + 1);
    }
    return Math.min(index, length - 1);
  }

  /** Behind the line break at the end of a window, when no form can lie across it; else where the window begins. */
  private pastBreak(text: string, from: number): number {
    const { blocks, window } = this;
    let before = from + window - blockLength;
    while (!isBreak(text.charCodeAt(before))) {
      before += 1;
    }
    let after = before + 1;
    while (after - before < longestBreak && isBreak(text.charCodeAt(after))) {
      after += 1;
    }
    const isFree = blocks[blockBefore(text, before)] === 0 && blocks[blockBefore(text, after + blockLength)] === 0;
    return isFree ? after : from;
  }

  private step(state: number, code: number): number {
    const kind = this.classes[code] ?? 0;
    let from = state;
    for (;;) {
      const to = kind === 0 ? undefined : this.next.get(from * this.classCount + kind);
      if (to !== undefined) {
        return to;
      }
      if (from === 0) {
        return 0;
      }
      from = kind === 0 ? 0 : (this.fail[from] ?? 0);
    }
  }

  private enter({ text, least }: Form, form: number): void {
    let state = 0;
    for (let index = 0; index < text.length; index += 1) {
      const key = state * this.classCount + (this.classes[text.charCodeAt(index)] ?? 0);
      let to = this.next.get(key);
      if (to === undefined) {
        to = this.depth.length;
        this.next.set(key, to);
        this.depth.push(index + 1);
        this.fail.push(0);
        this.path.push(form);
        this.ends.push(-1);
        this.lengths.push(index + 1);
      }
      state = to;
      const isWhole = index + 1 === text.length;
      if (isWhole || (index + 1 >= least && this.ends[state] === -1)) {
        this.ends[state] = form;
      }
    }
    this.starts[startAt(text, 0)] = 1;
    for (let end = blockLength; end <= Math.min(text.length, this.window + longestBreak); end += 1) {
      this.blocks[blockBefore(text, end)] = 1;
    }
  }

  /** Gives each state, the shorter ones first, the longest other beginning of a form that it ends with. */
  private link(): void {
    const { classCount, fail, ends } = this;
    const edges = [...this.next].sort(([, one], [, other]) => (this.depth[one] ?? 0) - (this.depth[other] ?? 0));
    for (const [key, state] of edges) {
      const kind = key % classCount;
      const parent = (key - kind) / classCount;
      let from = parent;
      let to: number | undefined;
      while (from !== 0 && to === undefined) {
        from = fail[from] ?? 0;
        to = this.next.get(from * classCount + kind);
      }
      fail[state] = to ?? 0;
      if (ends[state] === -1) {
        ends[state] = ends[fail[state] ?? 0] ?? -1;
        this.lengths[state] = this.lengths[fail[state] ?? 0] ?? 0;
      }
    }
  }
}

/** The number of the three units before `end`; that of all with a break among them, or beyond the text, is 0. */
function blockBefore(text: string, end: number): number {
  const one = text.charCodeAt(end - 3);
  const two = text.charCodeAt(end - 2);
  const three = text.charCodeAt(end - 1);
  // Below zero when one of them is a break; beyond the text it is NaN, which counts as 0.
  return ((one - 14) | (two - 14) | (three - 14)) >= 0 && end <= text.length
    ? (one ^ (two << 4) ^ (three << 9)) & blockMask || 1
    : 0;
}

/** The same for the two units from there on. */
function startAt(text: string, index: number): number {
  const two = text.charCodeAt(index + 1);
  return two > 13 ? (text.charCodeAt(index) ^ (two << 7)) & startMask || 1 : 0;
}

/** A line break; a tab counts as one here, where it only costs a closer look. */
function isBreak(code: number): boolean {
  return code <= 13;
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** So many places further on, line breaks not counted. */
function behind(text: string, from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0; left -= 1) {
    at += 1;
    while (at < text.length && isLineBreak(text.charCodeAt(at))) {
      at += 1;
    }
  }
  return at;
}

/** So many places before, line breaks not counted. */
function before(text: string, end: number, count: number): number {
  let at = end;
  for (let left = count; left > 0 && at > 0; left -= 1) {
    at -= 1;
    while (at > 0 && isLineBreak(text.charCodeAt(at))) {
      at -= 1;
    }
  }
  return at;
}
