import * as z from 'zod';
import { ObjectName } from './ids';

/** A changed file, whole; or the places of it with these numbers, from 0, in the order of the file. */
const ChosenFile = z.strictObject({
  path: z.string().min(1),
  hunks: z.array(z.int().min(0)).min(1).optional(),
  /** What of it was accepted or edited, by the journal. */
  decided: z.literal(true).optional(),
});
export type ChosenFile = z.infer<typeof ChosenFile>;

/** What a person takes of a change. `base` and `head` are the commit and tree that they looked at. */
export const ChosenPart = z.strictObject({
  base: ObjectName,
  head: ObjectName,
  files: z.array(ChosenFile).min(1),
});
export type ChosenPart = z.infer<typeof ChosenPart>;

/** Of an apply that took a part of a change. */
export const AppliedPart = z.strictObject({
  /** A commit of the task's snapshot with everything that was taken so far, this part included. */
  taken: ObjectName,
  files: z.array(ChosenFile),
  /** Files of which something is left to take. */
  rest: z.int().min(0),
});
export type AppliedPart = z.infer<typeof AppliedPart>;
