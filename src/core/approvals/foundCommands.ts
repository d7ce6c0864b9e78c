import { plainWord, type Redirect, type ShellWord } from './plainCommands';
import { type Rule, shellRules } from './rule';
import type { ShellNode, ShellTree } from './shellPorts';

/** What a syntax tree holds: every command at any depth, in order, and what of it is more than a plain chain. */
export interface FoundCommands {
  commands: readonly (readonly ShellWord[])[];
  /** Redirections, in order, of whichever command. */
  redirects: readonly Redirect[];
  unclear: readonly Rule[];
}

const substitution: Rule = { id: 'C02', reason: 'It holds a command inside of another one.' };
const document: Rule = { id: 'C02', reason: 'It hands a text to a command (here-document).' };
const error: Rule = { id: 'C02', reason: 'A part of it can’t be read as a command of a shell.' };

const { expansion, assignment, compound, background, comment } = shellRules;

const plain = new Set([
  ...['program', 'list', 'pipeline', 'command', 'command_name', 'word', 'number', 'raw_string', 'string'],
  ...['string_content', 'concatenation', 'redirected_statement', 'file_redirect', 'file_descriptor'],
  ...['&&', '||', '|', ';', '"', '$', '>', '>>', '<', '>&', '\n'],
]);

const known: Readonly<Record<string, Rule>> = {
  ...{ command_substitution: substitution, process_substitution: substitution },
  ...{ heredoc_redirect: document, herestring_redirect: document },
  ...{ variable_assignment: assignment, declaration_command: assignment, unset_command: assignment },
  ...{ subshell: compound, compound_statement: compound, if_statement: compound, for_statement: compound },
  ...{ c_style_for_statement: compound, while_statement: compound, case_statement: compound },
  ...{ function_definition: compound, test_command: compound, negated_command: compound },
  ...{ '&': background, comment, ERROR: error },
};

export function foundCommands(text: string, tree: ShellTree): FoundCommands {
  const { nodes } = tree;
  const commands: ShellWord[][] = [];
  const redirects: Redirect[] = [];
  const unclear = new Map<string, Rule>(tree.hasError ? [[error.reason, error]] : []);
  nodes.forEach(({ type }, at) => {
    if (type === 'command' || type === 'declaration_command' || type === 'unset_command') {
      commands.push(wordsAt(text, nodes, at));
    } else if (type === 'file_redirect') {
      redirects.push(redirectAt(text, nodes, at));
    } else if (!plain.has(type)) {
      const rule = known[type] ?? expansion;
      unclear.set(rule.reason, rule);
    }
  });
  return { commands, redirects, unclear: [...unclear.values()] };
}

const noWords = new Set(['variable_assignment', 'file_redirect', 'heredoc_redirect', 'herestring_redirect']);

function wordsAt(text: string, nodes: readonly ShellNode[], at: number): ShellWord[] {
  return childrenOf(nodes, at)
    .filter((node) => !noWords.has(node.type))
    .map((node) => wordOf(text, node));
}

function redirectAt(text: string, nodes: readonly ShellNode[], at: number): Redirect {
  const children = childrenOf(nodes, at);
  const operator = children.find(({ type }) => /^[<>&|]+-?$/.test(type));
  const target = children.at(-1);
  return {
    operator: operator?.type ?? '',
    target: target === undefined ? { value: null, hasGlob: false } : wordOf(text, target),
  };
}

function wordOf(text: string, { from, to }: ShellNode): ShellWord {
  return plainWord(text.slice(from, to));
}

function childrenOf(nodes: readonly ShellNode[], at: number): ShellNode[] {
  const depth = nodes[at]?.depth ?? 0;
  const children: ShellNode[] = [];
  for (let index = at + 1; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node === undefined || node.depth <= depth) {
      break;
    }
    if (node.depth === depth + 1) {
      children.push(node);
    }
  }
  return children;
}
