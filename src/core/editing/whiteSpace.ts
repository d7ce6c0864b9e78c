/** The text without spaces and tabs at its end; in time that grows with what is cut, unlike a regular expression. */
export function withoutTrailing(text: string): string {
  let end = text.length;
  while (end > 0 && isWhite(text.charCodeAt(end - 1))) {
    end -= 1;
  }
  return text.slice(0, end);
}

/** The spaces and tabs that a line begins with. */
export function indentOf(text: string): string {
  let end = 0;
  while (end < text.length && isWhite(text.charCodeAt(end))) {
    end += 1;
  }
  return text.slice(0, end);
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

function isWhite(code: number): boolean {
  return code === 32 || code === 9;
}
