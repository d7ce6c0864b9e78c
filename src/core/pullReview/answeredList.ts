/** What a reviewer listed: the last block of JSON, or all of the text; null where that is no list. */
export function answeredList(answer: string): unknown[] | null {
  const blocks = [...answer.matchAll(/```(?:json)?\s*\n([^]*?)\n```/g)].map(({ 1: body = '' }) => body);
  try {
    const parsed: unknown = JSON.parse(blocks.at(-1) ?? answer.trim());
    return Array.isArray(parsed) ? parsed : null;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}
