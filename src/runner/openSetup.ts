import type { SetupPlaces } from '../core/setup/setupPorts';
import type { Commands } from '../core/worktrees/worktreePorts';
import type { RepoWorkspace, SetupList } from '../protocol';
import type { JoinedPart } from './joinedParts';

export interface HowToRun {
  worktree: string;
  readOnly: readonly string[];
  variables: Readonly<Record<string, string>>;
}

interface Surroundings {
  repo: RepoWorkspace;
  /** The repositories of a task of several. */
  parts: readonly JoinedPart[];
  dataDirectory: string;
}

/** Loaded when a task begins. Setup commands can read the user's checkout, which their variables name. */
export function setupOf(
  { repo: { root, worktree, commonDir }, parts, dataDirectory }: Surroundings,
  open: (how: HowToRun) => Promise<Commands>,
): SetupPlaces {
  let loading: Promise<SetupPlaces> | null = null;
  const load = async (): Promise<SetupPlaces> => {
    const { DiskSetup } = await import('../adapters/setup/diskSetup');
    const { RepositoryMemory } = await import('../adapters/store/repositoryMemory');
    const memory = new RepositoryMemory(dataDirectory, commonDir);
    const at = (place: { root: string; worktree: string }): SetupPlaces =>
      new DiskSetup({
        ...{ ...place, memory },
        openCommands: (variables) => open({ worktree: place.worktree, readOnly: [place.root], variables }),
      });
    if (parts.length === 0) {
      return at({ root, worktree });
    }
    const { joinedSetup } = await import('../adapters/setup/joinedSetup');
    return joinedSetup(
      parts.map(({ path, repo }) => ({ path, setup: at(repo) })),
      memory,
    );
  };
  const setup = (): Promise<SetupPlaces> => (loading ??= load());
  return {
    plan: async () => (await setup()).plan(),
    outdated: async () => (await setup()).outdated(),
    isMissing: async (path: string) => (await setup()).isMissing(path),
    isRemembered: async (list: SetupList) => (await setup()).isRemembered(list),
    remember: async (list: SetupList) => (await setup()).remember(list),
    commands: async (list: SetupList) => (await setup()).commands(list),
    isAsPlanned: async (list: SetupList) => (await setup()).isAsPlanned(list),
    kept: async (list: SetupList) => (await setup()).kept(list),
    script: async (list: SetupList, how: Parameters<SetupPlaces['script']>[1]) => (await setup()).script(list, how),
  };
}
