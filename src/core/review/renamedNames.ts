import { isName, isOwnName, knowsNames, scopeOf } from './nameScopes';
import type { Parsed } from './sameSyntax';
import type { Token } from './syntaxTokens';

/** A file that differs in nothing but names, each of which became one other everywhere in it. */
export interface RenamingFile {
  path: string;
  before: Parsed;
  names: ReadonlyMap<string, string>;
}

/** Looks for a name in all files of one side of the change, prose left out; true where it is in none. */
export type IsAbsent = (side: 'before' | 'after', name: string) => Promise<boolean>;

/** The names that became others; null where anything else changed, or where one became two, or two became one. */
export function renamedNames(before: Parsed, after: Parsed): ReadonlyMap<string, string> | null {
  const { grammar, tokens } = before;
  if (!knowsNames(grammar) || tokens.length !== after.tokens.length) {
    return null;
  }
  const [there, back] = [new Map<string, string>(), new Map<string, string>()];
  for (const [at, token] of tokens.entries()) {
    const other = after.tokens[at];
    if (other?.shape !== token.shape || !isPair(grammar, token, other, { there, back })) {
      return null;
    }
  }
  return new Map([...there].filter(([from, to]) => from !== to));
}

/** Also names that stay are pairs: one that stays in one place and changes in another is no renaming. */
function isPair(
  grammar: string,
  token: Token,
  other: Token,
  { there, back }: Record<'there' | 'back', Map<string, string>>,
): boolean {
  if (!isName(grammar, token)) {
    return token.text === other.text;
  }
  const [to, from] = [there.get(token.text) ?? other.text, back.get(other.text) ?? token.text];
  there.set(token.text, to);
  back.set(other.text, from);
  return to === other.text && from === token.text;
}

/**
 * Of files that seem to be nothing but renamed those for which that is proven: over all of them a name becomes the same
 * other one; the old one is nowhere left and the new one was nowhere before, so that nothing is captured and nothing
 * forgotten; and each file declares the name around all places where it stands, or imports it from one that does.
 */
export async function provenRenames(files: readonly RenamingFile[], isAbsent: IsAbsent): Promise<RenamingFile[]> {
  const refused = new Set(conflictingNames(files));
  for (const [from, to] of new Map(files.flatMap(({ names }) => [...names]))) {
    const isFree = isPlainRename(from, to) && (await isAbsent('after', from)) && (await isAbsent('before', to));
    if (!isFree) {
      refused.add(from);
    }
  }
  let proven = files.filter(
    ({ before, names }) => !readsNames(before.text) && ![...names.keys()].some((name) => refused.has(name)),
  );
  for (let count = -1; count !== proven.length;) {
    count = proven.length;
    const kept: readonly RenamingFile[] = proven;
    proven = kept.filter((file) => [...file.names.keys()].every((name) => isBound(file, name, kept)));
  }
  return proven;
}

function conflictingNames(files: readonly RenamingFile[]): string[] {
  const [there, back] = [new Map<string, string>(), new Map<string, string>()];
  const pairs = files.flatMap(({ names }) => [...names]);
  return pairs.flatMap(([from, to]) => {
    const isSame = (there.get(from) ?? to) === to && (back.get(to) ?? from) === from;
    const others = isSame ? [] : [from, back.get(to) ?? from];
    there.set(from, to);
    back.set(to, from);
    return others;
  });
}

/** Names that a language, a library or a tool knows mean something beyond their declaration. */
const meaningful =
  /^(__\w+__|_+|init|main|constructor|prototype|arguments|undefined|toString|toJSON|valueOf|then|default|handler|self|cls|this|super|exports|module|require|test\w*|Test\w*|Benchmark\w*|Example\w*|Fuzz\w*|setUp\w*|tearDown\w*|use[A-Z]\w*)$/;

function isPlainRename(from: string, to: string): boolean {
  const isSameCase = caseOf(from) === caseOf(to);
  return isSameCase && ![from, to].some((name) => meaningful.test(name));
}

/** The first letter says what is exported, private or a component. */
function caseOf(name: string): string {
  const first = name.charAt(0);
  return /[\p{L}]/u.test(first)
    ? first === first.toLowerCase()
      ? 'low'
      : 'high'
    : name.slice(0, 2).replace(/[^_$]/g, '');
}

function readsNames(text: string): boolean {
  return /\b(eval|exec|locals|globals|vars|getattr|setattr|Function)\s*\(|\bwith\s*\(|\breflect\./.test(text);
}

/** The file declares the name for all places where it stands, and what else is known of such a name holds. */
function isBound(file: RenamingFile, name: string, all: readonly RenamingFile[]): boolean {
  const { before } = file;
  const places = before.tokens.filter((token) => token.text === name && isName(before.grammar, token));
  const imports = places.filter(isImportedName);
  const others = places.filter((token) => !imports.includes(token));
  const isSound =
    imports.every((token) => isImportedFrom(file, token, all)) && others.every((token) => isOwnName(before, token));
  return isSound && (imports.length > 0 || isDeclared(file, name, { places: others, all }));
}

function isDeclared(
  file: RenamingFile,
  name: string,
  { places, all }: { places: readonly Token[]; all: readonly RenamingFile[] },
): boolean {
  const scopes = places.flatMap((token) => scopeOf(file.before, token) ?? []);
  if (scopes.some(({ isTop }) => isTop) || isOfPackage(file, name, all)) {
    const isElsewhere = isUsedElsewhere(file, name, all);
    return isElsewhere || (usesOf(file, name) > 1 && !isExported(file, name));
  }
  return places.every((token) => scopes.some(({ from, to }) => from <= token.from && token.to <= to));
}

function usesOf({ before }: RenamingFile, name: string): number {
  return before.tokens.filter(({ text }) => text === name).length;
}

function isUsedElsewhere(file: RenamingFile, name: string, all: readonly RenamingFile[]): boolean {
  return all.some((other) => other !== file && other.names.has(name));
}

/** Files of one package of Go see each other's names without a word. */
function isOfPackage(file: RenamingFile, name: string, all: readonly RenamingFile[]): boolean {
  return (
    file.before.grammar === 'go' &&
    all.some((other) => folderOf(other.path) === folderOf(file.path) && declaresAtTop(other, name))
  );
}

function declaresAtTop({ before }: RenamingFile, name: string): boolean {
  return before.tokens.some((token) => token.text === name && scopeOf(before, token)?.isTop === true);
}

/** What a file exports may be known by its name to what loads the file, unless other files import it. */
function isExported({ before }: RenamingFile, name: string): boolean {
  return (
    before.grammar === 'tsx' &&
    before.tokens.some((token) => token.text === name && hasAround(token, /^export_(statement|specifier)$/))
  );
}

function hasAround({ parent }: Token, kinds: RegExp): boolean {
  // An export holds what it exports: a declaration, its name, for variables one node more.
  const around = [parent, parent?.parent, parent?.parent?.parent];
  return around.some((node) => node !== null && node !== undefined && kinds.test(node.type));
}

/** In `import { a }` and `from b import a`. */
function isImportedName({ parent, field }: Token): boolean {
  if (parent?.type === 'import_specifier') {
    return field === 'name';
  }
  const holder = parent?.parent?.type === 'aliased_import' ? parent.parent : parent;
  return parent?.type === 'dotted_name' && holder?.field === 'name' && holder.parent?.type === 'import_from_statement';
}

/** From a file among these that declares it at its top. */
function isImportedFrom(file: RenamingFile, token: Token, all: readonly RenamingFile[]): boolean {
  const { before, path, names } = file;
  let statement: Token | null = token;
  while (statement !== null && !/^(import_statement|import_from_statement)$/.test(statement.type)) {
    statement = statement.parent;
  }
  const source = before.tokens.find(
    ({ parent, field }) => parent === statement && (field === 'source' || field === 'module_name'),
  );
  const said = source === undefined ? '' : before.text.slice(source.from, source.to);
  const wanted = before.grammar === 'tsx' ? modulePath(path, said.slice(1, -1)) : (said.split('.').at(-1) ?? '');
  return all.some(
    (other) =>
      other !== file &&
      wanted !== '' &&
      isModule(before.grammar, other.path, wanted) &&
      other.names.get(token.text) === names.get(token.text) &&
      declaresAtTop(other, token.text),
  );
}

function isModule(grammar: string, path: string, wanted: string): boolean {
  const plain = path.replace(/\.[^./]+$/, '');
  return grammar === 'tsx'
    ? plain === wanted || plain === `${wanted}/index`
    : (plain.split('/').at(-1) ?? '') === wanted;
}

/** Where a relative import leads, without an ending; empty for any other. */
function modulePath(path: string, source: string): string {
  if (!/^\.{1,2}\//.test(source)) {
    return '';
  }
  const names = folderOf(path)
    .split('/')
    .filter((name) => name !== '');
  for (const name of source.split('/')) {
    if (name === '..') {
      names.pop();
    } else if (name !== '.') {
      names.push(name);
    }
  }
  return names.join('/').replace(/\.(js|jsx|mjs|cjs|ts|tsx|mts|cts)$/, '');
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}
