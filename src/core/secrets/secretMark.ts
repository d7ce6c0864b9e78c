/** What stands where a secret was. */
export function secretMark(name: string): string {
  return `[secret ${name}]`;
}

/** A regular expression in which the marks of these secrets stand for themselves, not for a class of characters. */
export function withMarksLiteral(expression: string, names: readonly string[]): string {
  return names.reduce((text, name) => text.replaceAll(secretMark(name), `\\[secret ${escaped(name)}\\]`), expression);
}

function escaped(name: string): string {
  return name.replace(/[^\w ]/g, '\\$&');
}
