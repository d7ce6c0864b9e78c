import { existsSync } from 'node:fs';
import type { SandboxLimits } from '../../protocol';

/**
 * The command line of the shell that runs a command. Errors go where the rest goes, so that the order in which both were
 * written is kept. The kernel holds the limits of one process; a shell that can't set one goes on, for the watch holds the
 * rest. macOS counts all processes of a person, so there the watch holds their number. On Windows it has to be handed over
 * as it is (`windowsVerbatimArguments`): its shell takes the outer quotes away and knows no escape for those within.
 */
export function shellArgv(
  command: string,
  { processes, fileMb }: SandboxLimits,
  platform: NodeJS.Platform = process.platform,
): string[] {
  if (platform === 'win32') {
    return ['cmd.exe', '/d', '/s', '/c', `"${command} 2>&1"`];
  }
  const hasBash = existsSync('/bin/bash');
  const limits = [
    ...(processes === undefined || platform === 'darwin' ? [] : [`ulimit -u ${processes} || ulimit -p ${processes}`]),
    ...(fileMb === undefined ? [] : [`ulimit -f ${fileMb * (hasBash ? 1024 : 2048)}`]),
  ];
  const limited = limits.length === 0 ? '' : `{ ${limits.join('; ')}; } 2>/dev/null; `;
  return [hasBash ? '/bin/bash' : '/bin/sh', '-c', `${limited}exec 2>&1; ${command}`];
}
