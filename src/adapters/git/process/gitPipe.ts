import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { GitError } from '../../../core/errors';

/** How many bytes of what has come are the whole answer; null while more has to come. */
export type AnswerEnd = (received: Buffer) => number | null;

interface Asked {
  of: Running;
  end: AnswerEnd;
  resolve: (answer: Buffer) => void;
  reject: (error: Error) => void;
}

interface Running {
  child: ChildProcessWithoutNullStreams;
  received: Buffer;
  answers: number;
  idle: NodeJS.Timeout | undefined;
  hasEnded: boolean;
}

const idleMs = 5_000;
/** A git that runs on keeps in memory what it has read. */
const maxAnswers = 500;

/**
 * One git that answers question after question on its standard input, in the place of a process for each. It is started
 * with the first question and ended when nothing was asked for some seconds.
 */
export class GitPipe {
  private running: Promise<Running> | null = null;
  private asked: Asked | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly start: () => Promise<ChildProcessWithoutNullStreams>) {}

  /** One question after the other. Rejects with `GitError('failed')` when git ends without having answered. */
  ask(question: string | Uint8Array, end: AnswerEnd): Promise<Buffer> {
    const answered = this.last.then(() => this.askNow(question, end));
    this.last = answered.catch(() => null);
    return answered;
  }

  /** Starts git for a question that is about to come. */
  warm(): void {
    this.running ??= this.begin();
    // Told to whoever asks.
    this.running.catch(() => undefined);
  }

  /** Ends git after the questions that were asked. The next one starts another. */
  close(): Promise<void> {
    const closed = this.last.then(() => this.end());
    this.last = closed;
    return closed;
  }

  private async askNow(question: string | Uint8Array, end: AnswerEnd): Promise<Buffer> {
    const running = await this.open();
    clearTimeout(running.idle);
    const answer = await new Promise<Buffer>((resolve, reject) => {
      this.asked = { of: running, end, resolve, reject };
      running.child.stdin.write(question);
    });
    running.answers += 1;
    if (running.answers >= maxAnswers) {
      await this.end();
    } else {
      running.idle = setTimeout(() => void this.close(), idleMs);
    }
    return answer;
  }

  /** The one that runs, or another where there is none or somebody has ended it. */
  private async open(): Promise<Running> {
    const present = await this.running?.catch(() => null);
    if (present?.hasEnded === false) {
      return present;
    }
    this.running = this.begin();
    return await this.running;
  }

  private async begin(): Promise<Running> {
    const child = await this.start();
    const idle = setTimeout(() => void this.close(), idleMs);
    const running: Running = { child, received: Buffer.alloc(0), answers: 0, idle, hasEnded: false };
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      running.received = running.received.length === 0 ? chunk : Buffer.concat([running.received, chunk]);
      this.look(running);
    });
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    // Why it ended is told by its exit.
    child.stdin.on('error', (error) => errors.push(Buffer.from(error.message)));
    child.on('error', (error) => this.ended(running, error.message));
    child.on('close', () => this.ended(running, Buffer.concat(errors).toString().trim()));
    return running;
  }

  private look(running: Running): void {
    const asked = this.askedOf(running);
    const length = asked?.end(running.received) ?? null;
    if (length !== null) {
      const answer = running.received.subarray(0, length);
      running.received = running.received.subarray(length);
      this.asked = null;
      asked?.resolve(answer);
    }
  }

  private ended(running: Running, why: string): void {
    running.hasEnded = true;
    clearTimeout(running.idle);
    const asked = this.askedOf(running);
    if (asked !== null) {
      this.asked = null;
      asked.reject(new GitError('failed', `Git ended without an answer: ${why}`, { audience: 'log' }));
    }
  }

  /** What this one is to answer: the one before it may still be ending. */
  private askedOf(running: Running): Asked | null {
    return this.asked?.of === running ? this.asked : null;
  }

  private async end(): Promise<void> {
    const running = await this.running?.catch(() => null);
    clearTimeout(running?.idle);
    this.running = null;
    running?.child.stdin.end();
  }
}
