import { ForgeError } from '../../core/forges/forgeError';
import type { ForgeHosts } from '../../core/forges/forgeHosts';
import type { Forge, OpenForge } from '../../core/forges/forgePorts';
import { resultTree } from '../../core/run/result';
import type { ForgeKind, ObjectName, TaskView } from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import { PullFollowUps } from './pullFollowUps';
import { PullOpenings } from './pullOpenings';
import { PullProposals } from './pullProposals';
import { PullRequests } from './pullRequests';
import { PullSets } from './pullSets';
import { PullTargets } from './pullTargets';
import type { PullDeps } from './pullWork';

/** How forges are reached, and as whom. */
export interface ForgeAccess {
  hosts: () => ForgeHosts;
  /** The sign-in for one host; undefined when there is none. With `ask` a person may be asked for it. */
  token: (host: string, kind: ForgeKind, how: 'ask' | 'quietly') => Promise<string | undefined>;
  open: (kind: ForgeKind, access: { host: string; api: string; token: string }) => Promise<Forge>;
}

export interface Pulls {
  proposals: PullProposals;
  openings: PullOpenings;
  requests: PullRequests;
  followUps: PullFollowUps;
  /** Those of tasks of several repositories. */
  sets: PullSets;
}

type Ports = Omit<PullDeps, 'fleet' | 'openForge' | 'targets' | 'resultOf'> & {
  fleet: Pick<FleetActs, 'holding' | 'message'>;
  groups: Pick<GroupStore, 'current'>;
};

/** Everything about pull requests, wired. Nothing is asked of a forge yet. */
export function createPulls(ports: Ports, access: ForgeAccess): Pulls {
  const openForge = opener(access);
  const targets = new PullTargets({ git: ports.git, hosts: access.hosts, openForge });
  const resultOf = (view: TaskView): Promise<ObjectName | null> => Promise.resolve(resultTree(view));
  const deps = { ...ports, openForge, targets, resultOf };
  return {
    proposals: new PullProposals(deps),
    openings: new PullOpenings(deps),
    requests: new PullRequests(deps),
    followUps: new PullFollowUps(deps),
    sets: new PullSets(deps),
  };
}

/** One forge for each sign-in, so that what it remembers of answers is of use. */
function opener({ hosts, token, open }: ForgeAccess): OpenForge {
  const known = new Map<string, { token: string; forge: Promise<Forge> }>();
  return async ({ host, kind }, how) => {
    const at = hosts().get(host);
    if (at?.kind !== kind) {
      throw new ForgeError('no-forge', `${host} is no forge that is known any more.`, {
        hint: 'Name it in the setting backgroundAgents.forges.',
      });
    }
    const given = await token(host, kind, how);
    if (given === undefined) {
      throw new ForgeError('signed-out', `There is no sign-in for ${host}.`, {
        host,
        hint: `Sign in to ${host} first.`,
      });
    }
    const before = known.get(`${host} ${at.api}`);
    if (before?.token === given) {
      return before.forge;
    }
    const forge = open(kind, { host, api: at.api, token: given });
    known.set(`${host} ${at.api}`, { token: given, forge });
    return forge;
  };
}
