import { setImmediate } from 'node:timers/promises';
import type { Syntax, SyntaxNode, SyntaxTree } from '../../core/review/reviewPorts';
import { flatTree } from './flatTree';
import { grammarFor } from './grammarFor';
import { GrammarParsers } from './grammarParsers';

const maxLength = 200_000;
const maxMs = 300;

/**
 * Syntax trees by tree-sitter. The library and each grammar are loaded when they are first needed. Between two texts
 * others have a turn.
 */
export class TreeSitterSyntax implements Syntax {
  readonly #parsers: GrammarParsers;

  /** `folder` holds `web-tree-sitter.wasm` and a `tree-sitter-NAME.wasm` for each grammar. */
  constructor(folder: string) {
    this.#parsers = new GrammarParsers(folder);
  }

  async parse(file: string, text: string): Promise<SyntaxTree | null> {
    const grammar = grammarFor(file);
    if (grammar === undefined || text.length > maxLength) {
      return null;
    }
    const parser = await this.#parsers.parser(grammar);
    await setImmediate();
    const tree = flatTree(parser, text, {
      maxMs,
      node: ({ nodeType: type, currentFieldName: field, startIndex: from, endIndex: to }, depth): SyntaxNode => {
        return { type, field, from, to, depth };
      },
    });
    return tree === null ? null : { grammar, ...tree };
  }
}
