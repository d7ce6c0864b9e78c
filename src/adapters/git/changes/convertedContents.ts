import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
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
/** Between looks at whether git has written more. */
const pause = { shortestMs: 3, longestMs: 24 };

/** Whether `convertedContents` can be asked about it: git takes the blanks before a path for the end of the name. */
export function isAskable(path: string): boolean {
  return !/^[ \t]/.test(path);
}

interface Place {
  /** Git writes into it. It must not be there, and is gone in the end. */
  file: string;
  /** Called when git is at work. */
  onStart: () => void;
}

/**
 * The contents of blobs in the order asked for, with the line ends that git gives such files in the checkout, by the
 * attributes that stand there now. One git for all, one content in memory at a time. It is read while git still writes,
 * from a file: reading what comes through a pipe takes three times as much of the processor. Throws `GitError('failed')`
 * when one is missing.
 */
export async function* convertedContents(
  repo: GitRepo,
  asked: readonly Asked[],
  { file, onStart }: Place,
): AsyncGenerator<Buffer, undefined, undefined> {
  // Git tells the length before the conversion, so the ends are found by a mark that nobody can have written.
  const mark = randomBytes(16).toString('hex');
  const output = openSync(file, 'wx+', 0o600);
  const args = ['cat-file', `--batch=${mark} %(objectname)`, '--filters', '--buffer', '-z'];
  const input = toInput(asked.map(({ object, path }) => `${object} ${path}`));
  const written = repo.run({ args, to: 'write the changed files', input, output, onStart });
  const ended = Promise.allSettled([written]);
  try {
    yield* between(new Window(new Growing(output, written), lineEnd), mark, asked);
    await written;
  } finally {
    await ended;
    closeSync(output);
    unlinkSync(file);
  }
}

/** Each content is good until the next one is asked for. */
async function* between(window: Window, mark: string, asked: readonly Asked[]): AsyncGenerator<Buffer, undefined> {
  const header = Buffer.from(`\n${mark} `);
  for (const { object } of asked) {
    const named = Buffer.concat([header, Buffer.from(object), lineEnd]);
    // A missing object has no header, so what was taken for the content before it is not used.
    if (!(await window.beginsWith(named))) {
      throw new GitError('failed', `Git could not write the changed files: the object ${object} is missing.`);
    }
    window.drop(named.length);
    const length = (await window.find(header)) ?? window.held.length - lineEnd.length;
    yield window.held.subarray(0, length);
    window.drop(length);
  }
}

/** A file that another process writes until `written` is settled. */
class Growing {
  private place = 0;
  private isWhole = false;

  constructor(
    private readonly file: number,
    private readonly written: Promise<unknown>,
  ) {}

  /** Waits for what comes next; 0 at the end. Rejects as `written` does. */
  async read(into: Buffer, from: number): Promise<number> {
    for (let pauseMs = pause.shortestMs; ; pauseMs = Math.min(2 * pauseMs, pause.longestMs)) {
      const { isWhole } = this;
      const read = readSync(this.file, into, from, into.length - from, this.place);
      this.place += read;
      if (read > 0 || isWhole) {
        return read;
      }
      const ended = this.written.then(() => (this.isWhole = true));
      await Promise.race([ended, sleep(pauseMs, null, { ref: false })]);
    }
  }
}

/** What was read of a file and is not dropped yet; it grows when something longer has to be held. */
class Window {
  private bytes = Buffer.allocUnsafe(windowBytes);
  held: Buffer;

  constructor(
    private readonly file: Growing,
    first: Buffer,
  ) {
    first.copy(this.bytes);
    this.held = this.bytes.subarray(0, first.length);
  }

  drop(length: number): void {
    this.held = this.held.subarray(length);
  }

  async beginsWith(wanted: Buffer): Promise<boolean> {
    while (this.held.length < wanted.length && (await this.readOn()));
    return this.held.subarray(0, wanted.length).equals(wanted);
  }

  /** How far away it is; null when the file ends before it. */
  async find(wanted: Buffer): Promise<number | null> {
    let from = 0;
    for (;;) {
      const at = this.held.indexOf(wanted, from);
      if (at >= 0) {
        return at;
      }
      from = Math.max(0, this.held.length - wanted.length + 1);
      if (!(await this.readOn())) {
        return null;
      }
    }
  }

  /** False at the end of the file. */
  private async readOn(): Promise<boolean> {
    const { length } = this.held;
    if (length === this.bytes.length) {
      this.bytes = Buffer.concat([this.held], 2 * length);
    } else {
      this.held.copy(this.bytes);
    }
    const read = await this.file.read(this.bytes, length);
    this.held = this.bytes.subarray(0, length + read);
    return read > 0;
  }
}
