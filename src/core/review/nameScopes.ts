import type { Parsed } from './sameSyntax';
import type { Token } from './syntaxTokens';

/** Where a name is known, as a range of the text. */
export interface Scope {
  from: number;
  to: number;
  /** The whole file sees it. */
  isTop: boolean;
}

/** What one language says about names. Kinds of nodes are those of its grammar. */
interface NameRules {
  /** Leaves that stand for a variable, a function or a type, and never for a member of something. */
  names: RegExp;
  /** Nodes below which such a leaf is a member, a key or a name of somewhere else all the same. */
  members: RegExp;
  /** `node field` of a leaf that declares a name in the block around its node. */
  declares: RegExp;
  blocks: RegExp;
  /** `node field` of a leaf that declares a name in the function around it. */
  takes: RegExp;
  functions: RegExp;
}

const rules: Readonly<Record<string, NameRules>> = {
  tsx: {
    names: /^(identifier|type_identifier)$/,
    members: /^(nested_identifier|nested_type_identifier|export_specifier alias|import_specifier name)$/,
    declares:
      /^((generator_)?function_declaration|(abstract_)?class_declaration|interface_declaration|type_alias_declaration|enum_declaration|variable_declarator) name$/,
    blocks: /^(statement_block|program|for_statement|for_in_statement|switch_body|class_static_block)$/,
    takes:
      /^((required|optional)_parameter pattern|arrow_function parameter|catch_clause parameter|for_in_statement left|type_parameter name)$/,
    functions:
      /^((generator_)?function_(declaration|expression|signature|type)|arrow_function|method_(definition|signature)|abstract_method_signature|catch_clause|for_in_statement|call_signature|construct_signature|constructor_type|(abstract_)?class_declaration|class|interface_declaration|type_alias_declaration)$/,
  },
  python: {
    names: /^identifier$/,
    members: /^(attribute attribute|keyword_argument name|global_statement|nonlocal_statement|dotted_name)$/,
    declares:
      /^(function_definition name|class_definition name|assignment left|for_statement left|named_expression name)$/,
    blocks: /^(function_definition|lambda|module|class_definition)$/,
    takes:
      /^(parameters|lambda_parameters|typed_parameter|(list|dictionary)_splat_pattern|(typed_)?default_parameter name|for_in_clause left)$/,
    functions: /^(function_definition|lambda|\w+_comprehension|generator_expression)$/,
  },
  go: {
    names: /^(identifier|type_identifier)$/,
    members: /^(literal_element|qualified_type|embedded)$/,
    declares:
      /^((function_declaration|type_spec|type_alias|const_spec|var_spec) name|(short_var_declaration|range_clause) left)$/,
    blocks: /^(block|source_file|if_statement|for_statement|\w+_case|func_literal)$/,
    takes: /^(parameter_declaration name|type_parameter_declaration name)$/,
    functions: /^(function_declaration|method_declaration|func_literal|type_spec)$/,
  },
};

/** Whether two names could stand for the same thing in two texts of a language. */
export function isName(grammar: string, { type }: Token): boolean {
  return rules[grammar]?.names.test(type) === true;
}

/** Whether names of the language can be followed at all. */
export function knowsNames(grammar: string): boolean {
  return rules[grammar] !== undefined;
}

/** Whether the leaf is a name that its own file, or an import in it, gives its meaning. */
export function isOwnName({ grammar, tokens }: Parsed, token: Token): boolean {
  const rule = rules[grammar];
  if (rule === undefined || token.parent === null || !rule.names.test(token.type)) {
    return false;
  }
  const { parent } = token;
  const isEmbedded = parent.type === 'field_declaration' && tokens[tokens.indexOf(token) - 1] === parent;
  return !rule.members.test(parent.type) && !rule.members.test(place(token)) && !isEmbedded;
}

/** Where the name is known that the leaf declares; null where it declares none, or where nobody can say. */
export function scopeOf(parsed: Parsed, token: Token): Scope | null {
  const rule = rules[parsed.grammar];
  const { parent } = token;
  if (rule === undefined || parent === null) {
    return null;
  }
  const spot = place(token);
  if (isImported(token)) {
    return wholeOf(parsed);
  }
  if (rule.takes.test(spot) || rule.takes.test(parent.type)) {
    return taken(parsed, around(parent, rule.functions), token);
  }
  const node = listed(token).parent ?? parent;
  return rule.declares.test(spot) ? blockOf(parsed, node, rule.blocks) : null;
}

/** `import x`, `import * as x`, `{ a as x }`, `from a import b as x`. */
function isImported({ parent, field }: Token): boolean {
  const isAlias = field === 'alias' && /^(import_specifier|aliased_import)$/.test(parent?.type ?? '');
  return isAlias || /^(import_clause|namespace_import)$/.test(parent?.type ?? '');
}

/** Whoever calls a decorated function may do so by the names of what it takes, as whoever runs tests does. */
function taken(parsed: Parsed, holder: Token | null, token: Token): Scope | null {
  const isCalledByName = holder?.parent?.type === 'decorated_definition' || isTest(parsed, holder);
  const isOwn = holder !== null && parsed.grammar === 'python' && token.type === 'identifier' ? !isCalledByName : true;
  return holder !== null && isOwn ? { from: holder.from, to: holder.to, isTop: false } : null;
}

function isTest({ tokens }: Parsed, holder: Token | null): boolean {
  return tokens.some(({ parent, field, text }) => parent === holder && field === 'name' && text.startsWith('test'));
}

function blockOf(parsed: Parsed, node: Token, blocks: RegExp): Scope | null {
  const holder = around(node.parent, blocks);
  const isDecorated = node.parent?.type === 'decorated_definition';
  if (holder === null || holder.type === 'class_definition' || isDecorated || hasDecorator(parsed, node)) {
    return null;
  }
  return holder.parent === null ? wholeOf(parsed) : { from: holder.from, to: holder.to, isTop: false };
}

function hasDecorator({ tokens }: Parsed, node: Token): boolean {
  return tokens.some(({ type, parent }) => type === 'decorator' && (parent === node || parent === node.parent));
}

function wholeOf({ text }: Parsed): Scope {
  return { from: 0, to: text.length, isTop: true };
}

function around(node: Token | null, kinds: RegExp): Token | null {
  let holder = node;
  while (holder !== null && !kinds.test(holder.type)) {
    holder = holder.parent;
  }
  return holder;
}

/** Of a name in a list, as in `a, b = c`, the place of the list. */
function place(token: Token): string {
  const { parent, field } = listed(token);
  return `${parent?.type ?? ''} ${field ?? ''}`;
}

function listed(token: Token): Token {
  const { parent } = token;
  return parent !== null && /^(expression_list|pattern_list|tuple_pattern)$/.test(parent.type) ? parent : token;
}
