import type { SyntaxNode, SyntaxTree } from '../review/reviewPorts';
import { endOf } from './exportedSymbols';

/** A name, and the file that offers it. */
interface Offered {
  name: string;
  definedIn: string;
}

/**
 * The first line, from 1, on which a file uses a name that another one offers: it imports it from there, or it is of the
 * same package. Null when it does not, as far as the text of the file alone tells.
 */
export function symbolUse(
  tree: SyntaxTree,
  { path, text }: { path: string; text: string },
  offered: Offered,
): number | null {
  const reader = new NameReader(tree, text);
  const at = finders[tree.grammar]?.(reader, offered, path) ?? null;
  return at === null ? null : text.slice(0, at.from).split('\n').length;
}

type Finder = (reader: NameReader, offered: Offered, path: string) => SyntaxNode | null;

const finders: Readonly<Partial<Record<string, Finder>>> = {
  tsx: (reader, offered) => importedUse(reader, offered, ['import_statement', 'export_statement']),
  python: (reader, offered) => importedUse(reader, offered, ['import_from_statement', 'import_statement']),
  go: (reader, { name, definedIn }, path) =>
    folderOf(path) === folderOf(definedIn)
      ? reader.leaf(name, () => true)
      : reader.leaf(name, (before) => before.endsWith(`${lastOf(folderOf(definedIn))}.`)),
};

/** By its own name where it is imported, and behind the name of its module where that is. */
function importedUse(reader: NameReader, { name, definedIn }: Offered, kinds: readonly string[]): SyntaxNode | null {
  const modules = modulesOf(definedIn);
  const imports = reader.statements(kinds).filter(({ module }) => modules.has(module));
  const named = imports.find(({ words }) => words.includes(name));
  if (named !== undefined) {
    return reader.leaf(name, () => true, imports) ?? named.node;
  }
  const behind = new Set(imports.flatMap(({ words }) => words).map((word) => `${word}.`));
  return imports.length === 0
    ? null
    : reader.leaf(name, (before) => [...behind].some((end) => before.endsWith(end)), imports);
}

interface Statement {
  node: SyntaxNode;
  /** The last part of what it imports from. */
  module: string;
  /** All names in it. */
  words: string[];
}

class NameReader {
  constructor(
    private readonly tree: SyntaxTree,
    private readonly text: string,
  ) {}

  statements(kinds: readonly string[]): Statement[] {
    return this.tree.nodes.flatMap((node, at) => {
      if (!kinds.includes(node.type) || node.depth !== 1) {
        return [];
      }
      const inside = this.tree.nodes.slice(at, endOf(this.tree.nodes, at));
      const from = inside.find(
        ({ field, type }) => field === 'source' || field === 'module_name' || type === 'dotted_name',
      );
      const words = inside.filter(({ type }) => type.endsWith('identifier')).map((leaf) => this.textOf(leaf));
      return from === undefined ? [] : [{ node, module: moduleOf(this.textOf(from)), words }];
    });
  }

  private textOf({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }

  /** The first identifier that says this, outside of these statements, with what stands before it as it should. */
  leaf(name: string, isRight: (before: string) => boolean, except: readonly Statement[] = []): SyntaxNode | null {
    const found = this.tree.nodes.find(
      ({ type, from, to }) =>
        to - from === name.length &&
        type.endsWith('identifier') &&
        this.text.startsWith(name, from) &&
        !except.some(({ node }) => node.from <= from && to <= node.to) &&
        isRight(this.text.slice(Math.max(0, from - 200), from)),
    );
    return found ?? null;
  }
}

/** `'./lib/parse.js'` and `app.lib.parse` are both of `parse`. */
function moduleOf(said: string): string {
  const path = said.replace(/^['"]|['"]$/g, '');
  return path.includes('/') ? lastOf(path).replace(/\.[cm]?[jt]sx?$/, '') : (path.split('.').at(-1) ?? path);
}

/** What a module is called by who imports it: by its file, or by its folder. */
function modulesOf(file: string): ReadonlySet<string> {
  return new Set([lastOf(file).replace(/\.[^.]+$/, ''), lastOf(folderOf(file))].filter((word) => word !== ''));
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
