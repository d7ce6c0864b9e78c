import * as path from 'node:path';
import type { MountedSecrets } from '../adapters/process/mountedSecrets';
import type { CommandResult, Commands } from '../core/worktrees/worktreePorts';

/** What the worktree is to hold before any command runs: copies where there is no sandbox to mount in. */
export async function settleSecretFiles(secretFiles: MountedSecrets, { report }: Commands): Promise<void> {
  if (report.kind === 'none') {
    await copy(secretFiles, 'all');
  } else {
    secretFiles.takeBack();
  }
}

/** Commands that may replace files of secrets, as those of a setup do. They find copies, which go unless they were changed. */
export function withCopies(secretFiles: MountedSecrets, commands: Commands): Commands {
  return around(commands, async (run) => {
    await copy(secretFiles, 'files');
    try {
      return await run();
    } finally {
      await settleSecretFiles(secretFiles, commands);
    }
  });
}

/** Commands whose output says why a file of secrets could not be changed. */
export function explained(secretFiles: MountedSecrets, commands: Commands): Commands {
  return around(commands, async (run) => {
    const result = await run();
    const isKept = result.exitCode !== 0 && /Read-only file system|resource busy|EROFS|EBUSY/i.test(result.output);
    const named = isKept ? secretFiles.paths.find((each) => result.output.includes(path.basename(each))) : undefined;
    return named === undefined ? result : { ...result, output: `${result.output}${keptNote(named)}` };
  });
}

async function copy(secretFiles: MountedSecrets, which: 'files' | 'all'): Promise<void> {
  if (secretFiles.paths.length > 0) {
    const { DiskCarrier } = await import('../adapters/carry/diskCarrier');
    await secretFiles.copy(new DiskCarrier(), which);
  }
}

function keptNote(file: string): string {
  return `\n[${file} holds secrets. It is the user's own file, which can be read here and not changed, moved or removed.]\n`;
}

function around(commands: Commands, through: (run: () => Promise<CommandResult>) => Promise<CommandResult>): Commands {
  return {
    get report() {
      return commands.report;
    },
    hostsComplaint: () => commands.hostsComplaint(),
    run: (command, options) => through(() => commands.run(command, options)),
  };
}
