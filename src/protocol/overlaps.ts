import * as z from 'zod';
import { Who } from './audit';
import { TaskId } from './ids';

/** Lines of a text, the first of them counted from 1; with `count` 0 it is the place before line `from`. */
export const LineRange = z.strictObject({ from: z.int().min(1), count: z.int().min(0) });
export type LineRange = z.infer<typeof LineRange>;

/** Why two changes of a file do not merge, as git sees it. */
export const OverlapKind = z.enum(['lines', 'binary', 'added', 'deleted', 'renamed', 'kind', 'submodule']);
export type OverlapKind = z.infer<typeof OverlapKind>;

/** Where both changed the same lines; `base` counts in the file as it was before either. */
const OverlapPlace = z.strictObject({ base: LineRange, mine: LineRange, theirs: LineRange });

/** A file in which two changes do not merge. No `places`: it is the file as a whole. */
export const Overlap = z.strictObject({
  path: z.string().min(1),
  kind: OverlapKind,
  places: z.array(OverlapPlace),
});
export type Overlap = z.infer<typeof Overlap>;

/** A name that one side changed or removed, and the other uses in a file that it changes. No conflict, but maybe a break. */
export const SymbolClash = z.strictObject({
  name: z.string().min(1),
  change: z.enum(['removed', 'changed']),
  /** Where it is defined, and who changed it. */
  definedIn: z.string().min(1),
  by: z.enum(['me', 'them']),
  usedIn: z.string().min(1),
  /** In the text of the side that uses it. */
  line: z.int().min(1),
});
export type SymbolClash = z.infer<typeof SymbolClash>;

/** How a task's change gets on with another one; `null` stands for what the person has in their checkout. */
export const OverlapWith = z.strictObject({
  other: TaskId.nullable(),
  /** The other task's title; empty for the checkout. */
  title: z.string(),
  conflicts: z.array(Overlap),
  clashes: z.array(SymbolClash),
});
export type OverlapWith = z.infer<typeof OverlapWith>;

/** A file in which a task meets another one; `other` null stands for the checkout. */
export const OverlapAt = z.strictObject({ taskId: TaskId, other: TaskId.nullable(), path: z.string().min(1) });
export type OverlapAt = z.infer<typeof OverlapAt>;

/** A place that an agent was told of: `base` lines of a file as in its overlaps, or a name that is changed there. */
export const ToldOverlap = z.strictObject({
  other: TaskId.nullable(),
  path: z.string().min(1),
  name: z.string().optional(),
  base: LineRange.optional(),
});
export type ToldOverlap = z.infer<typeof ToldOverlap>;

/** What an agent is told of others' changes: something to know, no order. */
const telling = {
  places: z.array(ToldOverlap).min(1).max(100),
  text: z.string().min(1).max(20_000),
  by: Who.optional(),
};
export const TellOverlaps = z.strictObject({ type: z.literal('overlaps'), ...telling });
export type TellOverlaps = z.infer<typeof TellOverlaps>;

/** Stands in the conversation as a message, and wakes nobody. */
export const OverlapsTold = z.object({ type: z.literal('overlaps.told'), ...telling });
