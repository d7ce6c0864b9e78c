import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as net from 'node:net';
import { lock } from 'proper-lockfile';
import { StoreError } from '../../core/errors';
import type { Disposable, Log } from '../../core/ports';
import type { ResidentConnection } from '../../core/residentPorts';
import { type ResidentMessage, ResidentRequest } from '../../protocol';
import { LineSocket } from './lineSocket';
import { newAddress, removeOldSockets, removeRecord, writeRecord } from './residentRecord';

interface ServerOptions {
  dataDir: string;
  /** A window that has said the token. */
  onWindow: (window: ResidentConnection<ResidentMessage, ResidentRequest>) => void;
  log: Log;
}

/** A process that holds the lock shows so at least this often; one that was killed is followed after it. */
const staleMs = 5_000;
const helloMs = 5_000;

/**
 * Lets windows connect to this process, the only one that does so for a data directory. Throws `StoreError('owned')`
 * when there is one already. Disposing closes it to new windows; those that are connected stay.
 */
export async function serveWindows({ dataDir, onWindow, log }: ServerOptions): Promise<Disposable> {
  const release = await takePlace(dataDir, log);
  await removeOldSockets(dataDir);
  const token = randomBytes(32).toString('hex');
  const address = await newAddress(dataDir, process.pid);
  const server = net.createServer((socket) => admit(socket, token, log, onWindow));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  await writeRecord(dataDir, { pid: process.pid, address, token });
  return {
    dispose: () => {
      server.close();
      void removeRecord(dataDir, process.pid)
        .then(() => release())
        .catch((error: unknown) => log.warn(`The place of this process was not given back: ${String(error)}`));
    },
  };
}

async function takePlace(dataDir: string, log: Log): Promise<() => Promise<void>> {
  try {
    return await lock(dataDir, {
      lockfilePath: `${dataDir}/resident.lock`,
      stale: staleMs,
      realpath: false,
      retries: { retries: 8, minTimeout: 250, maxTimeout: 1_000 },
      onCompromised: (error) => log.warn(`The lock of the process that runs tasks was lost: ${error.message}`),
    });
  } catch (error) {
    throw new StoreError('owned', 'Another process runs the tasks of this data directory already.', {
      cause: error,
      audience: 'log',
    });
  }
}

/** Nothing is said to, or taken from, a peer that has not said the token. */
function admit(socket: net.Socket, token: string, log: Log, onWindow: ServerOptions['onWindow']): void {
  const connection = new LineSocket<ResidentMessage, ResidentRequest>(socket, ResidentRequest, log);
  const late = setTimeout(() => connection.close(), helloMs);
  const greeting = connection.onMessage((request) => {
    clearTimeout(late);
    greeting.dispose();
    if (request.type === 'hello' && isSame(request.token, token)) {
      onWindow(connection);
    } else {
      log.warn('A connection without the right token was refused.');
      connection.close();
    }
  });
  void connection.closed.then(() => clearTimeout(late));
}

function isSame(said: string, token: string): boolean {
  const [a, b] = [Buffer.from(said), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
