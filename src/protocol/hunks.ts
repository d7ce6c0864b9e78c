import * as z from 'zod';
import { ObjectName, TaskId } from './ids';

/**
 * A place of a changed file, known by its content: a hash of the path with the lines that went and came, without line
 * numbers, so that it survives moving; with a number behind it where the same change comes again in the file.
 */
export const HunkKey = z.string().regex(/^[0-9a-f]{32}(\.\d{1,6})?$/);
export type HunkKey = z.infer<typeof HunkKey>;

const path = z.string().min(1);

export const HunkRef = z.strictObject({ path, key: HunkKey });
export type HunkRef = z.infer<typeof HunkRef>;

export const HunkVerdict = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accepted') }),
  z.strictObject({ kind: z.literal('rejected'), reason: z.string().max(10_000) }),
  /** What stands in its place instead: whole lines, as they were saved. */
  z.strictObject({ kind: z.literal('edited'), text: z.string().max(200_000) }),
]);
export type HunkVerdict = z.infer<typeof HunkVerdict>;

/** Lines of a hunk, by the number of the new line, from 0. */
const Lines = z.array(z.int().min(0)).min(1);

/** What a person decided about a hunk, or about lines of it, when they looked at `base` and `head`. */
export const HunkDecision = z.strictObject({
  ...HunkRef.shape,
  base: ObjectName,
  head: ObjectName,
  /** What can be decided apart in it: its new lines, and 1 where nothing but old ones went. */
  size: z.int().min(1),
  /** Absent: all of it. */
  lines: Lines.optional(),
  verdict: HunkVerdict,
  /** Where it began in the new text, from 1, and the beginning of what went and came; only to be read. */
  line: z.int().min(1),
  removed: z.string(),
  added: z.string(),
});
export type HunkDecision = z.infer<typeof HunkDecision>;

/** All that was decided about a hunk; parts do not overlap. */
export const DecidedHunk = z.strictObject({
  ...HunkRef.shape,
  base: ObjectName,
  head: ObjectName,
  size: z.int().min(1),
  parts: z.array(z.strictObject({ lines: Lines.optional(), verdict: HunkVerdict })),
  line: z.int().min(1),
  removed: z.string(),
  added: z.string(),
  /** What is rejected of it was sent to the agent. */
  sent: z.boolean(),
});
export type DecidedHunk = z.infer<typeof DecidedHunk>;

/** The hunk that a button or a link means. */
export const HunkArgument = z.strictObject({ taskId: TaskId, ...HunkRef.shape });
export type HunkArgument = z.infer<typeof HunkArgument>;

/** The query of an `agent-hunk:` address, where the text of a hunk is edited. Its path is the file's. */
export const HunkDocumentQuery = z.strictObject({ task: TaskId, key: HunkKey });
