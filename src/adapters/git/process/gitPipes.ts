import { randomBytes } from 'node:crypto';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';
import type { FileChange, ObjectName } from '../../../protocol';
import { parseChanges, plainDiff } from '../changes/differences';
import { GitPipe } from './gitPipe';
import type { GitProcess } from './gitProcess';
import { fieldsOf, GitRepo } from '../gitRepo';

interface StoredObject {
  name: ObjectName;
  kind: string;
  content: Buffer;
}

const conversions = ['filter', 'ident', 'working-tree-encoding'];
const newline = 0x0a;

/** What a checkpoint asks of git again and again, each by a git that keeps running for a while. */
export class GitPipes {
  private readonly objects: GitPipe;
  private readonly attributes: GitPipe;
  private readonly differences: GitPipe;
  private readonly refs: GitPipe;
  private readonly mark = `end-${randomBytes(12).toString('hex')}\n`;

  constructor(process: GitProcess, at: CheckoutRef) {
    const pipe = (...args: string[]) => new GitPipe(() => new GitRepo(process, at).open(args));
    this.objects = pipe('cat-file', '--batch');
    this.attributes = pipe('check-attr', '-z', '--stdin', ...conversions);
    const compare = ['--raw', '--numstat', '-z', '-M', '-l1000', '--full-index'];
    this.differences = pipe(...plainDiff, '--stdin', ...compare);
    this.refs = pipe('update-ref', '--no-deref', '--stdin');
  }

  /** Starts at once all that a first or a next checkpoint needs: each takes some milliseconds until it answers. */
  warm(which: 'first' | 'next'): void {
    const needed = which === 'first' ? this.all : [this.differences, this.refs];
    needed.forEach((pipe) => pipe.warm());
  }

  /** By its name or by a ref; null when there is none. */
  async object(name: string): Promise<StoredObject | null> {
    const answer = await this.objects.ask(`${name}\n`, (received) => {
      const header = received.indexOf(newline);
      const size = sizeOf(received, header);
      return header < 0 || received.length < header + 1 + size ? null : header + 1 + size;
    });
    const header = answer.indexOf(newline);
    const [found = '', kind = '', size] = answer.toString('latin1', 0, header).split(' ');
    return size === undefined
      ? null
      : { name: found as ObjectName, kind, content: answer.subarray(header + 1, answer.length - 1) };
  }

  /** Whether git, by the attributes of the path, may change more than line ends when it stores its file. */
  async isConverted(path: string): Promise<boolean> {
    const answer = await this.attributes.ask(`${path}\0`, (received) => endOfFields(received, 3 * conversions.length));
    const values = fieldsOf(answer).filter((_, index) => index % 3 === 2);
    return values.some((value) => value !== 'unspecified' && value !== 'unset');
  }

  /** As `changesBetween`, of two trees. */
  async changes(from: ObjectName, to: ObjectName): Promise<FileChange[]> {
    // What is no name of an object is printed as it is, after everything before.
    const answer = await this.differences.ask(`${from} ${to}\n${this.mark}`, (received) =>
      received.subarray(-this.mark.length).toString('latin1') === this.mark ? received.length : null,
    );
    const body = answer.subarray(answer.indexOf(newline) + 1, answer.length - this.mark.length);
    return parseChanges(fieldsOf(body));
  }

  /** Resolves when the ref is written. */
  async setRef(ref: string, to: ObjectName): Promise<void> {
    const done = 'start: ok\ncommit: ok\n';
    await this.refs.ask(`start\nupdate ${ref} ${to}\ncommit\n`, (received) =>
      received.length < done.length ? null : received.length,
    );
  }

  /** Attributes are read again after this. */
  async forgetAttributes(): Promise<void> {
    await this.attributes.close();
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((pipe) => pipe.close()));
  }

  private get all(): readonly GitPipe[] {
    return [this.objects, this.attributes, this.differences, this.refs];
  }
}

/** Bytes behind the header line; none for `NAME missing`. */
function sizeOf(received: Buffer, header: number): number {
  const [, , size] = received.toString('latin1', 0, Math.max(header, 0)).split(' ');
  return size === undefined ? 0 : Number(size) + 1;
}

function endOfFields(received: Buffer, count: number): number | null {
  let at = 0;
  for (let field = 0; field < count; field += 1) {
    at = received.indexOf(0, at) + 1;
    if (at === 0) {
      return null;
    }
  }
  return at;
}
