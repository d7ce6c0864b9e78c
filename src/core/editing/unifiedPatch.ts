import { isKind } from './envelopePatch';
import { badPatch, type FilePatch, type Hunk, hunkNumbers, hunkOf, type PatchSource, type RawOp } from './patchParts';
import { patchedFile, type Section } from './unifiedSection';

/** Reads a unified diff. Where the numbers of its hunks are wrong, the first characters of its lines decide. */
export function parseUnified(source: PatchSource): FilePatch[] {
  return new UnifiedReader(source, true).files() ?? new UnifiedReader(source, false).files() ?? [];
}

const extended = /^(old mode|new mode|new file mode|deleted file mode|rename from|rename to|copy from|copy to) (.+)$/;

class UnifiedReader {
  private at = 0;

  constructor(
    private readonly source: PatchSource,
    /** The numbers of hunks are believed; files that do not hold to them are not read at all. */
    private readonly isCounted: boolean,
  ) {}

  /** Null when a hunk has other lines than its numbers say. */
  files(): FilePatch[] | null {
    const files: FilePatch[] = [];
    for (let line = this.line(); line !== undefined; line = this.line()) {
      if (line.startsWith('diff --git ') || this.isNames()) {
        const section = this.section();
        if (section === null) {
          return null;
        }
        files.push(patchedFile(section));
      } else if (line.startsWith('@@')) {
        throw badPatch(this.at + 1, 'no --- and +++ lines say which file this is about.');
      } else {
        this.at += 1;
      }
    }
    return files;
  }

  private section(): Section | null {
    const section: Section = { patchLine: this.at + 1, git: '', marks: {}, names: null, hunks: [] };
    const [, git] = /^diff --git (.*)$/.exec(this.line() ?? '') ?? [];
    if (git !== undefined) {
      section.git = git;
      this.at += 1;
      this.marks(section);
    }
    if (this.isNames()) {
      section.names = [this.line()?.slice(4) ?? '', this.source.lines[this.at + 1]?.slice(4) ?? ''];
      this.at += 2;
      return this.hunks(section) ? section : null;
    }
    return section;
  }

  private hunks({ hunks }: Section): boolean {
    while (this.line()?.startsWith('@@') === true) {
      const hunk = this.hunk();
      if (hunk === null) {
        return false;
      }
      hunks.push(hunk);
    }
    return true;
  }

  private marks(section: Section): void {
    for (let line = this.line(); line !== undefined; line = this.line()) {
      if (line.startsWith('diff --git ') || this.isNames()) {
        return;
      }
      const [, name, value = ''] = extended.exec(line) ?? [];
      if (name !== undefined) {
        section.marks[name] = value;
      } else if (line.startsWith('GIT binary patch') || line.startsWith('Binary files ')) {
        throw badPatch(this.at + 1, 'it changes a binary file, which a patch can not do here.');
      }
      this.at += 1;
    }
  }

  private hunk(): Hunk | null {
    const patchLine = this.at + 1;
    const numbers = hunkNumbers(this.line() ?? '');
    this.at += 1;
    const ops = this.isCounted && numbers !== null ? this.counted(numbers.old, numbers.new) : this.uncounted();
    if (ops === null) {
      return null;
    }
    return hunkOf(ops, { headers: [], line: numbers?.start ?? null, isAtEnd: false, patchLine }, this.source);
  }

  private counted(oldLines: number, newLines: number): RawOp[] | null {
    const ops: RawOp[] = [];
    const left = { old: oldLines, new: newLines };
    while (left.old > 0 || left.new > 0) {
      const op = this.op();
      if (op === null) {
        return null;
      }
      left.old -= op.kind === '+' ? 0 : 1;
      left.new -= op.kind === '-' ? 0 : 1;
      ops.push(op);
    }
    const next = this.line() ?? '';
    const isMore = isKind(next.charAt(0)) && next !== '-- ' && !this.isNames();
    return left.old < 0 || left.new < 0 || isMore ? null : ops;
  }

  private uncounted(): RawOp[] {
    const ops: RawOp[] = [];
    while (!this.isNames() && this.line() !== '-- ') {
      const op = this.op();
      if (op === null) {
        break;
      }
      ops.push(op);
    }
    while (ops.at(-1)?.kind === ' ' && ops.at(-1)?.text === '') {
      ops.pop();
    }
    return ops;
  }

  /** One line of a hunk with the mark that may stand behind it; an empty line is an empty line of the file. */
  private op(): RawOp | null {
    const line = this.line();
    const kind = line === '' || line === '\r' ? ' ' : (line?.charAt(0) ?? '');
    if (line === undefined || !isKind(kind)) {
      return null;
    }
    this.at += 1;
    const isOpen = this.line()?.startsWith('\\') === true;
    this.at += isOpen ? 1 : 0;
    return { kind, text: line === '\r' ? line : line.slice(1), isOpen };
  }

  private isNames(): boolean {
    return this.line()?.startsWith('--- ') === true && this.source.lines[this.at + 1]?.startsWith('+++ ') === true;
  }

  private line(): string | undefined {
    return this.source.lines[this.at];
  }
}
