import { hash } from 'node:crypto';
import { LineFile } from './lineFile';

/** What a line's `prev` says: the SHA-256 of the bytes of the line before it, the line feed left out. */
export function hashOfLine(line: Uint8Array | string): string {
  return hash('sha256', line);
}

/** `prev` of a first line. */
export const noLine = '0'.repeat(64);

/**
 * A journal whose lines each name the one before by its hash, so that a line which was changed, taken out or put in later
 * is found. Lines of an older version, which name none, are covered from the first one that does.
 */
export class ChainedLines {
  private constructor(
    private readonly lines: LineFile,
    private tip: string,
  ) {}

  /** `lastLine` are the bytes of the last complete line; null in an empty file. */
  static async open(
    path: string,
    read: { end: number; size: number; lastLine: Uint8Array | null },
  ): Promise<ChainedLines> {
    const tip = read.lastLine === null ? noLine : hashOfLine(read.lastLine);
    return new ChainedLines(await LineFile.open(path, read), tip);
  }

  /** As `LineFile.append`. */
  async append(value: object, how: { isSynced: boolean }): Promise<void> {
    const line = JSON.stringify({ ...value, prev: this.tip });
    await this.lines.append(line, how);
    this.tip = hashOfLine(line);
  }

  close(): Promise<void> {
    return this.lines.close();
  }
}
