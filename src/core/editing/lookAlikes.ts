const looksLike: readonly [plain: string, others: string][] = [
  ["'", '\u2018\u2019\u201a\u201b\u2032\u02bc'],
  ['"', '\u201c\u201d\u201e\u201f\u2033'],
  ['-', '\u2010\u2011\u2012\u2013\u2014\u2015\u2212'],
  [' ', '\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000'],
];

const plainOf = new Map(looksLike.flatMap(([plain, others]) => Array.from(others, (other) => [other, plain] as const)));
const characters = `[${[...plainOf.keys()].join('')}]`;
const lookAlike = new RegExp(characters, 'g');
const anyLookAlike = new RegExp(characters);

/** Quotes, dashes and spaces as ASCII has them. Each character stays one, so positions stay the same. */
export function foldLookAlikes(text: string): string {
  return text.replace(lookAlike, (character) => plainOf.get(character) ?? character);
}

export function hasLookAlike(text: string): boolean {
  return anyLookAlike.test(text);
}
