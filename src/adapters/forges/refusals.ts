import { ForgeError } from '../../core/forges/forgeError';

/** An answer that is no success, as the forge gave it. */
export interface Refusal {
  host: string;
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | number | undefined>>;
  /** What it said, shortened; untrusted. */
  message: string;
}

type Test = (refusal: Refusal) => ForgeError | null;

/** What an answer means for a person. The first test that knows it decides. */
export function refusalError(refusal: Refusal): ForgeError {
  for (const test of tests) {
    const error = test(refusal);
    if (error !== null) {
      return error;
    }
  }
  const { host, status, message } = refusal;
  return new ForgeError('server', `${host} answered ${status}: ${message}`, { hint: 'Try again later.' });
}

const tests: readonly Test[] = [
  twoFactor,
  signedOut,
  rateLimit,
  singleSignOn,
  archived,
  forbidden,
  notFound,
  exists,
  invalid,
];

function twoFactor({ host, status, headers, message }: Refusal): ForgeError | null {
  const isAsked = headers['x-github-otp'] !== undefined || /two-factor|\b2FA\b/i.test(message);
  if ((status !== 401 && status !== 403) || !isAsked) {
    return null;
  }
  return new ForgeError('two-factor', `${host} wants two-factor authentication for this: ${message}`, {
    hint: `Turn it on for your account at ${host}, then sign in again.`,
  });
}

function signedOut({ host, status }: Refusal): ForgeError | null {
  return status === 401
    ? new ForgeError('signed-out', `${host} does not accept the sign-in any more: it was revoked or has expired.`, {
        host,
        hint: `Sign in to ${host} again.`,
      })
    : null;
}

function rateLimit({ host, status, headers, message }: Refusal): ForgeError | null {
  const isUsedUp = String(headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining']) === '0';
  const isLimited = status === 429 || (status === 403 && (isUsedUp || /rate limit/i.test(message)));
  if (!isLimited) {
    return null;
  }
  const untilMs = endOf(headers);
  const until = untilMs === undefined ? '' : ` It answers again from ${new Date(untilMs).toISOString()} on.`;
  return new ForgeError('rate-limit', `${host} answers no more requests for now: its rate limit was reached.${until}`, {
    untilMs,
    hint: 'Wait until then, and try again.',
  });
}

/** `Retry-After` counts from now, in seconds or as a date; the others name the second since 1970. */
function endOf(headers: Refusal['headers']): number | undefined {
  const after = headers['retry-after'];
  if (after !== undefined) {
    const seconds = Number(after);
    return Number.isFinite(seconds) ? Date.now() + seconds * 1000 : validTime(Date.parse(String(after)));
  }
  const reset = Number(headers['x-ratelimit-reset'] ?? headers['ratelimit-reset']);
  return validTime(reset * 1000);
}

function validTime(ms: number): number | undefined {
  return Number.isFinite(ms) && ms > 0 && ms < 8.64e15 ? ms : undefined;
}

function singleSignOn({ host, status, headers, message }: Refusal): ForgeError | null {
  const header = headers['x-github-sso'];
  if (status !== 403 || (header === undefined && !/SAML|single sign-on/i.test(message))) {
    return null;
  }
  const address = /url=(https:\/\/[^\s;]+)/.exec(String(header))?.[1];
  const isOwn = address?.startsWith(`https://${host}/`) === true;
  return new ForgeError('sso', `${host} wants the sign-in to be authorized for the organization first.`, {
    hint: isOwn ? `Authorize it at ${address}, then try again.` : `Authorize it at ${host}, then try again.`,
  });
}

function archived({ host, status, message }: Refusal): ForgeError | null {
  return status === 403 && /archived|read-only/i.test(message)
    ? new ForgeError('archived', `The repository at ${host} is archived, so nothing can be pushed or opened there.`, {
        hint: 'Ask its owner to unarchive it, or choose another remote.',
      })
    : null;
}

function forbidden({ host, status, message }: Refusal): ForgeError | null {
  return status === 403
    ? new ForgeError('forbidden', `${host} does not allow this: ${message}`, {
        hint: 'Check what your account, or the token that is used, may do there.',
      })
    : null;
}

function notFound({ host, status }: Refusal): ForgeError | null {
  return status === 404 || status === 410 || status === 451
    ? new ForgeError('not-found', `${host} has no such repository or pull request, or hides it from this sign-in.`, {
        hint: 'Check the address of the remote, and that your account or token may see the repository.',
      })
    : null;
}

function exists({ host, status, message }: Refusal): ForgeError | null {
  return (status === 422 || status === 409) && /already exists/i.test(message)
    ? new ForgeError('exists', `There is a pull request for this branch at ${host} already.`, {
        hint: 'Open that one, or choose another name for the branch.',
      })
    : null;
}

function invalid({ host, status, message }: Refusal): ForgeError | null {
  return status === 422 || status === 400 || status === 409
    ? new ForgeError('invalid', `${host} did not take it: ${message}`, {
        hint: 'Check the title, the branch it is to go into, and that there is a difference between the two.',
      })
    : null;
}
