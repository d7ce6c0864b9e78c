import { stripAnsi } from '../ansi';

/** What stands in the last lines can't be longer than this, so only so much of the text is looked at. */
const lookedAt = 4000;

/** The last `count` lines that a terminal would show, without colours; a line that was written over shows its last form. */
export function lastLines(text: string, count: number): string[] {
  const lines = stripAnsi(text.slice(-lookedAt))
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '');
  const end = lines.findLastIndex((line) => line.trim() !== '');
  return lines.slice(Math.max(0, end + 1 - count), end + 1);
}
