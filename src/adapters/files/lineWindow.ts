import type { FileText } from '../../core/worktrees/worktreePorts';

/** Collects some lines of a text that comes in pieces, and counts all of them. */
export class LineWindow {
  #line = 1;
  #text = '';
  #state = { isCut: false, isLineEmpty: true };

  constructor(
    private readonly range: { from: number; count: number },
    private readonly maxLength: number,
  ) {}

  push(piece: string): void {
    const lines = piece.split('\n');
    for (const [index, part] of lines.entries()) {
      const isEnded = index < lines.length - 1;
      this.#collect(isEnded ? `${part}\n` : part);
      if (isEnded) {
        this.#line += 1;
      }
      this.#state.isLineEmpty = isEnded || (part === '' && (index > 0 || this.#state.isLineEmpty));
    }
  }

  /** `isCut`: the file goes on where reading ended. */
  finish(isCut: boolean): FileText {
    const totalLines = this.#state.isLineEmpty ? this.#line - 1 : this.#line;
    const isTruncated = isCut || this.#state.isCut || totalLines >= this.range.from + this.range.count;
    return { text: this.#text.replaceAll('\r\n', '\n'), totalLines, isTruncated };
  }

  #collect(part: string): void {
    const { from, count } = this.range;
    if (part === '' || this.#line < from || this.#line >= from + count) {
      return;
    }
    const room = this.maxLength - this.#text.length;
    this.#text += part.slice(0, Math.max(0, room));
    this.#state.isCut ||= part.length > room;
  }
}
