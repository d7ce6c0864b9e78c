import type { Node } from 'web-tree-sitter';
import { GrammarParsers } from './grammarParsers';

/** Kinds of nodes that define a name, in any of the languages. */
const definitions = new Set([
  ...['function_declaration', 'generator_function_declaration', 'class_declaration', 'abstract_class_declaration'],
  ...['interface_declaration', 'type_alias_declaration', 'enum_declaration', 'variable_declarator'],
  ...['function_definition', 'class_definition', 'method_declaration', 'type_spec', 'const_spec', 'record_declaration'],
  ...[
    'function_item',
    'struct_item',
    'enum_item',
    'trait_item',
    'type_item',
    'const_item',
    'static_item',
    'macro_definition',
  ],
  ...[
    'class',
    'module',
    'method',
    'singleton_method',
    'trait_declaration',
    'struct_declaration',
    'delegate_declaration',
  ],
  ...['class_specifier', 'struct_specifier', 'union_specifier', 'enum_specifier', 'alias_declaration'],
  ...['type_definition', 'declaration'],
]);

/** Kinds of nodes whose children may be definitions of the top level. */
const containers = new Set([
  ...['program', 'module', 'source_file', 'translation_unit', 'export_statement', 'lexical_declaration'],
  ...['variable_declaration', 'ERROR'],
  ...['decorated_definition', 'type_declaration', 'const_declaration', 'namespace_definition', 'compound_statement'],
  ...['compilation_unit', 'namespace_declaration', 'preproc_ifdef', 'preproc_if', 'preproc_else'],
  ...['linkage_specification', 'template_declaration'],
  ...['internal_module', 'statement_block', 'mod_item', 'declaration_list', 'body_statement', 'php_tag'],
]);

const maxNames = 200;

/** Reads names out of source files. The grammars are loaded when they are first needed, and kept for the process. */
export class Grammars {
  readonly #parsers: GrammarParsers;

  /** `folder` holds `web-tree-sitter.wasm` and a `tree-sitter-NAME.wasm` for each grammar. */
  constructor(folder: string) {
    this.#parsers = new GrammarParsers(folder);
  }

  /** The names that a text defines at its top level, in their order; what can't be parsed is skipped. */
  async namesIn(grammar: string, text: string): Promise<string[]> {
    const parser = await this.#parsers.parser(grammar);
    const tree = parser.parse(text);
    if (tree === null) {
      return [];
    }
    try {
      const names: string[] = [];
      collect(exportsOf(tree.rootNode), names, 0);
      return names;
    } finally {
      tree.delete();
    }
  }
}

/** Of a module that exports something the rest is nobody else's. */
function exportsOf({ namedChildren }: Node): readonly Node[] {
  const exported = namedChildren.filter(({ type }) => type === 'export_statement');
  return exported.length === 0 ? namedChildren : exported;
}

function collect(nodes: readonly Node[], names: string[], depth: number): void {
  for (const child of nodes) {
    if (names.length >= maxNames) {
      return;
    }
    if (definitions.has(child.type)) {
      const name = nameOf(child);
      if (name !== null && /^[\p{L}_$][\p{L}\p{N}_$:]*$/u.test(name)) {
        names.push(name);
      }
    }
    if (containers.has(child.type) && depth < 6) {
      collect(child.namedChildren, names, depth + 1);
    }
  }
}

/** Null for what only says that something is defined elsewhere, such as `class A;`. */
function nameOf(node: Node): string | null {
  const name = node.childForFieldName('name');
  if (node.type.endsWith('_specifier') && node.childForFieldName('body') === null) {
    return null;
  }
  return name === null ? declaredName(node) : name.text;
}

/** In C and C++ a name stands inside of what is said of its type; of variables it is none of the map's. */
function declaredName(node: Node): string | null {
  let isFunction = node.type !== 'declaration';
  let inner = node.childForFieldName('declarator');
  while (inner !== null && !inner.type.endsWith('identifier')) {
    isFunction ||= inner.type === 'function_declarator';
    inner =
      inner.childForFieldName('declarator') ?? (inner.type === 'reference_declarator' ? inner.firstNamedChild : null);
  }
  return isFunction && inner?.type !== 'qualified_identifier' ? (inner?.text ?? null) : null;
}
