import { ForgeError } from '../../core/forges/forgeError';
import type { Access } from './githubClient';

const timeoutMs = 30_000;
const keptBytes = 256 * 1024;
const mostBytes = 64 * 1024 * 1024;

/**
 * The end of a log at a forge's address, null where it is gone. Forges lead to where logs lie, with an address that is
 * good for a moment: it is followed once, without the token, and not to a plainer protocol. Throws `ForgeError`; an
 * abort rejects with the signal's reason.
 */
export async function readLog(
  { host, api, timeoutMs: given }: Omit<Access, 'token'>,
  { path, headers }: { path: string; headers: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<string | null> {
  const within = { signal: AbortSignal.any([signal, AbortSignal.timeout(given ?? timeoutMs)]) };
  const url = new URL(`${api}${path}`);
  try {
    const first = await fetch(url, { headers, redirect: 'manual', ...within });
    const location = first.headers.get('location');
    const isMoved = first.status >= 300 && first.status < 400 && location !== null;
    const found = isMoved ? await follow(new URL(location, url), { api, within }) : first;
    if (found.status === 404 || found.status === 410) {
      return null;
    }
    if (!found.ok) {
      throw new ForgeError('server', `${host} did not give out the log (${found.status}).`);
    }
    return await endOf(found);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForgeError) {
      throw error;
    }
    throw new ForgeError('network', `The log at ${host} could not be read.`, { cause: error });
  }
}

function follow(to: URL, { api, within }: { api: string; within: { signal: AbortSignal } }): Promise<Response> {
  if (to.protocol !== 'https:' && to.protocol !== new URL(api).protocol) {
    throw new ForgeError('moved', 'The log was not read, because its address is not a safe one.');
  }
  return fetch(to, { redirect: 'error', ...within });
}

/** What is longer than a log may be ends there. */
async function endOf(response: Response): Promise<string> {
  let kept = Buffer.alloc(0);
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    kept = Buffer.concat([kept, chunk]).subarray(-keptBytes);
    if (bytes > mostBytes) {
      break;
    }
  }
  return kept.toString('utf8');
}
