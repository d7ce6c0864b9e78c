import type { IndentShift } from './indentShift';
import { foldLookAlikes } from './lookAlikes';
import { firstEnd, type Line, type LineEnd } from './textLines';
import { indentOf, isBlank, withoutTrailing } from './whiteSpace';

/** One line of a change: kept, taken away, or new. `end` is set where the change itself says how a line ends. */
export interface LineOp {
  kind: ' ' | '-' | '+';
  text: string;
  end?: LineEnd;
}

interface Rewrite {
  shift: IndentShift | null;
  /** For new lines that have no neighbour to take it from. */
  end: LineEnd;
}

/**
 * The lines of a file after a change. What is kept stays byte for byte as the file has it; a new line gets the line end
 * of the one it stands for, or of its neighbour, and is shifted. Null when a new line can't be shifted so far.
 */
export function rewriteLines(found: readonly Line[], ops: readonly LineOp[], { shift, end }: Rewrite): Line[] | null {
  const lines: Line[] = [];
  let gone: LineEnd[] = [];
  let at = 0;
  for (const op of ops) {
    const line = found[at];
    if (op.kind === '+') {
      const text = shift === null ? op.text : shift.apply(op.text);
      if (text === null) {
        return null;
      }
      lines.push({ text, end: op.end ?? firstEnd(gone.shift(), lines.at(-1)?.end, line?.end, end) });
    } else if (line !== undefined) {
      at += 1;
      gone = op.kind === '-' ? [...gone, line.end] : [];
      lines.push(...(op.kind === '-' ? [] : [line]));
    }
  }
  return lines;
}

/** In what the wanted lines are not exactly those of the file, as clauses. */
export function differencesOf(found: readonly Line[], wanted: readonly Line[], shift: IndentShift | null): string[] {
  const pairs = wanted.map((line, index) => [line.text, found[index]?.text ?? ''] as const);
  const isEnd = (line: Line, index: number) => line.end !== '' && found[index]?.end !== line.end;
  const differences = [
    wanted.some(isEnd) ? 'line ends' : '',
    pairs.some(([a, b]) => trailing(a) !== trailing(b)) ? 'trailing white space' : '',
    shift !== null && pairs.some(([a, b]) => indent(a) !== indent(b)) ? `indentation (${shift.description})` : '',
    pairs.some(([a, b]) => isLookAlike(a, b)) ? 'look-alikes of quotes, dashes or spaces' : '',
  ];
  return differences.filter((difference) => difference !== '');
}

function trailing(text: string): string {
  return text.slice(withoutTrailing(text).length);
}

function indent(text: string): string {
  return isBlank(text) ? '' : indentOf(text);
}

function isLookAlike(a: string, b: string): boolean {
  return a.trim() !== b.trim() && foldLookAlikes(a).trim() === foldLookAlikes(b).trim();
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
