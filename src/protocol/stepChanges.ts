import * as z from 'zod';

/** Which of a task's changes are meant: all, those of its last turn, or those of the step that the event `seq` ended. */
export const ChangesPart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('turn') }),
  z.strictObject({ kind: z.literal('step'), seq: z.int().min(0) }),
]);
export type ChangesPart = z.infer<typeof ChangesPart>;

/** A step that changed files, as it is picked by. */
export const ShownStep = z.strictObject({ seq: z.int().min(0), turn: z.int().min(0), label: z.string() });
export type ShownStep = z.infer<typeof ShownStep>;
