import type { ParseArgsOptionsConfig } from 'node:util';
import { parseArgs } from 'node:util';
import type { SecretValues } from '../../protocol';
import type { OpenSession } from '../session';
import type { Terminal } from '../lines/terminal';
import { UsageError } from './usageError';

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A command line, taken apart. */
export class Arguments {
  constructor(
    private readonly values: Values,
    readonly positionals: readonly string[],
  ) {}

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** Of an option that may be given several times. */
  texts(name: string): string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }

  /** As if the option had been given this. */
  with(name: string, value: string): Arguments {
    return new Arguments({ ...this.values, [name]: value }, this.positionals);
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** What stands without a name, taken for this option; where that is given too, it belongs nowhere. */
  wordsAs(name: string): Arguments {
    return this.positionals.length === 0 || this.has(name)
      ? this
      : new Arguments({ ...this.values, [name]: this.positionals.join(' ') }, []);
  }

  /** The one positional argument, or two where `count` says so. */
  take(count: 1 | 2, what: string): [string, string] {
    const [first, second = ''] = this.positionals;
    if (first === undefined) {
      throw new UsageError(`Say ${what}.`);
    }
    if (this.positionals.length > count) {
      throw new UsageError(`“${this.positionals[count] ?? ''}” is one argument too many.`);
    }
    return [first, second];
  }
}

export interface Invocation {
  args: Arguments;
  terminal: Terminal;
  /** Has these shown nowhere. */
  hide: (secrets: SecretValues) => void;
  open: OpenSession;
}

export interface Subcommand {
  name: string;
  /** What follows the name on the command line. */
  usage: string;
  /** One line for the list of commands. */
  summary: string;
  /** More lines for its own help: options and what they mean. */
  help: readonly string[];
  options: ParseArgsOptionsConfig;
  /** Resolves with the exit status. */
  run(invocation: Invocation): Promise<number>;
}

/** Throws `UsageError` for an unknown option or a missing value. */
export function parseArguments(options: ParseArgsOptionsConfig, argv: readonly string[]): Arguments {
  try {
    const parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return new Arguments(parsed.values as Values, parsed.positionals);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.replace(/\. To specify.*$/s, '.') : String(error));
  }
}
