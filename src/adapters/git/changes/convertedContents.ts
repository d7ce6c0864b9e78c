import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { GitError } from '../../../core/errors';
import type { ObjectName } from '../../../protocol';
import { type GitRepo, toInput } from '../gitRepo';

interface Asked {
  object: ObjectName;
  /** A binary string. */
  path: string;
}

const lineEnd = Buffer.from('\n');

/** Whether `convertedContents` can be asked about it: git takes the blanks before a path for the end of the name. */
export function isAskable(path: string): boolean {
  return !/^[ \t]/.test(path);
}

/**
 * The contents of blobs in the order asked for, with the line ends that git gives such files in the checkout, by the
 * attributes that stand there now. One git for all, one content in memory at a time. Throws `GitError('failed')` when one
 * is missing.
 */
export async function* convertedContents(repo: GitRepo, asked: readonly Asked[]): AsyncGenerator<Buffer> {
  // Git tells the length before the conversion, so the ends are found by a mark that nobody can have written.
  const mark = randomBytes(16).toString('hex');
  const git = await repo.open(['cat-file', `--batch=${mark} %(objectname)`, '--filters', '-z']);
  const ended = new Ended(git);
  git.stdin.end(toInput(asked.map(({ object, path }) => `${object} ${path}`)));
  let count = 0;
  for await (const content of between(git.stdout, mark, asked)) {
    count += 1;
    yield content;
  }
  await ended.well();
  if (count !== asked.length) {
    throw missing(asked[count]);
  }
}

/** How git ended, watched from its start on. */
class Ended {
  private readonly errors: Buffer[] = [];
  private readonly closed: Promise<unknown[]>;

  constructor(git: ChildProcessWithoutNullStreams) {
    this.closed = once(git, 'close');
    this.closed.catch(() => undefined);
    git.stderr.on('data', (chunk: Buffer) => this.errors.push(chunk));
    git.stdin.on('error', (error) => this.errors.push(Buffer.from(error.message)));
  }

  async well(): Promise<void> {
    const [code] = await this.closed;
    if (code !== 0) {
      throw new GitError('failed', `Git could not write the changed files: ${Buffer.concat(this.errors).toString()}`);
    }
  }
}

async function* between(stdout: AsyncIterable<Buffer>, mark: string, asked: readonly Asked[]): AsyncGenerator<Buffer> {
  const header = Buffer.from(`\n${mark} `);
  const headerBytes = header.length + (asked[0]?.object.length ?? 0) + lineEnd.length;
  let count = 0;
  let parts: Buffer[] = [];
  let rest: Buffer = lineEnd;
  for await (const chunk of stdout) {
    rest = Buffer.concat([rest, chunk]);
    let at = rest.indexOf(header);
    for (; at >= 0 && rest.length >= at + headerBytes; at = rest.indexOf(header)) {
      if (count > 0) {
        const end = rest.subarray(0, at);
        yield parts.length === 0 ? end : Buffer.concat([...parts, end]);
      }
      parts = [];
      // A missing object has no header, so whatever was read as content before it is not used.
      if (rest.toString('latin1', at + header.length, at + headerBytes - 1) !== asked[count]?.object) {
        throw missing(asked[count]);
      }
      count += 1;
      rest = rest.subarray(at + headerBytes);
    }
    const kept = at < 0 ? Math.min(rest.length, header.length - 1) : rest.length - at;
    parts.push(rest.subarray(0, rest.length - kept));
    rest = rest.subarray(rest.length - kept);
  }
  if (count > 0) {
    const last = Buffer.concat([...parts, rest]);
    yield last.subarray(0, last.length - lineEnd.length);
  }
}

function missing(asked: Asked | undefined): GitError {
  return new GitError(
    'failed',
    `Git could not write the changed files: the object ${String(asked?.object)} is missing.`,
  );
}
