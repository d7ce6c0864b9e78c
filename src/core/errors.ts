import type { ErrorData } from '../protocol';

interface AppErrorOptions {
  cause?: unknown;
  /** What the user can do next, as a sentence. */
  hint?: string;
  audience?: 'user' | 'log';
}

/** The base of every error with a known reason. A domain adds a class with its own `reason` union. */
export abstract class AppError<R extends string = string> extends Error {
  abstract readonly domain: string;
  readonly reason: R;
  readonly hint: string | undefined;
  readonly audience: 'user' | 'log';

  constructor(reason: R, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.reason = reason;
    this.hint = options.hint;
    this.audience = options.audience ?? 'user';
  }
}

export class GitError extends AppError<
  | 'missing'
  | 'too-old'
  | 'not-a-repository'
  | 'no-commit'
  | 'no-remote'
  | 'not-fetched'
  | 'locked'
  | 'conflict'
  | 'does-not-apply'
  | 'unsafe-path'
  | 'branch-exists'
  | 'worktree-missing'
  | 'no-identity'
  | 'hook-refused'
  | 'not-signed'
  | 'failed'
> {
  readonly domain = 'git';
}

export class ModelError extends AppError<
  | 'no-key'
  | 'auth'
  | 'rate-limit'
  | 'overloaded'
  | 'network'
  | 'cut'
  | 'idle'
  | 'bad-request'
  /** The request is longer than the model's window. */
  | 'context-length'
  | 'not-found'
  | 'server'
  | 'no-tools'
  | 'small-context'
  | 'no-window'
  | 'refused'
> {
  readonly domain = 'model';
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Whether the provider may charge for the request: not where it was refused, or never reached it. */
  readonly mayBeBilled: boolean;

  constructor(
    reason: ModelError['reason'],
    message: string,
    options: ConstructorParameters<typeof AppError>[2] & {
      retryAfterMs?: number | undefined;
      mayBeBilled?: boolean;
    } = {},
  ) {
    super(reason, message, options);
    this.retryAfterMs = options.retryAfterMs;
    this.mayBeBilled = options.mayBeBilled ?? ['cut', 'idle', 'server', 'refused'].includes(reason);
  }

  /** Whether the same request may succeed later without anyone's doing. */
  get isTransient(): boolean {
    return ['rate-limit', 'overloaded', 'network', 'cut', 'idle', 'server'].includes(this.reason);
  }
}

export class PathError extends AppError<
  | 'outside'
  | 'git'
  | 'ignored'
  | 'not-regular'
  | 'missing'
  | 'exists'
  | 'invalid'
  | 'too-large'
  | 'is-directory'
  | 'hard-link'
  | 'submodule'
  | 'mounted'
> {
  readonly domain = 'path';
}

export class EditError extends AppError<
  'no-match' | 'many-matches' | 'no-change' | 'binary' | 'bad-patch' | 'not-written'
> {
  readonly domain = 'edit';
}

export class StoreError extends AppError<
  'owned' | 'unknown-task' | 'damaged' | 'newer-layout' | 'disk-full' | 'not-writable' | 'failed'
> {
  readonly domain = 'store';
}

export class TaskError extends AppError<
  | 'not-possible-now'
  | 'runner-lost'
  | 'command-failed'
  | 'setup-failed'
  | 'secret-missing'
  | 'dependencies-not-copied'
  | 'invalid-calls'
  | 'no-changes'
  | 'untrusted'
  | 'here-not-landed'
  | 'committed'
  | 'unexpected'
> {
  readonly domain = 'task';
}

export class ProcessError extends AppError<'not-found' | 'spawn' | 'timeout' | 'sandbox'> {
  readonly domain = 'process';
}

type Revive = new (reason: never, message: string, options: AppErrorOptions) => AppError;

const domains = new Map<string, Revive>(
  Object.entries({ git: GitError, model: ModelError, path: PathError, edit: EditError, store: StoreError }),
);

/** The error again on the other side of a wire, of the class of its domain. One of an unknown domain is a `TaskError`. */
export function fromErrorData({ domain, reason, message, hint, audience }: ErrorData): AppError {
  const options = { audience, ...(hint === undefined ? {} : { hint }) };
  return new (domains.get(domain) ?? TaskError)(reason as never, message, options);
}

/** As data for a journal or a wire. An error that is none of ours keeps its message and is marked for the log. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof AppError) {
    return {
      domain: error.domain,
      reason: error.reason as string,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      audience: error.audience,
    };
  }
  if (isFullDisk(error)) {
    const message = 'The disk is full, so this could not be written.';
    return { domain: 'task', reason: 'disk-full', message, hint: roomHint, audience: 'user' };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { domain: 'task', reason: 'unexpected', message, audience: 'log' };
}

export const roomHint = 'Make room on the disk, then try again.';

/** As the system says it. */
export function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
