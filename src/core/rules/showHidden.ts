/** Format, tag, private and unassigned characters: nobody sees them, and a model reads them. Emoji are joined by one. */
const hiddenCharacter =
  /(?![\n\t])(?:(?<!\p{Extended_Pictographic}\ufe0f?)\u200d|(?!\u200d)[\p{C}\p{Zl}\p{Zp}\u{e0100}-\u{e01ef}])/gu;

/** The text with every invisible character written out, how many there are, and the line of the first one, from 1. */
export function showHidden(text: string): { text: string; hidden: number; line: number } {
  let hidden = 0;
  let first = -1;
  const shown = text.replace(hiddenCharacter, (character: string, at: number) => {
    hidden += 1;
    first = first === -1 ? at : first;
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return { text: shown, hidden, line: first === -1 ? 0 : text.slice(0, first).split('\n').length };
}
