import * as z from 'zod';

/** Something of a worktree that a salvage does not hold, with the reason that the user reads. `bytes`: null where nobody counted. */
export const LeftOut = z.strictObject({
  path: z.string(),
  bytes: z.int().min(0).nullable(),
  reason: z.string(),
});
export type LeftOut = z.infer<typeof LeftOut>;
