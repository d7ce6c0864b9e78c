/** One thing that is looked for: a word or a phrase, in the field that stands before it, if any. */
export interface QueryTerm {
  /** Lower case; null for a term without a field. */
  field: string | null;
  /** Never empty, as it was written. */
  text: string;
}

const term = /(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu;

/**
 * What a person wrote into a box for filtering or searching: words, "phrases", and `field:word`. A name before a colon that is
 * none of the fields is a part of the word, so that `http://` or `Foo::bar` can be looked for as they are.
 */
export function queryTerms(text: string, fields: readonly string[]): QueryTerm[] {
  return [...text.matchAll(term)].flatMap(([whole, name, phrase, word]) => {
    const field = name?.toLowerCase() ?? null;
    const isField = field === null || fields.includes(field);
    const looked = isField ? (phrase ?? word ?? '') : phrase === undefined ? whole : `${name ?? ''}:${phrase}`;
    return looked === '' ? [] : [{ field: isField ? field : null, text: looked }];
  });
}
