import type { Mention } from '../../protocol';

/** A name that is being written: `@` and what follows, up to where the caret stands. */
export interface BegunMention {
  /** Where the `@` stands. */
  from: number;
  to: number;
  query: string;
}

/** The name at the caret; null where none is being written. An address such as `a@b.c` is none. */
export function mentionAt(text: string, caret: number): BegunMention | null {
  const found = /(?:^|[\s([{"'`])@([^\s@]{0,150})$/.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { from: caret - query.length - 1, to: caret, query };
}

/** The text with the name written out, and where the caret then stands. */
export function withMention(
  text: string,
  { from, to }: BegunMention,
  mention: Mention,
): { text: string; caret: number } {
  const bare = mention.name ?? mention.path;
  const name = /\s/.test(bare) ? `\`${bare}\` ` : `${bare} `;
  const rest = text.slice(to).replace(/^ /, '');
  return { text: `${text.slice(0, from)}${name}${rest}`, caret: from + name.length };
}
