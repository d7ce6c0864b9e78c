import type { Commands } from './worktreePorts';

/** The same commands, run in another way; what is said of them stays as it is at the moment of asking. */
export function aroundCommands(commands: Commands, run: Commands['run']): Commands {
  return {
    get report() {
      return commands.report;
    },
    hostsComplaint: () => commands.hostsComplaint(),
    run,
  };
}
