const token = /"(?:[^"\\]|\\[^])*"|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|,(?=(?:\s|\/\/[^\n]*\n|\/\*[^]*?\*\/)*[}\]])/g;

/** JSON with comments and trailing commas, as editors write it. Throws a `SyntaxError`. */
export function readJsonc(text: string): unknown {
  const plain = text.replace(/^\ufeff/, '').replace(token, (found) => (found.startsWith('"') ? found : ' '));
  return JSON.parse(plain) as unknown;
}
