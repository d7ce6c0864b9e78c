import type { SetupPlaces } from '../core/setup/setupPorts';
import type { Commands } from '../core/worktrees/worktreePorts';
import type { RepoWorkspace, SetupList } from '../protocol';

interface HowToRun {
  worktree: string;
  readOnly: readonly string[];
  variables: Readonly<Record<string, string>>;
}

/** Loaded when a task begins. Setup commands can read the user's checkout, which their variables name. */
export function setupOf(
  { root, worktree, commonDir }: RepoWorkspace,
  dataDirectory: string,
  open: (how: HowToRun) => Promise<Commands>,
): SetupPlaces {
  let loading: Promise<SetupPlaces> | null = null;
  const load = async (): Promise<SetupPlaces> => {
    const { DiskSetup } = await import('../adapters/setup/diskSetup');
    const { RepositoryMemory } = await import('../adapters/store/repositoryMemory');
    const memory = new RepositoryMemory(dataDirectory, commonDir);
    return new DiskSetup({
      ...{ root, worktree, memory },
      openCommands: (variables) => open({ worktree, readOnly: [root], variables }),
    });
  };
  const setup = (): Promise<SetupPlaces> => (loading ??= load());
  return {
    plan: async () => (await setup()).plan(),
    isMissing: async (path: string) => (await setup()).isMissing(path),
    isRemembered: async (list: SetupList) => (await setup()).isRemembered(list),
    remember: async (list: SetupList) => (await setup()).remember(list),
    commands: async (list: SetupList) => (await setup()).commands(list),
    isAsPlanned: async (list: SetupList) => (await setup()).isAsPlanned(list),
    kept: async (list: SetupList) => (await setup()).kept(list),
    script: async (list: SetupList, how: Parameters<SetupPlaces['script']>[1]) => (await setup()).script(list, how),
  };
}
