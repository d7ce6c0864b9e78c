import type { HostUse } from '../../protocol';
import {
  type Address,
  isInRange,
  isLoopback,
  parseAddress,
  parseRange,
  plainAddress,
  type Range,
  reachOf,
} from './addresses';

/**
 * Which hosts a command may speak to. An entry is a name, `*.` and a name for all below it, or an address, each with a
 * port where it is not 80 or 443; in `deny` without a port it is every port, and may be a range of addresses or `*`.
 */
export interface HostAccess {
  allow: readonly string[];
  /** Entries of `allow` that come from the user's own configuration, and may lie in private networks. */
  inside: readonly string[];
  /** Beats every entry of `allow`. */
  deny: readonly string[];
}

/** Where a client wants to go, as it wrote it. */
export interface Target {
  host: string;
  port: number;
}

type BlockReason = NonNullable<HostUse['blocked']>;

export type HostVerdict =
  { kind: 'allowed'; host: string; mayBePrivate: boolean } | { kind: 'blocked'; host: string; reason: BlockReason };

type Place =
  | { kind: 'name'; name: string }
  | { kind: 'below'; name: string }
  | { kind: 'address'; address: Address }
  | { kind: 'range'; range: Range }
  | { kind: 'any' };

interface HostRule {
  place: Place;
  port: number | null;
}

const usualPorts = [80, 443];
const maxLength = 253;

/** An entry in its one spelling; null when a list for `allow` can't have it. */
export function plainEntry(entry: string): string | null {
  const rule = parseRule(entry);
  const place = rule === null || !isNarrow(rule.place) ? null : plainPlace(rule.place);
  return rule === null || place === null ? null : `${place}${rule.port === null ? '' : `:${rule.port}`}`;
}

/** Whether an entry of `deny` is one that `judgeTarget` understands. */
export function isDenyEntry(entry: string): boolean {
  return parseRule(entry) !== null;
}

/** Looks at the names alone; what the name leads to is for `judgeAddress`. */
export function judgeTarget({ host, port }: Target, access: HostAccess): HostVerdict {
  const plain = plainHost(host);
  if (plain === null || !Number.isInteger(port) || port < 1 || port > 65_535) {
    return { kind: 'blocked', host: host.slice(0, maxLength), reason: 'malformed' };
  }
  const blocked = (reason: BlockReason) => ({ kind: 'blocked', host: plain, reason }) as const;
  const covers = (rule: HostRule | null, ports: readonly number[] | null): rule is HostRule =>
    rule !== null &&
    (rule.port === null ? ports === null || ports.includes(port) : rule.port === port) &&
    isAt(rule.place, plain);
  if (access.deny.map(parseRule).some((rule) => covers(rule, null))) {
    return blocked('denied');
  }
  const found = access.allow.flatMap((entry) => {
    const rule = parseRule(entry);
    return covers(rule, usualPorts) && isNarrow(rule.place) ? [{ entry, rule }] : [];
  });
  if (found.length === 0) {
    return blocked('unlisted');
  }
  const mayBePrivate = found.some(({ entry, rule }) => isMeantPrivate(rule) || access.inside.includes(entry));
  return { kind: 'allowed', host: plain, mayBePrivate };
}

/** Why an address that an allowed name led to may not be connected to; null when it may. */
export function judgeAddress(
  address: Address,
  access: HostAccess,
  how: { mayBePrivate: boolean; isOfThisMachine: boolean },
): BlockReason | null {
  const denied = access.deny
    .map(parseRule)
    .some((rule) => rule?.port === null && isAt(rule.place, plainAddress(address)));
  if (denied) {
    return 'denied';
  }
  const reach = how.isOfThisMachine && reachOf(address) === 'public' ? 'private' : reachOf(address);
  return reach === 'public' || (reach === 'private' && how.mayBePrivate) ? null : 'private';
}

/**
 * Services of this machine that the entries name with their port: what speaks no HTTP can be forwarded there, from the
 * same port.
 */
export function forwardedPorts({ allow }: HostAccess): { host: string; port: number }[] {
  const found = new Map<number, { host: string; port: number }>();
  for (const rule of allow.map(parseRule)) {
    if (rule?.port == null || !isMeantPrivate(rule)) {
      continue;
    }
    const { place, port } = rule;
    if (place.kind === 'name' || (place.kind === 'address' && isLoopback(place.address))) {
      found.set(port, { host: place.kind === 'name' ? place.name : plainAddress(place.address), port });
    }
  }
  return [...found.values()];
}

/** Ports of this machine itself that the entries name and nothing denies, for a command that reaches it directly. */
export function portsOfThisMachine(access: HostAccess): number[] {
  const addresses = ['127.0.0.1', '::1'].map((text) => parseAddress(text) ?? []);
  const names = ['localhost', ...addresses.map(plainAddress)];
  const how = { mayBePrivate: true, isOfThisMachine: true };
  const isOpen = addresses.every((address) => judgeAddress(address, access, how) === null);
  return forwardedPorts(access)
    .filter(
      ({ host, port }) =>
        isOpen && names.includes(host) && !names.some((name) => isDenied({ host: name, port }, access)),
    )
    .map(({ port }) => port);
}

function isDenied(target: Target, access: HostAccess): boolean {
  const verdict = judgeTarget(target, access);
  return verdict.kind === 'blocked' && verdict.reason === 'denied';
}

/** Lower case, without a final dot, an address in its one spelling. Null for what is no plain name or address. */
function plainHost(host: string): string | null {
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  const address = parseAddress(bare);
  if (address !== null) {
    return plainAddress(address);
  }
  const name = host.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  const isPlain = labels.every((label) => /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/.test(label));
  return isPlain && name.length <= maxLength && !isNumber(labels.at(-1) ?? '') ? name : null;
}

/** Programs take a name that ends in a number for an address: `2130706433`, `0x7f.1`, `127.1`. */
function isNumber(label: string): boolean {
  return /^(\d+|0x[\da-f]*)$/.test(label);
}

function parseRule(entry: string): HostRule | null {
  const text = entry.trim().toLowerCase();
  const range = parseRange(text);
  if (range !== null) {
    return { place: { kind: 'range', range }, port: null };
  }
  const isBareV6 = parseAddress(text) !== null && text.includes(':');
  const [, host = text, port] = (isBareV6 ? null : /^(.*?)(?::(\d{1,5}))?$/.exec(text)) ?? [];
  const place = placeOf(host);
  const number = port === undefined ? null : Number(port);
  return place === null || (number !== null && (number < 1 || number > 65_535)) ? null : { place, port: number };
}

function placeOf(host: string): Place | null {
  if (host === '*') {
    return { kind: 'any' };
  }
  const isBelow = host.startsWith('*.');
  const name = plainHost(isBelow ? host.slice(2) : host);
  const address = name === null ? null : parseAddress(name);
  if (name === null || (isBelow && address !== null)) {
    return null;
  }
  return address === null ? { kind: isBelow ? 'below' : 'name', name } : { kind: 'address', address };
}

function plainPlace(place: Place): string | null {
  switch (place.kind) {
    case 'name':
      return place.name;
    case 'below':
      return `*.${place.name}`;
    case 'address': {
      const text = plainAddress(place.address);
      return text.includes(':') ? `[${text}]` : text;
    }
    case 'range':
    case 'any':
      return null;
  }
}

/** A list that allows everything below a top-level domain is no list. */
function isNarrow(place: Place): boolean {
  return place.kind === 'name' || place.kind === 'address' || (place.kind === 'below' && place.name.includes('.'));
}

function isAt(place: Place, host: string): boolean {
  const address = parseAddress(host);
  switch (place.kind) {
    case 'any':
      return true;
    case 'name':
      return host === place.name;
    case 'below':
      return host.endsWith(`.${place.name}`);
    case 'address':
      return host === plainAddress(place.address);
    case 'range':
      return address !== null && isInRange(address, place.range);
  }
}

/** Who writes an address, or this machine's own name, means just that, wherever it is. */
function isMeantPrivate({ place }: HostRule): boolean {
  return place.kind === 'address' || (place.kind === 'name' && place.name === 'localhost');
}
