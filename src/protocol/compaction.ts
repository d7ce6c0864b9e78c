import * as z from 'zod';

/**
 * How room was made in the conversation, from this event on. `outputs`: results of calls before `beforeSeq` are told as
 * one line each. `summary`: everything up to `upToSeq` is told as `text`, but for what the user said. The journal keeps it all.
 */
export const Compacted = z.discriminatedUnion('kind', [
  z.object({ type: z.literal('compacted'), kind: z.literal('outputs'), beforeSeq: z.int().min(1) }),
  /** Images that calls before `beforeSeq` have returned are told as one line each. */
  z.object({ type: z.literal('compacted'), kind: z.literal('images'), beforeSeq: z.int().min(1) }),
  z.object({
    type: z.literal('compacted'),
    kind: z.literal('summary'),
    upToSeq: z.int().min(0),
    text: z.string(),
    /** Who wrote the text: without a model it only lists what was done. */
    by: z.enum(['model', 'journal']),
  }),
]);
