import type { SyntaxNode, SyntaxTree } from '../review/reviewPorts';

/** What defines a name that other files may use, at the top of a file. */
const definitions = new Set([
  ...['function_declaration', 'generator_function_declaration', 'function_signature', 'class_declaration'],
  ...['abstract_class_declaration', 'interface_declaration', 'type_alias_declaration', 'enum_declaration'],
  ...['variable_declarator', 'function_definition', 'class_definition', 'assignment'],
  ...['method_declaration', 'type_spec', 'type_alias', 'const_spec', 'var_spec'],
]);

/** Bodies that say what a thing offers, and not only what it does. */
const offering = new Set(['class_body', 'interface_body', 'enum_body', 'object_type']);
const functions = new Set(['arrow_function', 'function_expression', 'generator_function']);

/**
 * The names that a file offers to others, each with the text that tells how it is used: without bodies, values and
 * comments. Empty for a language of which it is not known what is offered.
 */
export function exportedSymbols({ grammar, nodes }: SyntaxTree, text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const isOffered = offers[grammar];
  if (isOffered === undefined) {
    return found;
  }
  const exported = exportedNames(nodes, text);
  let at = 0;
  while (at < nodes.length) {
    const node = nodes[at];
    if (node === undefined || !definitions.has(node.type)) {
      at += 1;
      continue;
    }
    const end = endOf(nodes, at);
    const name = nameIn(nodes, at, end);
    const said = name === null ? '' : text.slice(name.from, name.to);
    if (said !== '' && isOffered({ nodes, at, name: said, exported })) {
      found.set(said, signature(nodes.slice(at, end), text));
    }
    at = end;
  }
  return found;
}

interface Defined {
  nodes: readonly SyntaxNode[];
  at: number;
  name: string;
  exported: ReadonlySet<string>;
}

const offers: Readonly<Partial<Record<string, (defined: Defined) => boolean>>> = {
  tsx: ({ nodes, at, name, exported }) => isInside(nodes, at, 'export_statement') || exported.has(name),
  python: ({ nodes, at, name }) => !name.startsWith('_') && (nodes[at]?.depth ?? 9) <= 2,
  go: ({ name }) => /^\p{Lu}/u.test(name),
};

/** Of `export { a, b as c }` the names on this side. */
function exportedNames(nodes: readonly SyntaxNode[], text: string): ReadonlySet<string> {
  const names = nodes.filter(({ field }, index) => field === 'name' && nodes[index - 1]?.type === 'export_specifier');
  return new Set(names.map(({ from, to }) => text.slice(from, to)));
}

/** The place behind the last node below this one. */
export function endOf(nodes: readonly SyntaxNode[], at: number): number {
  const depth = nodes[at]?.depth ?? 0;
  const end = nodes.findIndex((node, index) => index > at && node.depth <= depth);
  return end === -1 ? nodes.length : end;
}

function isInside(nodes: readonly SyntaxNode[], at: number, type: string): boolean {
  const above = nodes.findLastIndex((node, index) => index < at && node.type === type);
  return above !== -1 && endOf(nodes, above) > at;
}

function nameIn(nodes: readonly SyntaxNode[], at: number, end: number): SyntaxNode | null {
  const depth = (nodes[at]?.depth ?? 0) + 1;
  const field = nodes[at]?.type === 'assignment' ? 'left' : 'name';
  const name = nodes.slice(at, end).find((node) => node.depth === depth && node.field === field);
  return name?.type.endsWith('identifier') === true ? name : null;
}

function signature(nodes: readonly SyntaxNode[], text: string): string {
  const words: string[] = [];
  let at = 0;
  while (at < nodes.length) {
    const node = nodes[at];
    if (node === undefined || isInner(nodes, at)) {
      at = endOf(nodes, at);
      continue;
    }
    const isLeaf = (nodes[at + 1]?.depth ?? 0) <= node.depth;
    if (isLeaf) {
      words.push(text.slice(node.from, node.to));
    }
    at += 1;
  }
  return words.join(' ');
}

/** What who uses the name need not know. */
function isInner(nodes: readonly SyntaxNode[], at: number): boolean {
  const node = nodes[at];
  if (node === undefined || at === 0) {
    return false;
  }
  const { type, field } = node;
  if (type === 'comment' || type === 'string') {
    return true;
  }
  if (field === 'body') {
    return !offering.has(type) && parentType(nodes, at) !== 'class_definition';
  }
  return (field === 'value' && !functions.has(type)) || field === 'right';
}

function parentType(nodes: readonly SyntaxNode[], at: number): string {
  const depth = nodes[at]?.depth ?? 0;
  return nodes.findLast((node, index) => index < at && node.depth === depth - 1)?.type ?? '';
}
