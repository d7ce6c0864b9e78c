/** What is to be reviewed. A `ref` alone means what it has that the branch of the checkout has not. */
export type ReviewTarget =
  { kind: 'pull'; number: number } | { kind: 'range'; from: string; to: string } | { kind: 'ref'; name: string };

/** Of GitHub, GitLab and others. */
const pullPage = /https?:\/\/\S+?\/(?:pulls?|merge_requests|pull-requests)\/(\d{1,9})\S*/i;
const pullWords = /(?:\b(?:PR|MR|pull request|merge request)\s*)[#!]?(\d{1,9})\b|(?<![\w/])[#!](\d{1,9})\b/i;
/** Neither side is needed: `main..` ends at the checkout's commit. */
const range = /(?<![^\s"'`(])([\w./@^~-]*[\w@^~])\.{2,3}([\w@][\w./@^~-]*[\w@^~]|[\w@])?(?=[\s"'`),:;]|\.?(?:\s|$))/;

/**
 * The target that a text names first, and what else it says. A first word that is nothing else is the name of a branch or
 * commit. Null where there is no word.
 */
export function targetIn(text: string): { target: string; prompt: string } | null {
  const first = (/^\S+/.exec(text)?.[0] ?? '').replace(/[,:;]+$/, '');
  if (first === '') {
    return null;
  }
  const head = /^(?:(?:PR|MR)\s*)?[#!]?\d{1,9}(?=[\s:,.;]|$)/i.exec(text)?.[0];
  const atStart = head ?? (isNameLike(first) ? first : undefined);
  if (atStart !== undefined && !isWord(atStart)) {
    return { target: atStart, prompt: restOf(text, 0, atStart.length) };
  }
  const found = [pullPage, pullWords, range]
    .map((pattern) => pattern.exec(text))
    .filter((match) => match !== null)
    .toSorted((a, b) => a.index - b.index)[0];
  if (found !== undefined) {
    return {
      target: found[0],
      prompt: isSentence(text, found.index) ? text : restOf(text, found.index, found[0].length),
    };
  }
  return { target: first, prompt: restOf(text, 0, first.length) };
}

/** Null for what no repository can have. */
export function reviewTargetOf(text: string): ReviewTarget | null {
  const target = text.trim();
  const number =
    pullPage.exec(target)?.[1] ?? /^(?:(?:PR|MR|pull request|merge request)\s*)?[#!]?(\d{1,9})$/i.exec(target)?.[1];
  if (number !== undefined) {
    return Number(number) > 0 ? { kind: 'pull', number: Number(number) } : null;
  }
  const names = target.split(/\.{2,3}/);
  return target === '' || !names.every(isName) ? null : commits(names);
}

/** What was left out of a range is the checkout's commit. */
function commits([from = '', to, ...more]: readonly string[]): ReviewTarget | null {
  if (to === undefined) {
    return { kind: 'ref', name: from };
  }
  const isOpen = from === '' && to === '';
  return isOpen || more.length > 0 ? null : { kind: 'range', from: from || 'HEAD', to: to || 'HEAD' };
}

/** Empty where it is left out; never what a program could take for an option. */
function isName(text: string): boolean {
  return /^(?!-)\S*$/.test(text);
}

/** A range, a page, or a name with what only names have in them. */
function isNameLike(first: string): boolean {
  return pullPage.test(first) || /\.\.|[/~^@]|^[0-9a-f]{7,40}$/.test(first);
}

/** As `the` in “the changes in PR 12”. */
function isWord(text: string): boolean {
  return /^[a-z]+$/i.test(text) && !/^[0-9a-f]{7,40}$/.test(text);
}

/** A target in the middle of what a person wrote is part of the sentence. */
function isSentence(text: string, index: number): boolean {
  return text.slice(0, index).trim() !== '';
}

function restOf(text: string, index: number, length: number): string {
  return (text.slice(0, index) + text.slice(index + length)).replace(/^[\s:,.;]+/, '').trim();
}
