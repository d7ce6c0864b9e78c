import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Parser, TreeCursor } from 'web-tree-sitter';
import type { Syntax, SyntaxNode, SyntaxTree } from '../../core/review/reviewPorts';
import { grammarFor } from './grammarFor';

const maxLength = 200_000;
const maxNodes = 200_000;
const maxMs = 300;

/**
 * Syntax trees by tree-sitter. The library and each grammar are loaded when they are first needed. Between two texts
 * others have a turn.
 */
export class TreeSitterSyntax implements Syntax {
  readonly #parsers = new Map<string, Promise<Parser>>();

  /** `folder` holds `web-tree-sitter.wasm` and a `tree-sitter-NAME.wasm` for each grammar. */
  constructor(private readonly folder: string) {}

  async parse(file: string, text: string): Promise<SyntaxTree | null> {
    const grammar = grammarFor(file);
    if (grammar === undefined || text.length > maxLength) {
      return null;
    }
    const parser = await this.#parser(grammar);
    await setImmediate();
    return readWith(parser, grammar, text);
  }

  #parser(grammar: string): Promise<Parser> {
    const known = this.#parsers.get(grammar) ?? this.#open(grammar);
    this.#parsers.set(grammar, known);
    known.catch(() => this.#parsers.delete(grammar));
    return known;
  }

  async #open(grammar: string): Promise<Parser> {
    const { Language, Parser: Opened } = await import('web-tree-sitter');
    await Opened.init({ locateFile: (name: string) => path.join(this.folder, name) });
    const language = await Language.load(await fs.readFile(path.join(this.folder, `tree-sitter-${grammar}.wasm`)));
    return new Opened().setLanguage(language);
  }
}

function readWith(parser: Parser, grammar: string, text: string): SyntaxTree | null {
  const until = performance.now() + maxMs;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > until });
  if (tree === null) {
    parser.reset();
    return null;
  }
  const cursor = tree.walk();
  try {
    const nodes = nodesOf(cursor);
    return nodes === null ? null : { grammar, nodes, hasError: tree.rootNode.hasError };
  } finally {
    cursor.delete();
    tree.delete();
  }
}

/** Without recursion, since texts nest as deeply as they like. Null when there are too many. */
function nodesOf(cursor: TreeCursor): SyntaxNode[] | null {
  const nodes: SyntaxNode[] = [];
  let depth = 0;
  while (nodes.length < maxNodes) {
    const { nodeType: type, startIndex: from, endIndex: to, currentFieldName: field } = cursor;
    nodes.push({ type, field, from, to, depth });
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
