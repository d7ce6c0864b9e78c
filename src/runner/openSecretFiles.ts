import * as path from 'node:path';
import type { MountedSecrets } from '../adapters/process/mountedSecrets';
import { obstacleText } from '../core/files/obstacle';
import { aroundCommands } from '../core/worktrees/aroundCommands';
import type { Commands } from '../core/worktrees/worktreePorts';

/** What the worktree is to hold before any command runs: copies where there is no sandbox in which they can be mounted. */
export async function settleSecretFiles(secretFiles: MountedSecrets, { report }: Commands): Promise<void> {
  if (report.kind !== 'bubblewrap') {
    await copy(secretFiles, 'all');
  } else {
    secretFiles.takeBack();
  }
}

/** Commands that may replace files of secrets, as those of a setup do. They find copies, which go unless they were changed. */
export function withCopies(secretFiles: MountedSecrets, commands: Commands): Commands {
  return aroundCommands(commands, async (command, options) => {
    await copy(secretFiles, 'files');
    try {
      return await commands.run(command, options);
    } finally {
      await settleSecretFiles(secretFiles, commands);
    }
  });
}

/** Commands whose output says why a file of secrets could not be changed, or is not there. */
export function explained(secretFiles: MountedSecrets, commands: Commands): Commands {
  return aroundCommands(commands, async (command, options) => {
    const result = await commands.run(command, options);
    if (result.exitCode === 0) {
      return result;
    }
    const isKept = /Read-only file system|resource busy|EROFS|EBUSY/i.test(result.output);
    const named = isKept ? secretFiles.paths.find((each) => result.output.includes(path.basename(each))) : undefined;
    const said = `${command}\n${result.output}`;
    const taken = secretFiles.taken.filter((each) => said.includes(path.basename(each.path)));
    const notes = [...(named === undefined ? [] : [keptNote(named)]), ...taken.map(takenNote)];
    return { ...result, output: [result.output, ...notes].join('') };
  });
}

async function copy(secretFiles: MountedSecrets, which: 'files' | 'all'): Promise<void> {
  if (secretFiles.paths.length > 0) {
    const { DiskCarrier } = await import('../adapters/carry/diskCarrier');
    await secretFiles.copy(new DiskCarrier(), which);
  }
}

function takenNote({ path: file, obstacle }: MountedSecrets['taken'][number]): string {
  return `\n[The user's own ${file} is not shown to commands: ${obstacleText(obstacle)}.]\n`;
}

function keptNote(file: string): string {
  return `\n[${file} holds secrets. It is the user's own file, which can be read here and not changed, moved or removed.]\n`;
}
