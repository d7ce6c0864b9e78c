import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Parser } from 'web-tree-sitter';

/** A parser for each grammar. The library and the grammars are loaded when they are first needed, and kept. */
export class GrammarParsers {
  readonly #parsers = new Map<string, Promise<Parser>>();

  /** `folder` holds `web-tree-sitter.wasm` and a `tree-sitter-NAME.wasm` for each grammar. */
  constructor(private readonly folder: string) {}

  /** Rejects when it can't be loaded; the next call tries again. */
  parser(grammar: string): Promise<Parser> {
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
