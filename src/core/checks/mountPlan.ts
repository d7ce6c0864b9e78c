import type { Carried, MountedInput } from '../../protocol';
import { isDependencies } from '../files/carryPlan';

interface MountFacts {
  /** What the agent's worktree was given when the task began. */
  carried: readonly Carried[];
  /** What git ignores in the agent's worktree now. */
  ignored: readonly string[];
  /** Whether the tree to check holds something at, above or below a path. */
  isHeld: (path: string) => boolean;
  isRenewed: (path: string) => boolean;
}

/**
 * The ignored inputs of a check, and whose copy is used: the user's for all that was carried from there, because the
 * agent can't have changed it; the agent's for dependencies that the task itself changed or installed. Other ignored
 * files of the agent, build output above all, are no input.
 */
export function planMounts({ carried, ignored, isHeld, isRenewed }: MountFacts): MountedInput[] {
  const isGiven = ({ path, how }: Carried) => ['copied', 'mounted'].includes(how) && !isHeld(path);
  const copied = carried.filter(isGiven).map(({ path }) => path);
  const own = ignored.filter((path) => isDependencies(path) && !copied.includes(path) && !isHeld(path));
  return [
    ...copied.map((path): MountedInput => ({ path, from: isRenewed(path) ? 'worktree' : 'checkout' })),
    ...own.map((path): MountedInput => ({ path, from: 'worktree' })),
  ];
}
