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
    /** From this event on, what the person had given along stays shown beside the text; absent: none of it. */
    imagesFrom: z.int().min(1).optional(),
    /** So many images of the person's are told in words only from here on. */
    imagesLeft: z.int().min(1).optional(),
  }),
]);
