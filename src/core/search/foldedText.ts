/**
 * The text for comparing without regard to case, in which every character stands where it did: letters become small where
 * that changes neither their number nor makes them letters of ASCII.
 */
export function foldedText(text: string): string {
  const small = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return /^[\0-\x7f]*$/.test(small) ? small : small.replace(/[^\0-\x7f]/gu, foldedCharacter);
}

function foldedCharacter(character: string): string {
  const small = character.toLowerCase();
  return small.length === character.length && !/[\0-\x7f]/.test(small) ? small : character;
}

/**
 * What a line of JSON holds wherever it holds the word in a string of it, also in JSON within that string, whoever wrote that and
 * escaped more than it must: the longest part of characters that nobody escapes. Empty when there is none, and then any line
 * may hold the word.
 */
export function anchorOf(word: string): string {
  const parts = word.match(/[A-Za-z0-9 _.,:;()[\]{}=+*-]+/g) ?? [];
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}
