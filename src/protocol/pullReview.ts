import * as z from 'zod';

/** What a change is looked at for. */
const lenses = ['security', 'performance', 'errors', 'breaking'] as const;

/** What a review found; `line` is on the new side. */
export const Finding = z.strictObject({
  file: z.string().min(1).max(4000),
  line: z.int().min(1),
  lens: z.enum(lenses),
  severity: z.enum(['high', 'medium', 'low']),
  text: z.string().min(1).max(4000),
});
export type Finding = z.infer<typeof Finding>;
