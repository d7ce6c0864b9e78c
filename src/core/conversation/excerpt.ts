/**
 * The text, with its middle left out when it is longer than `limit` characters. Unless told otherwise a third of what is
 * left is its beginning: the end of an output says most.
 */
export function excerpt(text: string, limit: number, beginning = 1 / 3): string {
  if (text.length <= limit) {
    return text;
  }
  const head = cutAfterLine(text.slice(0, Math.floor(limit * beginning)));
  const tail = tailOf(text, Math.floor(limit * (1 - beginning)));
  return `${head}\n[... ${text.length - head.length - tail.length} characters left out ...]\n${tail}`;
}

/** The end of a text, from the beginning of a line where one is near. */
export function tailOf(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const tail = text.slice(-limit);
  const line = tail.indexOf('\n');
  const whole = line !== -1 && line < limit / 2 ? tail.slice(line + 1) : tail;
  return /^[\udc00-\udfff]/.test(whole) ? whole.slice(1) : whole;
}

function cutAfterLine(head: string): string {
  const line = head.lastIndexOf('\n');
  const whole = line > head.length / 2 ? head.slice(0, line) : head;
  return /[\ud800-\udbff]$/.test(whole) ? whole.slice(0, -1) : whole;
}
