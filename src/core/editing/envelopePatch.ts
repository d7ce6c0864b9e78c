import type { LineOp } from './lineRewrite';
import { badPatch, type FilePatch, type Hunk, hunkNumbers, hunkOf, type PatchSource, type RawOp } from './patchParts';

const heading = /^\*\*\* (Add|Update|Delete) File: (.+)$/;

/** Reads `*** Begin Patch … *** End Patch` from the line behind its first. */
export function parseEnvelope(source: PatchSource, begin: number): FilePatch[] {
  const reader = new EnvelopeReader(source, begin);
  const files: FilePatch[] = [];
  while (!reader.isAtEnd()) {
    files.push(reader.file());
  }
  return files;
}

class EnvelopeReader {
  private at: number;

  constructor(
    private readonly source: PatchSource,
    begin: number,
  ) {
    this.at = begin;
  }

  isAtEnd(): boolean {
    while (this.line()?.trim() === '') {
      this.at += 1;
    }
    const line = this.line();
    if (line === undefined) {
      throw badPatch(this.at, 'it ends without *** End Patch, so it may be cut off.');
    }
    return line.trim() === '*** End Patch';
  }

  file(): FilePatch {
    const [, verb, name = ''] = heading.exec(this.line() ?? '') ?? [];
    const path = name.trim();
    if (verb === undefined) {
      throw this.wrong('*** Add File:, *** Update File: or *** Delete File: is wanted here.');
    }
    this.at += 1;
    switch (verb) {
      case 'Add':
        return { kind: 'add', path, text: this.added(), isExecutable: false };
      case 'Delete':
        return { kind: 'delete', path, hunks: [] };
      default:
        return this.update(path);
    }
  }

  private added(): string {
    const lines: string[] = [];
    for (let line = this.line(); line !== undefined && !isMarker(line); line = this.line()) {
      if (!line.startsWith('+')) {
        throw this.wrong('each line of a file that is added begins with +.');
      }
      lines.push(`${line.slice(1)}\n`);
      this.at += 1;
    }
    return lines.join('');
  }

  private update(path: string): FilePatch {
    const start = this.at;
    const [, target] = /^\*\*\* Move to: (.+)$/.exec(this.line() ?? '') ?? [];
    this.at += target === undefined ? 0 : 1;
    const hunks: Hunk[] = [];
    for (let line = this.line(); line !== undefined && !isMarker(line); line = this.line()) {
      hunks.push(this.hunk());
    }
    if (hunks.length === 0 && target === undefined) {
      throw badPatch(start, 'no change follows for the file.');
    }
    return { kind: 'update', path, moveTo: target?.trim() ?? null, hunks, isExecutable: null };
  }

  private hunk(): Hunk {
    const patchLine = this.at + 1;
    const headers: string[] = [];
    let line: number | null = null;
    for (let text = this.line(); text?.startsWith('@@') === true; text = this.line()) {
      line = hunkNumbers(text)?.start ?? line;
      const header = hunkNumbers(text) === null ? text.replace(/^@@ ?/, '').replace(/\s*(@@)?\s*$/, '') : '';
      headers.push(...(header.trim() === '' ? [] : [header]));
      this.at += 1;
    }
    const ops = this.ops();
    const isAtEnd = this.line()?.trim() === '*** End of File';
    this.at += isAtEnd ? 1 : 0;
    if (ops.every(({ kind }) => kind === ' ')) {
      throw badPatch(patchLine, 'this part has no line that begins with + or -.');
    }
    return hunkOf(ops, { headers, line, isAtEnd, patchLine }, this.source);
  }

  private ops(): RawOp[] {
    const ops: RawOp[] = [];
    for (let line = this.line(); line !== undefined && !isMarker(line); line = this.line()) {
      if (line.startsWith('@@') || line.trim() === '*** End of File') {
        break;
      }
      const kind = line === '' || line === '\r' ? ' ' : line.charAt(0);
      if (!isKind(kind)) {
        throw this.wrong('each line of a change begins with a space, + or -.');
      }
      ops.push({ kind, text: line === '\r' ? line : line.slice(1), isOpen: false });
      this.at += 1;
    }
    return ops;
  }

  private line(): string | undefined {
    return this.source.lines[this.at];
  }

  private wrong(message: string): Error {
    return badPatch(this.at + 1, `${message} It is ${JSON.stringify((this.line() ?? '').slice(0, 80))}.`);
  }
}

function isMarker(line: string): boolean {
  return heading.test(line) || line.trim() === '*** End Patch';
}

export function isKind(character: string): character is LineOp['kind'] {
  return character === ' ' || character === '+' || character === '-';
}
