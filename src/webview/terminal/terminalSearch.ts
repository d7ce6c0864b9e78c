import type { Terminal } from '@xterm/xterm';

interface SearchFrom {
  direction: 'up' | 'down';
  fromRow?: number;
}

/**
 * Marks the next place of `text` above or below what is marked, or else from a row on, or from the end or the beginning.
 * Case does not matter; a place that goes over the edge of the screen is found too. False when there is none.
 */
export function searchTerminal(terminal: Terminal, text: string, { direction, fromRow }: SearchFrom): boolean {
  const marked = terminal.getSelectionPosition()?.start;
  const { length } = terminal.buffer.active;
  const step = direction === 'up' ? -1 : 1;
  for (let row = marked?.y ?? fromRow ?? endOf(terminal, direction); row >= 0 && row < length; row += step) {
    const column = placeIn(lineAt(terminal, row), text.toLowerCase(), direction, row === marked?.y ? marked.x : null);
    if (column >= 0 && column < terminal.cols) {
      terminal.select(column, row, text.length);
      terminal.scrollToLine(Math.max(0, row - Math.floor(terminal.rows / 2)));
      return true;
    }
  }
  return false;
}

function endOf({ buffer }: Terminal, direction: 'up' | 'down'): number {
  return direction === 'up' ? buffer.active.length - 1 : 0;
}

/** Not at the place `after` that is marked already, but beyond it. */
function placeIn(line: string, wanted: string, direction: 'up' | 'down', after: number | null): number {
  if (direction === 'down') {
    return line.indexOf(wanted, after === null ? 0 : after + 1);
  }
  return after === 0 ? -1 : line.lastIndexOf(wanted, after === null ? undefined : after - 1);
}

/** A row with the one it goes on in, in lower case. */
function lineAt({ buffer, cols }: Terminal, row: number): string {
  const text = buffer.active.getLine(row)?.translateToString(false) ?? '';
  const next = buffer.active.getLine(row + 1);
  const rest = next?.isWrapped === true ? next.translateToString(false) : '';
  return `${text.padEnd(cols)}${rest}`.toLowerCase();
}
