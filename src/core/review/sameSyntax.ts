import { linesOf } from './changedLines';
import type { Token } from './syntaxTokens';

/** A side of a file, read by a parser. */
export interface Parsed {
  grammar: string;
  text: string;
  tokens: readonly Token[];
}

/** Languages in which white space within a line, or a line end, can say something that the tree may not show. */
const lineBound = new Set(['ruby', 'php']);

/** Whether two texts differ in nothing but white space that says nothing, and commas that end a list. */
export function isSameSyntax(before: Parsed, after: Parsed): boolean {
  return (
    sameTokens(before.tokens, after.tokens) && (!lineBound.has(before.grammar) || isSameLines(before.text, after.text))
  );
}

function sameTokens(before: readonly Token[], after: readonly Token[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ shape, text }, at) => shape === after[at]?.shape && text === after[at].text)
  );
}

function isSameLines(before: string, after: string): boolean {
  const [old, now] = [before, after].map((text) => linesOf(text).map((line) => line.trim()));
  return old?.filter((line) => line !== '').join('\n') === now?.filter((line) => line !== '').join('\n');
}
