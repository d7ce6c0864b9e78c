import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import { nameProblem, valueProblem } from '../../core/secrets/secretRules';
import type { SecretValues, TaskSecretNames } from '../../protocol';
import type { Arguments } from './subcommand';
import type { Terminal } from '../lines/terminal';
import { UsageError } from './usageError';

export const secretOptions: ParseArgsOptionsConfig = {
  secret: { type: 'string', multiple: true },
  'secrets-for-agent': { type: 'boolean' },
};

export const secretHelp = [
  '  --secret NAME           give checks and setup the variable NAME of this environment; --secret NAME=file:PATH takes it',
  '                          from a file. Its value is kept nowhere, and taken out of whatever is shown and written',
  '  --secrets-for-agent     give them to the agent’s own commands too',
];

/** The secrets that the command line names. Throws `UsageError`. */
export function readSecretNames(args: Arguments): { secrets?: TaskSecretNames } {
  const names = args.texts('secret').map((given) => nameOf(given).name);
  const problem = names.map(nameProblem).find((found) => found !== null);
  if (typeof problem === 'string') {
    throw new UsageError(problem);
  }
  if (names.length === 0) {
    if (args.has('secrets-for-agent')) {
      throw new UsageError('--secrets-for-agent needs a --secret.');
    }
    return {};
  }
  const also = args.has('secrets-for-agent') ? ({ alsoForAgent: true } as const) : {};
  return { secrets: { names: [...new Set(names)], ...also } };
}

/** Their values, from the environment or from files. Throws `UsageError` for one that is not there or can't be one. */
export async function readSecretValues(args: Arguments, terminal: Terminal): Promise<SecretValues> {
  const values: SecretValues = {};
  for (const given of args.texts('secret')) {
    const { name, file } = nameOf(given);
    const value = file === null ? terminal.env[name] : await readFile(path.resolve(terminal.folder, file), name);
    if (value === undefined) {
      throw new UsageError(`The environment has no variable ${name}, so --secret ${name} gives nothing. Set it first.`);
    }
    const problem = nameProblem(name) ?? valueProblem(value);
    if (problem !== null) {
      throw new UsageError(`--secret ${name}: ${problem}`);
    }
    values[name] = value;
  }
  return values;
}

/** Whatever follows the name and is no file may be a value, which is not repeated. */
function nameOf(given: string): { name: string; file: string | null } {
  const at = given.indexOf('=');
  const source = given.slice(at + 1);
  if (at === -1) {
    return { name: given, file: null };
  }
  if (!source.startsWith('file:') || source === 'file:') {
    throw new UsageError(
      '--secret takes a name, or NAME=file:PATH, never a value: other programs can see the arguments of a command. ' +
        'If what you gave was a real one, it may be in the history of your shell now.',
    );
  }
  return { name: given.slice(0, at), file: source.slice('file:'.length) };
}

/** Without the line end that editors and `echo` leave behind a single line. */
async function readFile(file: string, name: string): Promise<string> {
  try {
    const text = await fs.readFile(file, 'utf8');
    return text.replace(/^([^\r\n]*)\r?\n$/, '$1');
  } catch (error) {
    throw new UsageError(`The file of ${name} can't be read: ${error instanceof Error ? error.message : ''}`);
  }
}
