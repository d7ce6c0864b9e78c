/**
 * Markdown that shows one line of text as it is. Unlike VS Code's `appendText` it leaves spaces as they are, so that lines
 * break between words. After CommonMark 0.31, 2.4: a backslash before any ASCII punctuation.
 */
export function literalMarkdown(line: string): string {
  return line.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}
