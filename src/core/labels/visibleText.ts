export interface TextPart {
  text: string;
  /** Stands for something that would not be seen or would deceive: a control or direction character, a long blank. */
  isEscape: boolean;
}

/** Controls, format and direction marks, what is drawn as nothing, blanks other than the space. The line feed is text. */
const hidden = /(?!\n)[\p{C}\p{DI}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
const blank = / {9,}|\n{4,}/u;
const special = new RegExp(`(${hidden.source}|${blank.source})`, 'u');

/** Splits text that a person is asked about so that nothing in it can hide: what is invisible is shown by its number. */
export function visibleText(text: string): TextPart[] {
  return text
    .split(special)
    .map((part, index): TextPart => (index % 2 === 0 ? { text: part, isEscape: false } : escaped(part)))
    .filter((part) => part.text !== '');
}

function escaped(part: string): TextPart {
  if (part.startsWith('\n') || part.startsWith(' ')) {
    return { text: `⟨${part.length} × ${part.startsWith('\n') ? '\\n' : 'space'}⟩`, isEscape: true };
  }
  const code = part.codePointAt(0) ?? 0;
  return { text: code === 9 ? '\\t' : `\\u{${code.toString(16)}}`, isEscape: true };
}

/** How many characters of the text are shown by their number, or as a count. */
export function hiddenLength(text: string): number {
  return text.split(special).reduce((sum, part, index) => (index % 2 === 0 ? sum : sum + part.length), 0);
}
