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
    const lines: string[] = [];
    let rest = this.#partial + text;
    for (let end = endOf(rest); end !== null; end = endOf(rest)) {
      if (end.length <= maxLength) {
        lines.push(plain(rest.slice(0, end.length)));
      }
      rest = rest.slice(end.next);
    }
    this.#partial = rest.slice(0, maxLength + 1);
    return lines;
  }
}

/** Where the first line ends and the next begins; null when its end is still to come. */
function endOf(text: string): { length: number; next: number } | null {
  const line = text.indexOf('\n');
  const tag = /^\s*</.test(text.slice(0, 200)) ? text.indexOf('><') : -1;
  if (tag !== -1 && tag < maxLength && (line === -1 || tag < line)) {
    return { length: tag + 1, next: tag + 1 };
  }
  return line === -1 ? null : { length: line, next: line + 1 };
}

/** What a terminal shows: a carriage return begins the line anew. */
function plain(raw: string): string {
  const line = stripAnsi(raw).replace(/\r+$/, '');
  return line.slice(line.lastIndexOf('\r') + 1);
}
