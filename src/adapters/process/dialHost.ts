import { lookup as lookupDns } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parseAddress } from '../../core/network/addresses';
import {
  type HostAccess,
  type HostVerdict,
  judgeAddress,
  judgeTarget,
  type Target,
} from '../../core/network/hostRules';
import { upstreamFor } from './upstreamProxy';

/** The addresses of a name, none when it has none. */
export type Lookup = (name: string) => Promise<string[]>;

export interface DialOptions {
  access: HostAccess;
  /** Where the proxy is named through which this machine reaches others, if there is one. */
  env: Readonly<NodeJS.ProcessEnv>;
  lookup: Lookup;
}

type Blocked = Extract<HostVerdict, { kind: 'blocked' }>;

/** `upstream`: the socket leads to the user's own proxy, which is still to be told where to go. */
export type Dialled = { kind: 'direct' | 'upstream'; host: string; socket: Socket; authorization?: string } | Blocked;

const patienceMs = 30_000;

/** As the system does it, with its `hosts` file. This machine's own name is never asked for. */
export async function lookupHost(name: string): Promise<string[]> {
  if (name === 'localhost') {
    return ['127.0.0.1', '::1'];
  }
  try {
    return (await lookupDns(name, { all: true, order: 'verbatim' })).map(({ address }) => address);
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return [];
    }
    throw error;
  }
}

/**
 * Connects to where a client wants to go, if it may. A name is looked up once, and what was looked at is what is connected
 * to.
 */
export async function dialHost(target: Target, options: DialOptions): Promise<Dialled> {
  const verdict = judgeTarget(target, options.access);
  if (verdict.kind === 'blocked') {
    return verdict;
  }
  const { host, mayBePrivate } = verdict;
  const upstream = mayBePrivate || parseAddress(host) !== null ? null : upstreamFor(host, target.port, options.env);
  if (upstream !== null) {
    const socket = await reached(upstream.host, upstream.port);
    const { authorization } = upstream;
    const said = authorization === undefined ? {} : { authorization };
    return socket === null
      ? { kind: 'blocked', host, reason: 'unreachable' }
      : { kind: 'upstream', host, socket, ...said };
  }
  return await direct({ host, port: target.port }, mayBePrivate, options);
}

async function direct({ host, port }: Target, mayBePrivate: boolean, options: DialOptions): Promise<Dialled> {
  const found = parseAddress(host) === null ? await options.lookup(host) : [host];
  const ours = ownAddresses();
  let reason: Blocked['reason'] = 'unresolved';
  for (const address of found) {
    const bytes = parseAddress(address);
    const how = { mayBePrivate, isOfThisMachine: ours.has(address) };
    const objection = bytes === null ? 'malformed' : judgeAddress(bytes, options.access, how);
    const socket = objection === null ? await reached(address, port) : null;
    if (socket !== null) {
      return { kind: 'direct', host, socket };
    }
    reason = objection ?? 'unreachable';
  }
  return { kind: 'blocked', host, reason };
}

function ownAddresses(): Set<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((found = []) => found.map(({ address }) => address)));
}

/** Null when nothing answers there in time. */
function reached(host: string, port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, allowHalfOpen: true, timeout: patienceMs });
    const fail = () => {
      socket.destroy();
      resolve(null);
    };
    socket.once('error', fail);
    socket.once('timeout', fail);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      socket.off('timeout', fail);
      resolve(socket);
    });
  });
}
