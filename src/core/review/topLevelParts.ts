import type { Parsed } from './sameSyntax';
import type { Token } from './syntaxTokens';

/** A statement or declaration at the top of a file, with the comments before it. */
interface Part {
  type: string;
  /** All that it says; two parts with the same are the same. */
  said: string;
  tokens: readonly Token[];
}

const importTypes = /^(import_statement|import_from_statement|import_declaration|use_declaration|using_directive)$/;

/** Whether two files differ in nothing but the order of imports that stand next to each other. */
export function isSameButImports(before: Parsed, after: Parsed): boolean {
  const [old, now] = [partsOf(before), partsOf(after)];
  const all = [...old, ...now].filter(isImport);
  return all.every(hasNoEffect) && old.length === now.length && sameRuns(old, now, isImport);
}

/**
 * Whether two files differ in nothing but where declarations stand whose order says nothing: functions and types, each of
 * another name. Everything else is in the same order.
 */
export function isSameButOrder(before: Parsed, after: Parsed): boolean {
  const movable = movableIn[before.grammar];
  if (movable === undefined) {
    return false;
  }
  const isMovable = (part: Part): boolean => movable.test(part.type);
  const [old, now] = [partsOf(before), partsOf(after)];
  const names = old.filter(isMovable).map(nameOf);
  const others = (parts: readonly Part[]) => parts.filter((part) => !isMovable(part)).map(({ said }) => said);
  return (
    old.length === now.length &&
    !names.includes('') &&
    new Set(names).size === names.length &&
    isEqual(others(old), others(now)) &&
    isEqual(sorted(old.filter(isMovable)), sorted(now.filter(isMovable)))
  );
}

/** Declarations that are in force before anything of the file runs. */
const movableIn: Readonly<Record<string, RegExp>> = {
  tsx: /^(function_declaration|generator_function_declaration|interface_declaration|type_alias_declaration)$/,
  go: /^(function_declaration|type_declaration)$/,
  rust: /^(function_item|struct_item|enum_item|trait_item|type_item)$/,
};

function partsOf({ tokens }: Parsed): Part[] {
  const parts: Token[][] = [];
  let isComment = false;
  for (const token of tokens.slice(1)) {
    const begins = token.depth === 1;
    if (begins && !isComment && token.type !== 'between') {
      parts.push([]);
    }
    parts.at(-1)?.push(token);
    isComment = begins ? token.type.includes('comment') || (isComment && token.type === 'between') : isComment;
  }
  return parts.map((held) => {
    const [own] = held.filter(({ depth, type }) => depth === 1 && !/comment|between/.test(type));
    const type = own === undefined ? '' : declared(held, own);
    return { type, tokens: held, said: JSON.stringify(held.map(({ shape, text }) => [shape, text])) };
  });
}

/** What an export exports counts as itself, but for the default. */
function declared(held: readonly Token[], own: Token): string {
  if (own.type !== 'export_statement' || held.some(({ parent, type }) => parent === own && type === 'default')) {
    return own.type;
  }
  return held.find(({ parent, field }) => parent === own && field === 'declaration')?.type ?? own.type;
}

function isImport({ type }: Part): boolean {
  return importTypes.test(type);
}

/** An import that is made for what it does, or that brings names nobody sees, may depend on its place. */
function hasNoEffect({ type, tokens }: Part): boolean {
  const kinds = new Set(tokens.map((token) => token.type));
  const bindsNames = type !== 'import_statement' || kinds.has('import_clause') || kinds.has('dotted_name');
  return bindsNames && !kinds.has('wildcard_import');
}

/** Each run of the parts that fit has the same members, and all else stands where it stood. */
function sameRuns(old: readonly Part[], now: readonly Part[], fits: (part: Part) => boolean): boolean {
  const runs = (parts: readonly Part[]): string[] => {
    const done: string[] = [];
    let run: Part[] = [];
    for (const part of parts) {
      if (fits(part)) {
        run.push(part);
      } else {
        done.push(...sorted(run), part.said);
        run = [];
      }
    }
    return [...done, ...sorted(run)];
  };
  return isEqual(runs(old), runs(now));
}

function sorted(parts: readonly Part[]): string[] {
  return parts.map(({ said }) => said).sort();
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((said, at) => said === other[at]);
}

function nameOf({ tokens }: Part): string {
  return tokens.find(({ field, text, depth }) => field === 'name' && text !== '' && depth <= 3)?.text ?? '';
}
