import type { ObjectName, RacerChange } from '../../protocol';
import { changedLines, linesOf } from '../review/changedLines';
import { dependencyChange } from '../review/dependencyChange';
import { fileClass } from '../review/fileClasses';
import { isGenerated } from '../review/generatedFiles';
import type { ReviewedText, Syntax } from '../review/reviewPorts';
import { type Token, tokensOf, withoutComments } from '../review/syntaxTokens';
import { testBodies } from '../weakenings/testBodies';
import { testLanguage } from '../weakenings/testLanguages';

/** What a text is known by, whatever characters it holds. */
export type TextDigest = (text: string) => string;

/** What the files of a result say. `texts` is all that `tree` changes of the snapshot of the race. */
export async function racerChange(
  tree: ObjectName,
  texts: readonly ReviewedText[],
  { syntax, digest }: { syntax: Syntax; digest: TextDigest },
): Promise<RacerChange> {
  return {
    tree,
    codeLines: texts.filter(isCode).reduce((sum, text) => sum + newLines(text), 0),
    dependencies: addedPackages(texts),
    testFiles: texts.filter(({ path, status }) => fileClass(path) === 'test' && status !== 'deleted').map(pathOf),
    testsAdded: addedTests(texts),
    ...(await digestsOf(tree, texts, { syntax, digest })),
  };
}

function pathOf({ path }: ReviewedText): string {
  return path;
}

function isCode(text: ReviewedText): boolean {
  return fileClass(text.path) === 'source' && !isGenerated(text, '');
}

/** Without empty ones. */
function newLines({ before, after }: ReviewedText): number {
  const added = changedLines(before ?? '', after ?? '').flatMap((change) => change.added);
  return added.filter((line) => line.trim() !== '').length;
}

function addedPackages(texts: readonly ReviewedText[]): string[] {
  const packages = texts.flatMap((text) => dependencyChange(text)?.packages ?? []);
  return [...new Set(packages.filter((name) => name.startsWith('+')).map((name) => name.slice(1)))].sort();
}

/** A test that was moved to another file is not new. */
function addedTests(texts: readonly ReviewedText[]): number {
  const named = texts.flatMap(({ path, oldPath = path, before, after }) => {
    const namesIn = (at: string, text: string | null): string[] => {
      const language = text === null ? null : testLanguage(at);
      return text === null || language === null ? [] : testBodies(text, language).map(({ name }) => name);
    };
    return [{ before: namesIn(oldPath, before), after: namesIn(path, after) }];
  });
  const known = new Set(named.flatMap(({ before }) => before));
  return named.flatMap(({ after }) => after).filter((name) => name !== '' && !known.has(name)).length;
}

/**
 * `digest` is the same for two results of one snapshot that differ in nothing but white space that says nothing, `code` also
 * where comments differ. Where a file can't be read both are that of the tree, which only the same bytes share.
 */
async function digestsOf(
  tree: ObjectName,
  texts: readonly ReviewedText[],
  { syntax, digest }: { syntax: Syntax; digest: TextDigest },
): Promise<Pick<RacerChange, 'digest' | 'code'>> {
  const forms: Form[] = [];
  for (const text of texts) {
    const sides = await formsOf(syntax, text);
    if (sides === null) {
      return { digest: `tree ${tree}`, code: `tree ${tree}` };
    }
    forms.push(...formsOfChange(text, sides));
  }
  const of = (kind: keyof Form): string => {
    const all = forms.flatMap((form) => form[kind] ?? []);
    return digest(all.sort().join('\n'));
  };
  return { digest: of('whole'), code: of('code') };
}

/** A text as it is compared: but for white space, and but for comments too. */
interface Form {
  whole: string | null;
  code: string | null;
}

/** What a file adds to the two digests; nothing to the one for which it is as before. */
function formsOfChange({ path, oldPath, modes }: ReviewedText, { before, after }: Sides): Form[] {
  const hasGone = oldPath !== undefined && oldPath !== path;
  const gone = hasGone ? JSON.stringify([oldPath, null]) : null;
  const of = (kind: keyof Form): string | null => {
    const [old, now] = [before?.[kind] ?? null, after?.[kind] ?? null];
    const isChanged = hasGone || old !== now || modes.before !== modes.after;
    return isChanged ? JSON.stringify([path, after === null ? null : modes.after, now]) : null;
  };
  return [
    { whole: gone, code: gone },
    { whole: of('whole'), code: of('code') },
  ];
}

interface Sides {
  before: Form | null;
  after: Form | null;
}

/** Null where a side is there and can't be read. */
async function formsOf(syntax: Syntax, { path, oldPath = path, ...text }: ReviewedText): Promise<Sides | null> {
  const isThere = (mode: string): boolean => mode !== '000000';
  const { before, after, modes } = text;
  if ((before === null && isThere(modes.before)) || (after === null && isThere(modes.after))) {
    return null;
  }
  return { before: await formOf(syntax, oldPath, before), after: await formOf(syntax, path, after) };
}

/** In these languages white space within a line, or a line end, can say something that the tree does not show. */
const lineBound = new Set(['ruby', 'php']);

async function formOf(syntax: Syntax, path: string, text: string | null): Promise<Form | null> {
  const parsed = text === null ? null : await syntax.parse(path, text);
  if (text === null || parsed?.hasError !== false) {
    return text === null ? null : { whole: text, code: text };
  }
  const tokens = tokensOf(parsed, text);
  const lines = lineBound.has(parsed.grammar)
    ? linesOf(text)
        .map((line) => line.trim())
        .filter(Boolean)
    : [];
  const formed = (all: readonly Token[]): string =>
    JSON.stringify([parsed.grammar, all.map((token) => [token.shape, token.text]), lines]);
  return { whole: formed(tokens), code: formed(withoutComments(tokens)) };
}
