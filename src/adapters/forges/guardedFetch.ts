import { ForgeError } from '../../core/forges/forgeError';

const timeoutMs = 30_000;
const mostBytes = 8 * 1024 * 1024;
const mostRedirects = 3;

interface Options {
  /** Where the token may be sent: requests and redirects to anything else are refused. */
  api: string;
  /** How the forge is named to people. */
  host: string;
  timeoutMs?: number;
}

/**
 * `fetch` for one forge: only to its own origin, with every answer read whole, bounded in time and bytes. A redirect is
 * followed for what only reads, and only within the origin, so that a token is never carried elsewhere. Throws
 * `ForgeError('moved' | 'network' | 'timeout' | 'server')`; an abort rejects with the signal's reason.
 */
export function guardedFetch(options: Options): typeof fetch {
  const { origin } = new URL(options.api);
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    for (let followed = 0; ; followed += 1) {
      if (url.origin !== origin || followed > mostRedirects) {
        throw moved(options.host);
      }
      const response = await once(url, init, options);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        return response;
      }
      if ((init.method ?? 'GET').toUpperCase() !== 'GET') {
        throw moved(options.host);
      }
      url = new URL(location, url);
    }
  };
}

async function once(url: URL, init: RequestInit, { host, timeoutMs: given }: Options): Promise<Response> {
  const late = AbortSignal.timeout(given ?? timeoutMs);
  const signal = init.signal ?? undefined;
  try {
    const all = AbortSignal.any(signal === undefined ? [late] : [signal, late]);
    const response = await fetch(url, { ...init, redirect: 'manual', signal: all });
    const body = await readWhole(response, host);
    const { status, statusText, headers } = response;
    return withUrl(new Response(isEmpty(status) ? null : body, { status, statusText, headers }), url);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ForgeError) {
      throw error;
    }
    if (late.aborted) {
      throw new ForgeError('timeout', `${host} did not answer in time.`, {
        cause: error,
        hint: 'Try again; if it goes on, look whether the server is reachable.',
      });
    }
    throw new ForgeError('network', `${host} could not be reached: ${reasonOf(error)}.`, {
      cause: error,
      hint: 'Check the network connection, then try again.',
    });
  }
}

function isEmpty(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** A response that was made here has none, and it is asked for. */
function withUrl(response: Response, url: URL): Response {
  return Object.defineProperty(response, 'url', { value: url.href });
}

async function readWhole(response: Response, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > mostBytes) {
      throw new ForgeError('server', `${host} sent more than ${mostBytes / 1024 / 1024} MB in one answer.`);
    }
  }
  return Buffer.concat(chunks);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
}

function moved(host: string): ForgeError {
  return new ForgeError('moved', `${host} pointed to another address, which was not followed.`, {
    hint: 'If the repository was renamed or moved, set the new address with git remote set-url, then try again.',
  });
}
