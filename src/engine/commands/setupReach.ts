import type { HostAccess } from '../../core/network/hostRules';
import { blockedHosts, type HostUses } from '../../core/network/hostUses';
import { npmRegistry } from '../../core/network/registries';
import { accessTo, hostFacts, plainEntries } from '../../core/network/judgeHosts';
import type { Request, SetupList } from '../../protocol';
import type { Session } from '../session';

type SetupRequest = Extract<Request, { kind: 'setup' }>;

/** What a run of setup commands may reach; `hosts` and `access` are null for the whole network. */
export interface SetupReach {
  hosts: string[] | null;
  access: HostAccess | null;
  /** Beside those of the list and those that were allowed for the repository: a run before was kept from them. */
  added: string[];
  /** Why they can't be held to hosts. */
  complaint: string | null;
  /** The last question about this list was about exactly this. */
  isAsAsked: boolean;
}

/**
 * The hosts of the list, the user's own registries, those that were allowed for the repository, and those that the last run of the list was kept
 * from: a person who is asked again can allow these.
 */
export async function reachOfSetup(session: Session, list: SetupList): Promise<SetupReach> {
  const { ports } = session;
  const asked = lastRequest(session, list);
  const complaint = list.hosts === undefined ? null : await ports.commands.hostsComplaint();
  if (list.hosts === undefined || complaint !== null) {
    const isAsAsked = asked !== undefined && asked.hosts === undefined;
    return { hosts: null, access: null, added: [], complaint, isAsAsked };
  }
  const settings = await ports.network.settings();
  const own = list.hosts.includes(npmRegistry) ? settings.own : [];
  const known = plainEntries([...list.hosts, ...own, ...settings.allowed]);
  const added = keptFrom(session, list).filter((host) => !known.includes(host));
  const hosts = [...known, ...added];
  const isAsAsked = asked?.hosts !== undefined && hosts.every((host) => asked.hosts?.includes(host));
  return { hosts, access: accessTo(hosts, settings), added, complaint, isAsAsked };
}

export function reachFacts({ hosts, added, complaint }: SetupReach): string[] {
  if (hosts === null) {
    const why = complaint === null ? '' : ` ${complaint}`;
    return [`It has access to the whole network: it can’t be held to package registries here.${why}`];
  }
  if (hosts.length === 0) {
    return ['It has no network.'];
  }
  const more = added.length === 0 ? [] : [`The run before was kept from ${added.join(', ')}.`];
  return [...hostFacts(hosts), ...more];
}

/** After a failure: what the run was kept from, and how that can be changed. */
export function blockedAsk(seen: HostUses['seen']): string {
  const blocked = blockedHosts(seen.hosts);
  return blocked.length === 0 ? '' : ` It was kept from ${blocked.join(', ')}; Retry asks whether it may reach them.`;
}

function lastRequest({ events }: Session, { digest }: SetupList): SetupRequest | undefined {
  for (const event of events.toReversed()) {
    if (event.type === 'question' && event.request.kind === 'setup' && event.request.list.digest === digest) {
      return event.request;
    }
  }
  return undefined;
}

/** What runs that failed were kept from since the list was planned anew. */
function keptFrom({ events }: Session, { kind }: SetupList): string[] {
  const failed = new Set(
    events.flatMap((event) =>
      event.type === 'setup.result' && event.outcome === 'failed' && event.kind === kind ? [event.setupId] : [],
    ),
  );
  const uses = events.flatMap((event) =>
    event.type === 'network.used' && failed.has(event.source) ? event.hosts : [],
  );
  return blockedHosts(uses);
}
