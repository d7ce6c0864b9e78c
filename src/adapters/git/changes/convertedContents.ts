import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import { GitError } from '../../../core/errors';
import type { ObjectName } from '../../../protocol';
import { type GitRepo, toInput } from '../gitRepo';

interface Asked {
  object: ObjectName;
  /** A binary string. */
  path: string;
}

const lineEnd = Buffer.from('\n');
const windowBytes = 256 * 1024;

/** Whether `convertedContents` can be asked about it: git takes the blanks before a path for the end of the name. */
export function isAskable(path: string): boolean {
  return !/^[ \t]/.test(path);
}

/**
 * The contents of blobs in the order asked for, with the line ends that git gives such files in the checkout, by the
 * attributes that stand there now. One git for all, one content in memory at a time. Git writes into `file`, which must not
 * be there and is gone in the end: reading what comes through a pipe takes three times as much of the processor. Throws
 * `GitError('failed')` when one is missing.
 */
export async function* convertedContents(
  repo: GitRepo,
  asked: readonly Asked[],
  file: string,
): AsyncGenerator<Buffer, undefined, undefined> {
  // Git tells the length before the conversion, so the ends are found by a mark that nobody can have written.
  const mark = randomBytes(16).toString('hex');
  const output = openSync(file, 'wx+', 0o600);
  try {
    const args = ['cat-file', `--batch=${mark} %(objectname)`, '--filters', '--buffer', '-z'];
    const input = toInput(asked.map(({ object, path }) => `${object} ${path}`));
    await repo.run({ args, to: 'write the changed files', input, output });
    yield* between(output, mark, asked);
  } finally {
    closeSync(output);
    unlinkSync(file);
  }
}

/** Each content is good until the next one is asked for. */
function* between(file: number, mark: string, asked: readonly Asked[]): Generator<Buffer, undefined, undefined> {
  const header = Buffer.from(`\n${mark} `);
  const window = new Window(file, lineEnd);
  for (const { object } of asked) {
    const named = Buffer.concat([header, Buffer.from(object), lineEnd]);
    // A missing object has no header, so what was taken for the content before it is not used.
    if (!window.beginsWith(named)) {
      throw new GitError('failed', `Git could not write the changed files: the object ${object} is missing.`);
    }
    window.drop(named.length);
    const length = window.find(header) ?? window.held.length - lineEnd.length;
    yield window.held.subarray(0, length);
    window.drop(length);
  }
}

/** What was read of a file and is not dropped yet; it grows when something longer has to be held. */
class Window {
  private bytes = Buffer.allocUnsafe(windowBytes);
  private place = 0;
  held: Buffer;

  constructor(
    private readonly file: number,
    first: Buffer,
  ) {
    first.copy(this.bytes);
    this.held = this.bytes.subarray(0, first.length);
  }

  drop(length: number): void {
    this.held = this.held.subarray(length);
  }

  beginsWith(wanted: Buffer): boolean {
    while (this.held.length < wanted.length && this.readOn());
    return this.held.subarray(0, wanted.length).equals(wanted);
  }

  /** How far away it is; null when the file ends before it. */
  find(wanted: Buffer): number | null {
    let from = 0;
    for (;;) {
      const at = this.held.indexOf(wanted, from);
      if (at >= 0) {
        return at;
      }
      from = Math.max(0, this.held.length - wanted.length + 1);
      if (!this.readOn()) {
        return null;
      }
    }
  }

  /** False at the end of the file. */
  private readOn(): boolean {
    const { length } = this.held;
    if (length === this.bytes.length) {
      this.bytes = Buffer.concat([this.held], 2 * length);
    } else {
      this.held.copy(this.bytes);
    }
    const read = readSync(this.file, this.bytes, length, this.bytes.length - length, this.place);
    this.place += read;
    this.held = this.bytes.subarray(0, length + read);
    return read > 0;
  }
}
