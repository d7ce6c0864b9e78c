import type { NetworkRules } from '../core/network/networkPorts';
import type { RepoWorkspace } from '../protocol';

/** Loaded when a command first asks for hosts. */
export function networkOf(
  { root, commonDir }: RepoWorkspace,
  dataDirectory: string,
  env: Readonly<NodeJS.ProcessEnv>,
): NetworkRules {
  let loading: Promise<NetworkRules> | null = null;
  const load = async (): Promise<NetworkRules> => {
    const { DiskNetworkRules } = await import('../adapters/network/diskNetworkRules');
    const { RepositoryMemory } = await import('../adapters/store/repositoryMemory');
    const home = env['HOME'] ?? env['USERPROFILE'];
    return new DiskNetworkRules({ root, home, memory: new RepositoryMemory(dataDirectory, commonDir) });
  };
  const rules = (): Promise<NetworkRules> => (loading ??= load());
  return {
    settings: async () => (await rules()).settings(),
    allow: async (entries) => (await rules()).allow(entries),
  };
}
