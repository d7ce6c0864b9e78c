import type { HostUse } from '../../protocol';
import type { Translate } from '../translate';

const maxKept = 100;
/** More than a person would read is asked for in several steps. */
const maxWanted = 20;

/** What the connections of one command came to, each host and port once. */
export class HostUses {
  readonly #uses = new Map<string, HostUse>();
  #more = 0;

  /** Whether this is the first of its kind, so that there is something new to tell. */
  add(use: Omit<HostUse, 'times'>): boolean {
    const key = JSON.stringify([use.host, use.port, use.blocked]);
    const known = this.#uses.get(key);
    if (known === undefined && this.#uses.size >= maxKept) {
      this.#more += 1;
      return false;
    }
    this.#uses.set(key, { ...use, times: (known?.times ?? 0) + 1 });
    return known === undefined;
  }

  get seen(): { hosts: HostUse[]; more: number } {
    return { hosts: [...this.#uses.values()], more: this.#more };
  }
}

/** `registry.example` on the ports that are usual, else with its port; IPv6 addresses in brackets. */
export function hostEntry({ host, port }: Pick<HostUse, 'host' | 'port'>): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === 80 || port === 443 ? name : `${name}:${port}`;
}

/** What was stopped, and why; said to the client, to the model and in the transcript. */
export function hostUseSentence(use: Omit<HostUse, 'times'>): string {
  const place = JSON.stringify(hostEntry(use)).slice(1, -1);
  switch (use.blocked) {
    case undefined:
      return `${place} was reached.`;
    case 'malformed':
      return `${place} was blocked: it is not a plain name or address of a host.`;
    case 'unlisted':
      return `${place} was blocked: it is not on this command's list of hosts.`;
    case 'denied':
      return `${place} was blocked: a rule denies it.`;
    case 'private':
      return `${place} was blocked: its name leads to an address of this machine or of a private network.`;
    case 'unresolved':
      return `${place} was not found.`;
    case 'unreachable':
      return `${place} could not be reached.`;
  }
}

/** What became of it, for the row that names the host. */
export function hostUseLabel({ blocked, times }: HostUse, t: Translate): string {
  const labels: Record<NonNullable<HostUse['blocked']>, string> = {
    malformed: t('blocked: not a plain name or address'),
    unlisted: t('blocked: not on the list'),
    denied: t('blocked: denied by a rule'),
    private: t('blocked: leads to a private address'),
    unresolved: t('not found'),
    unreachable: t('could not be reached'),
  };
  const label = blocked === undefined ? t('reached') : labels[blocked];
  return times === 1 ? label : t('{0}, {1} times', label, times);
}

/** Entries that a list would need for what it kept a command from. */
export function blockedHosts(uses: readonly HostUse[]): string[] {
  const unlisted = uses.filter(({ blocked }) => blocked === 'unlisted');
  return [...new Set(unlisted.map(hostEntry))].slice(0, maxWanted);
}

/** For the model, under the output; empty where nothing was blocked. */
export function blockedNote({ hosts, more }: { hosts: readonly HostUse[]; more: number }): string {
  const blocked = hosts.filter((use) => use.blocked !== undefined);
  if (blocked.length === 0) {
    return '';
  }
  const lines = blocked.slice(0, 20).map(hostUseSentence);
  const others = blocked.length - lines.length + more;
  const wanted = blockedHosts(blocked);
  const ask =
    wanted.length === 0 ? [] : [`If it is needed, ask with shell_network and hosts: ${JSON.stringify(wanted)}.`];
  const rest = others === 0 ? [] : [`${others} more were blocked.`];
  return `\n[Network: ${[...lines, ...rest, ...ask].join(' ')}]`;
}
