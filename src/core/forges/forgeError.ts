import { AppError } from '../errors';

/** What a forge, or git on the way to it, refused or could not do. */
export class ForgeError extends AppError<
  /** No remote of the repository is at a forge that is known. */
  | 'no-forge'
  /** There is no sign-in, or it is not accepted any more. */
  | 'signed-out'
  | 'rate-limit'
  /** An organization wants the sign-in to be authorized for it. */
  | 'sso'
  | 'two-factor'
  /** Not there, or hidden from this sign-in. */
  | 'not-found'
  | 'forbidden'
  | 'archived'
  /** There is a pull request for this branch. */
  | 'exists'
  | 'invalid'
  /** The branch at the remote has other commits. */
  | 'branch-taken'
  | 'protected'
  | 'push-refused'
  /** The repository has moved, or the server pointed to another one, which is not followed. */
  | 'moved'
  | 'network'
  | 'timeout'
  | 'server'
> {
  readonly domain = 'forge';
  /** Milliseconds since 1970 from which it may be asked again, where the forge said so. */
  readonly untilMs: number | undefined;
  /** The forge whose sign-in was not accepted or is missing; not set where git's own was. */
  readonly host: string | undefined;

  constructor(
    reason: ForgeError['reason'],
    message: string,
    options: ConstructorParameters<typeof AppError>[2] & { untilMs?: number | undefined; host?: string } = {},
  ) {
    super(reason, message, options);
    this.untilMs = options.untilMs;
    this.host = options.host;
  }

  /** Whether what was asked for may have been done all the same. */
  get isUncertain(): boolean {
    return ['network', 'timeout', 'server'].includes(this.reason);
  }
}
