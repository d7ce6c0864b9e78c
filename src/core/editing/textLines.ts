export type LineEnd = '\n' | '\r\n' | '';

/** A line and what ends it; only the last line of a text may have no end. */
export interface Line {
  text: string;
  end: LineEnd;
}

/** The lines of a text. A text that ends in a line end has no empty line behind it; a lone `\r` is a character. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', start)) {
    const isCrlf = at > start && text.charCodeAt(at - 1) === 13;
    lines.push({ text: text.slice(start, isCrlf ? at - 1 : at), end: isCrlf ? '\r\n' : '\n' });
    start = at + 1;
  }
  if (start < text.length) {
    lines.push({ text: text.slice(start), end: '' });
  }
  return lines;
}

export function joinLines(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('');
}

/** How a new line at `index` ends: as the line before it, else as the one that stands there, else as any. */
export function endAt(lines: readonly Line[], index: number): LineEnd {
  return firstEnd(lines[index - 1]?.end, lines[index]?.end, lines.find(({ end }) => end !== '')?.end);
}

/** The first that is a line end; `\n` when none is. */
export function firstEnd(...ends: readonly (LineEnd | undefined)[]): LineEnd {
  return ends.find((end) => end !== undefined && end !== '') ?? '\n';
}

/** The byte order mark, if there is one, and the rest. */
export function splitMark(content: string): { mark: '' | '\ufeff'; body: string } {
  return content.startsWith('\ufeff') ? { mark: '\ufeff', body: content.slice(1) } : { mark: '', body: content };
}
