import { foundCommands, type FoundCommands } from './foundCommands';
import { innerCommands } from './innerCommands';
import { plainCommands, type PlainCommand, type PlainReading, type ShellWord } from './plainCommands';
import type { Rule } from './rule';
import type { ReadShell } from './shellPorts';
import { isSimpleChain } from './simpleChain';

/** All that a command line holds. */
export interface Looked {
  /** All commands, those that others carry too. */
  commands: readonly (readonly ShellWord[])[];
  redirects: FoundCommands['redirects'];
  unclear: readonly Rule[];
  /** The chain, when both readings say that it is one. */
  plain: readonly PlainCommand[] | null;
  /** Something of it runs what stands nowhere in it. */
  isHidden: boolean;
}

const maxScripts = 50;
const apart: Rule = { id: 'C02', reason: 'It can be read in two ways, and a shell may take the other one.' };
const unread: Rule = { id: 'C02', reason: 'It can’t be read as a command of a shell.' };

/**
 * Reads a command line in both ways, unless both are known to agree on it, and every script that it hands to a shell with
 * the grammar.
 */
export function lookInto(command: string, read: ReadShell): Looked {
  const reading = plainCommands(command);
  const plain = reading.kind === 'plain' ? reading.commands : null;
  const first = simpleScript(command, plain) ?? scriptIn(command, read);
  const unclear = unclearIn(reading, first);
  return {
    ...withInner(plain === null || unclear.length === 0 ? [first] : [first, plainScript(plain)], read),
    unclear,
    plain: unclear.length === 0 ? plain : null,
  };
}

function unclearIn(reading: PlainReading, first: Script | null): Rule[] {
  const unclear = [...(reading.kind === 'plain' ? [] : [reading.rule]), ...(first?.unclear ?? [unread])];
  if (reading.kind === 'plain' && first !== null && !agree(reading.commands, first)) {
    unclear.push(apart);
  }
  return [...new Map(unclear.map((rule) => [rule.reason, rule])).values()];
}

interface Script extends FoundCommands {
  hasError: boolean;
}

/** What the grammar would find; null where it has to be asked. */
function simpleScript(text: string, plain: readonly PlainCommand[] | null): Script | null {
  return plain !== null && isSimpleChain(text) ? plainScript(plain) : null;
}

function plainScript(commands: readonly PlainCommand[]): Script {
  return { commands: commands.map(({ words }) => words), redirects: [], unclear: [], hasError: false };
}

function scriptIn(text: string, read: ReadShell): Script | null {
  const tree = read(text);
  return tree === null ? null : { ...foundCommands(text, tree), hasError: tree.hasError };
}

/** What the readings of a text find, and what commands start in their turn, however deep. */
function withInner(
  readings: readonly (Script | null)[],
  read: ReadShell,
): Pick<Looked, 'commands' | 'redirects' | 'isHidden'> {
  const commands: (readonly ShellWord[])[] = [];
  const redirects: FoundCommands['redirects'][number][] = [];
  const open = [...readings];
  let isHidden = false;
  for (const script of open) {
    const carried = carriedBy(script?.commands ?? []);
    commands.push(...carried.commands);
    redirects.push(...(script?.redirects ?? []));
    const room = maxScripts - open.length;
    isHidden ||= script === null || script.hasError || carried.isHidden || carried.scripts.length > room;
    open.push(...carried.scripts.slice(0, room).map((text) => scriptIn(text, read)));
  }
  return { commands, redirects, isHidden };
}

/** With those that commands name in their words. */
function carriedBy(found: FoundCommands['commands']): {
  commands: (readonly ShellWord[])[];
  scripts: string[];
  isHidden: boolean;
} {
  const commands = [...found];
  const scripts: string[] = [];
  let isHidden = false;
  for (const words of commands) {
    const inner = innerCommands(words);
    commands.push(...inner.commands);
    scripts.push(...inner.scripts);
    isHidden ||= inner.isHidden;
  }
  return { commands, scripts, isHidden };
}

function agree(commands: readonly PlainCommand[], found: FoundCommands): boolean {
  const redirects = found.redirects.filter(({ operator }) => operator !== '>&');
  const own = commands.flatMap((command) => command.redirects);
  return (
    commands.length === found.commands.length &&
    own.length === redirects.length &&
    commands.every(({ words }, at) => areSame(words, found.commands[at] ?? [])) &&
    own.every(({ operator, target }, at) => {
      const other = redirects[at];
      return operator === other?.operator && areSame([target], [other.target]);
    })
  );
}

function areSame(one: readonly ShellWord[], other: readonly ShellWord[]): boolean {
  return (
    one.length === other.length &&
    one.every((word, at) => {
      const twin = other[at];
      return word.value === twin?.value && word.hasGlob === twin.hasGlob;
    })
  );
}
