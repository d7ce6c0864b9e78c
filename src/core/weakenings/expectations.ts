import { type SourceLine, without } from './sourceLines';
import type { TestBody } from './testBodies';

const maxSide = 95;
/** Longer lines are not written by hand; looking for values in them takes the square of their length. */
const maxLine = 2_000;

/** What is given to an assertion to look at, in the forms of the usual libraries. */
const subjects = [
  /^(.*\bexpect(?:\.\w+)?\s*\(.*\))\s*\.\s*(?:not\s*\.\s*)?(?:to|is|must|should)\w*/,
  /^(.*?)\s*\.\s*should\b/,
  /^\s*assert\s+(?:not\s+)?(.+?)\s*(?:==|!=|>=|<=|>|<|\bis\b|\bin\b|,|$)/,
  /\b(?:\w*[aA]ssert\w*!?|require)(?:\.\w+)*\s*\(\s*([^,()]*(?:\([^()]*\))?[^,()]*)/,
];

/**
 * Assertions of a test that ask something else of the same thing than before, where the rest of the test is as it was. A
 * change of what the code does may want just that, so it is for a person to look at and no more.
 */
export function changedExpectations(before: TestBody, after: TestBody): SourceLine[] {
  const gone = without(before.assertions, after.assertions);
  const fresh = without(after.assertions, before.assertions);
  if (before.rest !== after.rest || gone.length !== fresh.length) {
    return [];
  }
  return fresh.flatMap(({ line, text }, index) => {
    const old = gone[index]?.text ?? '';
    const isShort = old.length <= maxLine && text.length <= maxLine;
    return isShort && subjectOf(old) !== null && (subjectOf(old) === subjectOf(text) || masked(old) === masked(text))
      ? [{ line, text: `${old.slice(0, maxSide)} → ${text.slice(0, maxSide)}` }]
      : [];
  });
}

function subjectOf(text: string): string | null {
  for (const subject of subjects) {
    const found = subject.exec(text)?.[1];
    if (found !== undefined) {
      return found.trim();
    }
  }
  return null;
}

/** Without the values that are written in it. */
function masked(text: string): string {
  return text
    .replace(/(["'`])(?:\\.|(?!\1).)*\1/g, '“”')
    .replace(/\b(?:\d[\w.]*|true|false|null|undefined|nil|None|True|False)\b/g, '0');
}
