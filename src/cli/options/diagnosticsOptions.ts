import type { ParseArgsOptionsConfig } from 'node:util';
import type { Diagnostics } from '../../protocol';
import type { Arguments } from './subcommand';
import { UsageError } from './usageError';

export const diagnosticsOptions: ParseArgsOptionsConfig = { diagnose: { type: 'string', multiple: true } };

export const diagnosticsHelp = [
  '  --diagnose GLOB=CMD     after a step that changed a file that fits, run this and tell the agent what is new in it:',
  "                          '**/*.ts=npx tsc --noEmit --pretty false'. May be given several times",
];

/** Errors of these commands are told to the agent. Throws `UsageError` for what is no glob and command. */
export function readDiagnostics(args: Arguments): { diagnostics?: Diagnostics } {
  const commands = args.texts('diagnose').map((text) => {
    const [, glob = '', command = ''] = /^([^=]+)=(.*\S.*)$/.exec(text.trim()) ?? [];
    if (glob.trim() === '') {
      throw new UsageError(`--diagnose is a glob and a command, such as '**/*.py=ruff check', not “${text}”.`);
    }
    return { glob: glob.trim(), command: command.trim() };
  });
  return commands.length === 0 ? {} : { diagnostics: { least: 'error', commands } };
}
