import type { SetupPlaces, SetupPlan } from '../../../src/core/setup/setupPorts';
import type { Commands } from '../../../src/core/worktrees/worktreePorts';
import type { SetupList } from '../../../src/protocol';

export type WantedSetup = Partial<SetupPlan> & {
  outdated?: () => SetupList[];
  isMissing?: (path: string) => boolean;
  kept?: number[];
  isAsPlanned?: boolean;
};

/** `remembered` has the digests of what was allowed for the repository. */
export function memorySetup(
  {
    lists = [],
    problems = [],
    outdated = () => [],
    isMissing = () => true,
    kept = [],
    isAsPlanned = true,
  }: WantedSetup = {},
  remembered: Set<string>,
  commands: Commands,
): SetupPlaces {
  return {
    plan: () => Promise.resolve({ lists, problems }),
    outdated: () => Promise.resolve(outdated()),
    isAsPlanned: () => Promise.resolve(isAsPlanned),
    kept: () => Promise.resolve(kept),
    isMissing: (path) => Promise.resolve(isMissing(path)),
    isRemembered: ({ digest }) => Promise.resolve(remembered.has(digest)),
    remember: ({ digest }) => Promise.resolve(void remembered.add(digest)),
    commands: () => Promise.resolve(commands),
    script: ({ steps }, how) => Promise.resolve(steps.filter((_, index) => !how.kept.includes(index + 1)).join('; ')),
  };
}
