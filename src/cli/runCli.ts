import { AppError } from '../core/errors';
import { exitStatus } from './lines/exitStatus';
import { RedactedTerminal } from './lines/redactedTerminal';
import type { OpenSession } from './session';
import { parseArguments } from './options/subcommand';
import type { Subcommand } from './options/subcommand';
import { plainText } from './lines/terminal';
import type { Terminal } from './lines/terminal';
import { UsageError } from './options/usageError';
import { subcommandGroups } from './subcommands';

const program = 'background-agents';

const subcommands = subcommandGroups.flatMap(({ commands }) => commands);

/** Does what a command line says; resolves with the exit status. Nothing is thrown. */
export async function runCli(argv: readonly string[], shown: Terminal, open: OpenSession): Promise<number> {
  const terminal = new RedactedTerminal(shown);
  try {
    const [name, ...rest] = argv;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      helpLines(rest[0]).forEach((line) => terminal.print(line));
      return name === undefined ? exitStatus.usage : exitStatus.complete;
    }
    const subcommand = find(name);
    const args = parseArguments({ ...subcommand.options, help: { type: 'boolean', short: 'h' } }, rest);
    if (args.has('help')) {
      helpLines(name).forEach((line) => terminal.print(line));
      return exitStatus.complete;
    }
    return await subcommand.run({ args, terminal, hide: (secrets) => terminal.hide(secrets), open });
  } catch (error) {
    return complain(error, terminal);
  }
}

function find(name: string): Subcommand {
  const found = subcommands.find((subcommand) => subcommand.name === name);
  if (found === undefined) {
    throw new UsageError(`There is no command “${name}”. “${program} --help” lists the commands.`);
  }
  return found;
}

function helpLines(name: string | undefined): string[] {
  if (name !== undefined) {
    const { usage, summary, help } = find(name);
    return [`${program} ${name} ${usage}`, '', `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`, '', ...help];
  }
  const width = Math.max(...subcommands.map((subcommand) => subcommand.name.length));
  return [
    `${program} COMMAND [options]`,
    '',
    'Tasks are kept in BACKGROUND_AGENTS_HOME, or else in your data folder, together with those of the editor.',
    'Keys of models come from ANTHROPIC_API_KEY, OPENAI_API_KEY or BACKGROUND_AGENTS_API_KEY.',
    'An ID may be shortened to its first or last characters.',
    '',
    ...subcommandGroups.flatMap(({ title, commands }) => [
      title,
      ...commands.map(({ name: command, summary }) => `  ${command.padEnd(width)}  ${summary}`),
      '',
    ]),
    `“${program} COMMAND --help” says more. Exit status: 0 complete, 1 failed, 2 waiting for a person,`,
    '3 finished with red checks, 64 wrong usage, 130 stopped with Ctrl+C, 143 told to terminate.',
  ];
}

function complain(error: unknown, terminal: Terminal): number {
  terminal.complain(plainText(error instanceof Error ? error.message : String(error)));
  if (error instanceof AppError && error.hint !== undefined) {
    terminal.complain(plainText(error.hint));
  }
  return error instanceof UsageError ? exitStatus.usage : exitStatus.failed;
}
