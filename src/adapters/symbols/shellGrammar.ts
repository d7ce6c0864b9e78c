import type { ReadShell, ShellNode } from '../../core/approvals/shellPorts';
import { flatTree } from './flatTree';
import { GrammarParsers } from './grammarParsers';

/** Longer ones are read by nobody. */
const maxLength = 200_000;
const maxMs = 500;

/** `folder` holds `web-tree-sitter.wasm` and `tree-sitter-bash.wasm`. Rejects when they can't be loaded. */
export async function loadShellGrammar(folder: string): Promise<ReadShell> {
  const parser = await new GrammarParsers(folder).parser('bash');
  const names = parser.language?.types ?? [];
  return (text) =>
    text.length > maxLength
      ? null
      : flatTree(parser, text, {
          maxMs,
          node: (cursor, depth): ShellNode => {
            const type = names[cursor.nodeTypeId] ?? cursor.nodeType;
            return { type, from: cursor.startIndex, to: cursor.endIndex, depth };
          },
        });
}
