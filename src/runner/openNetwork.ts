import type { NetworkRules } from '../core/network/networkPorts';
import type { RepoWorkspace } from '../protocol';
import { type JoinedPart, withDeniedHosts } from './joinedParts';

/** Loaded when a command first asks for hosts. */
export function networkOf(
  { root, commonDir }: RepoWorkspace,
  dataDirectory: string,
  { env, parts }: { env: Readonly<NodeJS.ProcessEnv>; parts: readonly JoinedPart[] },
): NetworkRules {
  let loading: Promise<NetworkRules> | null = null;
  const load = async (): Promise<NetworkRules> => {
    const { DiskNetworkRules } = await import('../adapters/network/diskNetworkRules');
    const { RepositoryMemory } = await import('../adapters/store/repositoryMemory');
    const home = env['HOME'] ?? env['USERPROFILE'];
    const memory = new RepositoryMemory(dataDirectory, commonDir);
    const at = (top: string): NetworkRules => new DiskNetworkRules({ root: top, home, memory });
    return parts.length === 0
      ? at(root)
      : withDeniedHosts(
          at(root),
          parts.map(({ repo }) => at(repo.root)),
        );
  };
  const rules = (): Promise<NetworkRules> => (loading ??= load());
  return {
    settings: async () => (await rules()).settings(),
    allow: async (entries) => (await rules()).allow(entries),
  };
}
