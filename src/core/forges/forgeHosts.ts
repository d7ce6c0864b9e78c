import { type ForgeKind, type ForgeRepo, GivenForges } from '../../protocol';

/** A server that is a forge, and the address of its interface. */
export interface ForgeHost {
  kind: ForgeKind;
  /** Without a slash at its end. */
  api: string;
}

/** By host name in lower case, with the port of its web pages where it has one. */
export type ForgeHosts = ReadonlyMap<string, ForgeHost>;

const usual: readonly [string, ForgeHost][] = [
  ['github.com', { kind: 'github', api: 'https://api.github.com' }],
  ['gitlab.com', { kind: 'gitlab', api: 'https://gitlab.com/api/v4' }],
];

const paths: Record<ForgeKind, string> = { github: '/api/v3', gitlab: '/api/v4' };

/**
 * The forges of a person, from the value of the setting `backgroundAgents.forges`: host name to kind, and the address of
 * the interface where it is another than usual. What can't be one, or would send a token unencrypted, is left out.
 */
export function givenForgeHosts(value: unknown): ForgeHosts {
  const given = GivenForges.safeParse(value);
  const entries = Object.entries(given.data ?? {}).flatMap(([name, { kind, api }]): [string, ForgeHost][] => {
    const host = name.toLowerCase();
    const known = usual.find(([each]) => each === host)?.[1];
    const address = (api ?? known?.api ?? `https://${host}${paths[kind]}`).replace(/\/+$/, '');
    return isHostName(host) && isSafeApi(address) ? [[host, { kind, api: address }]] : [];
  });
  return new Map([...usual, ...entries]);
}

/** Over https, or to this machine: a token goes there. */
export function isSafeApi(address: string): boolean {
  return /^(https:\/\/[a-z\d.-]+(:\d+)?|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?)(\/[\w./~-]*)?$/i.test(
    address,
  );
}

function isHostName(name: string): boolean {
  return /^[a-z\d]([a-z\d.-]*[a-z\d])?(:\d+)?$/.test(name);
}

interface Address {
  /** As the forge is known by: of ssh without the port, which is another than that of its web pages. */
  host: string;
  path: string;
}

/**
 * The repository that the address of a remote means: `https://host/owner/name.git`, `ssh://git@host:22/owner/name` or
 * `git@host:owner/name`. Null where the host is no forge that is known, or the path no repository's.
 */
export function forgeRepoOf(url: string, hosts: ForgeHosts): ForgeRepo | null {
  const address = addressOf(url);
  const known = address === null ? undefined : hosts.get(address.host);
  if (address === null || known === undefined) {
    return null;
  }
  const parts = address.path.split('/');
  const isPath = parts.every((part) => /^[\w.-]+$/.test(part) && part !== '.' && part !== '..');
  const fits = known.kind === 'github' ? parts.length === 2 : parts.length >= 2;
  return isPath && fits ? { kind: known.kind, host: address.host, path: address.path } : null;
}

function addressOf(url: string): Address | null {
  const web = /^https:\/\/(?:[^@/]*@)?([^@/]+)\/(.+)$/i.exec(url);
  const ssh = /^ssh:\/\/(?:[^@/]*@)?([^@/:]+)(?::\d+)?\/(.+)$/i.exec(url);
  const short = /^(?:[^@/:]+@)?([\w.-]+):(?!\/\/)\/?(.+)$/.exec(url);
  const [, host = '', path = ''] = web ?? ssh ?? short ?? [];
  const plain = path.replace(/\/+$/, '').replace(/\.git$/i, '');
  if (host === '' || plain === '') {
    return null;
  }
  return { host: sameHost(host.toLowerCase()), path: plain };
}

/** GitHub and GitLab take ssh on port 443 at hosts of their own. */
function sameHost(host: string): string {
  const others: Record<string, string> = { 'ssh.github.com': 'github.com', 'altssh.gitlab.com': 'gitlab.com' };
  return others[host] ?? host.replace(/:443$/, '');
}

/** The address of another repository of the same host, written as this one is. */
export function siblingUrl(url: string, path: string): string {
  return url.replace(
    /^(https:\/\/[^/]+\/|ssh:\/\/[^/]+\/|(?:[^@/:]+@)?[\w.-]+:\/?)(.+)$/i,
    (_, start: string, rest: string) => {
      return `${start}${path}${/\.git\/*$/i.test(rest) ? '.git' : ''}`;
    },
  );
}
