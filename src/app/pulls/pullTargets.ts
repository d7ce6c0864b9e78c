import { ForgeError } from '../../core/forges/forgeError';
import { type ForgeHosts, forgeRepoOf, siblingUrl } from '../../core/forges/forgeHosts';
import type { Forge, ForgeRepoFacts, GitPushes, OpenForge, PushRemote } from '../../core/forges/forgePorts';
import type { ForgeRepo, PullPlan } from '../../protocol';

interface Deps {
  git: GitPushes;
  hosts: () => ForgeHosts;
  openForge: OpenForge;
}

/** Where a pull request goes, and where its branch is pushed to. */
export interface PullTarget extends Pick<PullPlan, 'into' | 'from' | 'makesFork' | 'remote'> {
  facts: ForgeRepoFacts;
  forge: Forge;
  /** Git's addresses of both; they may hold a secret. */
  urls: { into: string; from: string };
}

interface Known extends PushRemote {
  repo: ForgeRepo;
}

const preferred = ['upstream', 'origin'];

/** The forges that the remotes of a repository are at. */
export class PullTargets {
  constructor(private readonly deps: Deps) {}

  /** Throws `ForgeError`. Without the right to push, the branch goes to a fork, which may have to be made. */
  async choose(root: string, wanted: string | undefined, signal: AbortSignal): Promise<PullTarget> {
    const remotes = await this.remotes(root);
    const into = chosen(remotes, wanted);
    const forge = await this.deps.openForge(into.repo, 'ask');
    const facts = await forge.repository(into.repo, signal);
    if (facts.isArchived) {
      throw new ForgeError('archived', `${into.repo.path} is archived, so no pull request can be opened there.`, {
        hint: 'Ask its owner to unarchive it, or choose another remote.',
      });
    }
    const target = { into: into.repo, facts, forge };
    if (facts.canPush) {
      const urls = { into: into.url, from: into.url };
      return { ...target, from: into.repo, makesFork: false, remote: into.name, urls };
    }
    const own = await forge.ownFork(into.repo, signal);
    const name = into.repo.path.split('/').at(-1) ?? '';
    const from = own ?? { ...into.repo, path: `${facts.login}/${name}` };
    const { remote, url } = addressOf(from, remotes, into);
    return { ...target, from, makesFork: own === null, remote, urls: { into: into.url, from: url } };
  }

  /** Git's address of where a plan's branch is. Throws `ForgeError('no-forge')` when the remote is gone. */
  async urlOf(root: string, { from, remote }: Pick<PullPlan, 'from' | 'remote'>): Promise<string> {
    const remotes = await this.remotes(root);
    const named = remotes.find(({ name }) => name === remote);
    if (named === undefined) {
      throw noForge(`The remote ${remote} is not there any more, or is at no forge that is known.`);
    }
    return addressOf(from, remotes, named).url;
  }

  private async remotes(root: string): Promise<Known[]> {
    const hosts = this.deps.hosts();
    const all = await this.deps.git.pushRemotes(root);
    return all.flatMap((remote): Known[] => {
      const repo = forgeRepoOf(remote.url, hosts);
      return repo === null ? [] : [{ ...remote, repo }];
    });
  }
}

function chosen(remotes: readonly Known[], wanted: string | undefined): Known {
  const name = wanted ?? preferred.find((each) => remotes.some((remote) => remote.name === each));
  const found = name === undefined ? remotes[0] : remotes.find((remote) => remote.name === name);
  if (found === undefined) {
    throw noForge(
      wanted === undefined
        ? 'No remote of this repository is at a forge that is known, so no pull request can be opened.'
        : `There is no remote ${wanted} that is at a forge that is known.`,
    );
  }
  return found;
}

function noForge(message: string): ForgeError {
  return new ForgeError('no-forge', message, {
    hint: 'GitHub and GitLab are known; name a server of your own in the setting backgroundAgents.forges.',
  });
}

/** By a remote of its own where there is one, else as the other's address is written. */
function addressOf(from: ForgeRepo, remotes: readonly Known[], other: Known): { remote: string; url: string } {
  const isFrom = ({ repo }: Known): boolean => repo.host === from.host && repo.path === from.path;
  const own = isFrom(other) ? other : remotes.find(isFrom);
  return own === undefined
    ? { remote: other.name, url: siblingUrl(other.url, from.path) }
    : { remote: own.name, url: own.url };
}
