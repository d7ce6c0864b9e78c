import type { Fold } from '../../protocol';
import { isSameSyntax, type Parsed } from './sameSyntax';
import type { ReviewedText, Syntax } from './reviewPorts';
import { type IsAbsent, provenRenames, renamedNames, type RenamingFile } from './renamedNames';
import { tokensOf } from './syntaxTokens';
import { isSameButImports, isSameButOrder } from './topLevelParts';

/** Both sides of a changed file as a parser read them, without an error. */
export interface ParsedFile {
  file: ReviewedText;
  before: Parsed;
  after: Parsed;
}

/** Null where a side is missing, of another language, or not understood as a whole. */
export async function parseFile(syntax: Syntax, file: ReviewedText): Promise<ParsedFile | null> {
  const { path, oldPath = path } = file;
  const before = await parsedSide(syntax, oldPath, file.before);
  const after = await parsedSide(syntax, path, file.after);
  const isBoth = before !== null && after !== null && before.grammar === after.grammar;
  return isBoth ? { file, before, after } : null;
}

async function parsedSide(syntax: Syntax, path: string, text: string | null): Promise<Parsed | null> {
  const tree = text === null ? null : await syntax.parse(path, text);
  return tree?.hasError !== false || text === null
    ? null
    : { grammar: tree.grammar, text, tokens: tokensOf(tree, text) };
}

/** What each file is proven to be and nothing more, by its path. */
export async function mechanicalFolds(
  files: readonly ReviewedText[],
  parsed: readonly ParsedFile[],
  isAbsent: IsAbsent,
): Promise<Map<string, Fold>> {
  const folds = new Map<string, Fold>();
  for (const file of files.filter(isOnlyMoved)) {
    folds.set(file.path, { kind: 'moved' });
  }
  const renaming: RenamingFile[] = [];
  for (const { file, before, after } of parsed.filter(({ file: { path } }) => !folds.has(path))) {
    const fold = isOfSameMode(file) && hasStayed(file) ? foldOf(file, before, after) : null;
    const names = fold === null && isOfSameMode(file) && hasStayed(file) ? renamedNames(before, after) : null;
    if (fold !== null) {
      folds.set(file.path, fold);
    } else if (names !== null && names.size > 0) {
      renaming.push({ path: file.path, before, names });
    }
  }
  for (const { path, names } of await provenRenames(renaming, isAbsent)) {
    folds.set(path, { kind: 'renamed', names: [...names].map(([from, to]) => ({ from, to })) });
  }
  return folds;
}

function foldOf({ status }: ReviewedText, before: Parsed, after: Parsed): Fold | null {
  if (isSameSyntax(before, after)) {
    return { kind: status === 'renamed' ? 'moved' : 'formatted' };
  }
  if (isSameButImports(before, after)) {
    return { kind: 'imports' };
  }
  return isSameButOrder(before, after) ? { kind: 'reordered' } : null;
}

function isOnlyMoved(file: ReviewedText): boolean {
  return file.status === 'renamed' && file.isSame && isOfSameMode(file) && hasStayed(file);
}

function isOfSameMode({ modes: { before, after } }: ReviewedText): boolean {
  return before === after;
}

/** In its folder; elsewhere what it names by a relative path is something else. */
function hasStayed({ path, oldPath = path, before }: ReviewedText): boolean {
  const isThere = folderOf(path) === folderOf(oldPath);
  return (
    isThere ||
    before === null ||
    !/["'`](\.{1,2}\/|\.{1,2}["'`])|\bfrom\s+\.|__file__|__dirname|#include\s+"/.test(before)
  );
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}
