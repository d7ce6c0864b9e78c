import { stripAnsi } from '../ansi';

const maxLength = 16_384;

/**
 * Cuts output into lines without terminal control sequences. How it arrives makes no difference. A line longer than 16,384
 * characters is left out. In a line that begins with `<` each tag begins a line of its own, because reports in XML may have
 * all of them in one.
 */
export class OutputLines {
  #partial = '';

  /** The lines that end within this text. */
  push(text: string): string[] {
    const all = this.#partial + text;
    const lines: string[] = [];
    let from = 0;
    for (let end = endOf(all, from); end !== null; end = endOf(all, from)) {
      if (end.to - from <= maxLength) {
        lines.push(plain(all.slice(from, end.to)));
      }
      from = end.next;
    }
    this.#partial = all.slice(from, from + maxLength + 1);
    return lines;
  }
}

/** Where the line from here on ends and the next begins; null when its end is still to come. */
function endOf(text: string, from: number): { to: number; next: number } | null {
  const line = text.indexOf('\n', from);
  const whole = text.slice(from, line === -1 ? from + maxLength + 1 : Math.min(line, from + maxLength + 1));
  const tag = /^\s*</.test(whole) ? whole.indexOf('><') : -1;
  if (tag !== -1) {
    return { to: from + tag + 1, next: from + tag + 1 };
  }
  return line === -1 ? null : { to: line, next: line + 1 };
}

/** What a terminal shows: a carriage return begins the line anew. */
function plain(raw: string): string {
  const line = stripAnsi(raw).replace(/\r+$/, '');
  return line.slice(line.lastIndexOf('\r') + 1);
}
