import type { SetupPlaces, SetupPlan } from '../../../src/core/setupPorts';
import type { Commands } from '../../../src/core/worktreePorts';

export type WantedSetup = Partial<SetupPlan> & { isMissing?: (path: string) => boolean };

/** `remembered` has the digests of what was allowed for the repository. */
export function memorySetup(
  { lists = [], problems = [], isMissing = () => true }: WantedSetup = {},
  remembered: Set<string>,
  commands: Commands,
): SetupPlaces {
  return {
    plan: () => Promise.resolve({ lists, problems }),
    isMissing: (path) => Promise.resolve(isMissing(path)),
    isRemembered: ({ digest }) => Promise.resolve(remembered.has(digest)),
    remember: ({ digest }) => Promise.resolve(void remembered.add(digest)),
    commands: () => Promise.resolve(commands),
    script: ({ steps }) => Promise.resolve(steps.join('; ')),
  };
}
