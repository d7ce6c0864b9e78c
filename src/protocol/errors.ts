import * as z from 'zod';

/** An error as it crosses a process or a wire. `message` says what was stopped and why, `hint` what the user can do. */
export const ErrorData = z.object({
  domain: z.string(),
  reason: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  audience: z.enum(['user', 'log']),
});
export type ErrorData = z.infer<typeof ErrorData>;
