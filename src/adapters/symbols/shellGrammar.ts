import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import type { ReadShell, ShellNode, ShellTree } from '../../core/approvals/shellPorts';

/** Longer ones are read by nobody. */
const maxLength = 200_000;
const maxNodes = 200_000;
const maxMs = 500;

/** `folder` holds `web-tree-sitter.wasm` and `tree-sitter-bash.wasm`. Rejects when they can't be loaded. */
export async function loadShellGrammar(folder: string): Promise<ReadShell> {
  await Parser.init({ locateFile: (name: string) => path.join(folder, name) });
  const language = await Language.load(await fs.readFile(path.join(folder, 'tree-sitter-bash.wasm')));
  const parser = new Parser().setLanguage(language);
  const names = language.types;
  return (text) => (text.length > maxLength ? null : readWith(parser, names, text));
}

function readWith(parser: Parser, names: readonly string[], text: string): ShellTree | null {
  const until = performance.now() + maxMs;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > until });
  if (tree === null) {
    parser.reset();
    return null;
  }
  const cursor = tree.walk();
  try {
    const nodes = nodesOf(cursor, names);
    return nodes === null ? null : { nodes, hasError: tree.rootNode.hasError };
  } finally {
    cursor.delete();
    tree.delete();
  }
}

/** Without recursion: a chain of thousands of commands is nested as deeply. Null when there are too many. */
function nodesOf(cursor: TreeCursor, names: readonly string[]): ShellNode[] | null {
  const nodes: ShellNode[] = [];
  let depth = 0;
  while (nodes.length < maxNodes) {
    const type = names[cursor.nodeTypeId] ?? cursor.nodeType;
    nodes.push({ type, from: cursor.startIndex, to: cursor.endIndex, depth });
    if (cursor.gotoFirstChild()) {
      depth += 1;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        return nodes;
      }
      depth -= 1;
    }
  }
  return null;
}
