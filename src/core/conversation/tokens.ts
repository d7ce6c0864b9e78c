/** Tokens of a text, estimated: no tokenizer is exact for all models, and four characters a token is near for most. */
export function estimatedTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
