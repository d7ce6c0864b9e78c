import { mayReplace, wasHeld } from '../../core/setup/replacesFolder';
import { aroundCommands } from '../../core/worktrees/aroundCommands';
import type { Commands } from '../../core/worktrees/worktreePorts';

/**
 * Commands that see folders which are mounted. One that may replace such a folder begins where they are plain files, and
 * one that failed because that can't be done runs once more so, from the beginning.
 */
export function plainOnDemand(
  commands: Commands,
  mounted: readonly string[],
  makePlain: (signal: AbortSignal) => Promise<void>,
): Commands {
  const folders = mounted.map((path) => path.replace(/\/$/, ''));
  return aroundCommands(commands, async (command, options) => {
    const result = mayReplace(command, folders) ? null : await commands.run(command, options);
    if (result !== null && (result.exitCode === 0 || !wasHeld(result.output, folders))) {
      return result;
    }
    await makePlain(options.signal);
    return commands.run(command, options);
  });
}
