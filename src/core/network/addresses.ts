/** An address as its bytes: four of IPv4, sixteen of IPv6. */
export type Address = readonly number[];

/** `private`: on this machine or in its own networks. `never`: nothing that any list of hosts could mean. */
export type Reachable = 'public' | 'private' | 'never';

export interface Range {
  base: Address;
  bits: number;
}

/** Plain notation only: four decimal numbers, or IPv6 without brackets and zone. Null for everything else. */
export function parseAddress(text: string): Address | null {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** `10.0.0.0/8`, `fd00::/8`. */
export function parseRange(text: string): Range | null {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const base = parseAddress(address);
  return base === null || Number(bits) > base.length * 8 ? null : { base, bits: Number(bits) };
}

/** One spelling for each address; an IPv4 address that is written as one of IPv6 is the IPv4 address. */
export function plainAddress(address: Address): string {
  const bytes = embeddedV4(address) ?? address;
  if (bytes.length === 4) {
    return bytes.join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[2 * index] ?? 0) * 256 + (bytes[2 * index + 1] ?? 0));
  return groups.map((group) => group.toString(16)).join(':');
}

export function isInRange(address: Address, { base, bits }: Range): boolean {
  const bytes = base.length === 4 ? (embeddedV4(address) ?? address) : address;
  return (
    bytes.length === base.length &&
    bytes.every((byte, index) => {
      const kept = Math.min(8, Math.max(0, bits - 8 * index));
      const mask = (0xff << (8 - kept)) & 0xff;
      return (byte & mask) === ((base[index] ?? 0) & mask);
    })
  );
}

/** Where an address leads. IPv6 addresses that carry one of IPv4 lead where that does. */
export function reachOf(address: Address): Reachable {
  const bytes = embeddedV4(address) ?? address;
  if (neverRanges.some((range) => isInRange(bytes, range))) {
    return 'never';
  }
  return privateRanges.some((range) => isInRange(bytes, range)) ? 'private' : 'public';
}

export function isLoopback(address: Address): boolean {
  return loopback.some((range) => isInRange(address, range));
}

/** Unspecified, link-local, multicast and reserved addresses, and what clouds answer questions about a machine at. */
const neverRanges = ranges(
  ...['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'],
  ...['100.100.100.200/32', '168.63.129.16/32', '192.0.0.0/24'],
  ...['::/128', 'fe80::/10', 'fec0::/10', 'ff00::/8', 'fd00:ec2::/32', 'fd20:ce::/32', 'fd00:c1::/32', 'fd00:42::/32'],
);
const loopback = ranges('127.0.0.0/8', '::1/128');
const privateRanges = [
  ...loopback,
  ...ranges('10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', '198.18.0.0/15', 'fc00::/7'),
];

function ranges(...texts: string[]): Range[] {
  return texts.flatMap((text) => parseRange(text) ?? []);
}

/** Strict: no other base, no leading zeros, no missing parts, which programs read in different ways. */
function parseV4(text: string): Address | null {
  const parts = text.split('.');
  const isPlain = (part: string) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256;
  return parts.length === 4 && parts.every(isPlain) ? parts.map(Number) : null;
}

function parseV6(text: string): Address | null {
  const [head = '', tail, ...more] = text.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  if (more.length > 0 || before === null || after === null) {
    return null;
  }
  const missing = 16 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 2) {
    return null;
  }
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

/** The bytes of some groups, the last of which may be an IPv4 address. */
function groupsOf(text: string): number[] | null {
  const bytes: number[] = [];
  for (const [index, group] of (text === '' ? [] : text.split(':')).entries()) {
    const isLast = index === text.split(':').length - 1;
    const v4 = isLast ? parseV4(group) : null;
    if (v4 !== null) {
      bytes.push(...v4);
    } else if (/^[\da-f]{1,4}$/i.test(group)) {
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    } else {
      return null;
    }
  }
  return bytes.length > 16 ? null : bytes;
}

/** Mapped (`::ffff:a.b.c.d`), compatible (`::a.b.c.d`), translated (`64:ff9b::`) and 6to4 (`2002:`) addresses. */
function embeddedV4(address: Address): Address | null {
  if (address.length !== 16) {
    return null;
  }
  const begins = (...bytes: number[]) => bytes.every((byte, index) => address[index] === byte);
  const zeros = (count: number) => Array<number>(count).fill(0);
  const isCompatible = begins(...zeros(12)) && address.slice(12, 15).some((byte) => byte !== 0);
  if (begins(...zeros(10), 0xff, 0xff) || isCompatible || begins(0, 0x64, 0xff, 0x9b, ...zeros(8))) {
    return address.slice(12);
  }
  return begins(0x20, 0x02) ? address.slice(2, 6) : null;
}
