import type { Parsed } from './sameSyntax';
import type { Token } from './syntaxTokens';

/** What a file offers to others: names with how they are called, without what they do. */
export type PublicNames = ReadonlyMap<string, string>;

interface Offers {
  /** Nodes at the top of a file that offer something. */
  declares: RegExp;
  isOffered(name: string, node: Token, parsed: Parsed): boolean;
}

const offers: Readonly<Record<string, Offers>> = {
  tsx: {
    declares:
      /^((generator_)?function_declaration|(abstract_)?class_declaration|interface_declaration|type_alias_declaration|enum_declaration|variable_declarator|function_signature)$/,
    isOffered: (_, node) => isWithin(node, /^export_statement$/),
  },
  python: {
    declares: /^(function_definition|class_definition)$/,
    isOffered: (name) => !name.startsWith('_'),
  },
  go: {
    declares: /^(function_declaration|method_declaration|type_spec|const_spec|var_spec)$/,
    isOffered: (name) => /^\p{Lu}/u.test(name),
  },
  rust: {
    declares: /^(function_item|struct_item|enum_item|trait_item|type_item|const_item|static_item)$/,
    isOffered: (_, node, { tokens }) =>
      tokens.some(({ type, parent }) => type === 'visibility_modifier' && parent === node),
  },
  java: { declares: /^(class|interface|enum|record|method)_declaration$/, isOffered: isPublic },
  'c-sharp': { declares: /^(class|interface|enum|record|struct|method)_declaration$/, isOffered: isPublic },
};

/** At most so deep below the top: members of a class, and what an export holds. */
const deepest = 5;

/** Empty for a language whose rules are not known here. */
export function publicNames(parsed: Parsed): PublicNames {
  const rule = offers[parsed.grammar];
  const found = new Map<string, string>();
  if (rule === undefined) {
    return found;
  }
  for (const node of parsed.tokens) {
    const isWanted = rule.declares.test(node.type) && node.depth <= deepest && !isInside(node, parsed.grammar);
    const name = isWanted ? nameOf(parsed, node) : undefined;
    if (name !== undefined && rule.isOffered(name, node, parsed)) {
      found.set(name, `${found.get(name) ?? ''}${signatureOf(parsed, node)}`);
    }
  }
  return found;
}

/** Names that are gone, and those that are called in another way. */
export function changedOffers(before: PublicNames, after: PublicNames): { gone: string[]; changed: string[] } {
  const names = [...before.keys()];
  return {
    gone: names.filter((name) => !after.has(name)),
    changed: names.filter((name) => after.has(name) && after.get(name) !== before.get(name)),
  };
}

/** A function's own declarations are nobody else's. */
function isInside(node: Token, grammar: string): boolean {
  const bodies =
    grammar === 'python' ? /^(function_definition|class_definition)$/ : /^(statement_block|block|function_body)$/;
  let { parent } = node;
  while (parent !== null && !bodies.test(parent.type)) {
    parent = parent.parent;
  }
  return parent !== null;
}

function isPublic(_: string, node: Token, { tokens }: Parsed): boolean {
  return tokens.some(
    ({ text, parent }) =>
      text === 'public' && (parent === node || (parent?.parent === node && /^modifiers?$/.test(parent.type))),
  );
}

function isWithin(node: Token, kinds: RegExp): boolean {
  let { parent } = node;
  while (parent !== null && !kinds.test(parent.type)) {
    parent = parent.parent;
  }
  return parent !== null;
}

function nameOf({ tokens }: Parsed, node: Token): string | undefined {
  return tokens.find(({ parent, field, text }) => parent === node && field === 'name' && text !== '')?.text;
}

/** All leaves but those of the body, and of the value of a variable but how a function there is called. */
function signatureOf({ tokens }: Parsed, node: Token): string {
  const at = tokens.indexOf(node);
  const end = tokens.findIndex(({ depth }, index) => index > at && depth <= node.depth);
  const own = tokens.slice(at + 1, end === -1 ? tokens.length : end);
  return own
    .filter((token) => token.text !== '' && !token.type.includes('comment') && !isOfBody(token, node))
    .map(({ text }) => text)
    .join(' ');
}

function isOfBody(token: Token, node: Token): boolean {
  let inner: Token | null = token;
  while (inner !== null && inner !== node) {
    const isType = /^(interface_body|object_type|field_declaration_list|enum_body|type_)/.test(inner.type);
    const isValue = inner.field === 'value' && !/^(arrow_function|function_expression)$/.test(inner.type);
    const isOfVariable = inner.parent?.type === 'variable_declarator';
    if ((inner.field === 'body' && !isType) || (isValue && isOfVariable)) {
      return true;
    }
    inner = inner.parent;
  }
  return false;
}
