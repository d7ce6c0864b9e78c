import * as z from 'zod';

/** Files that a person marked as reviewed, by path: as they looked at them, or changed since. */
export const ReviewGlance = z.record(z.string(), z.enum(['reviewed', 'changed']));
export type ReviewGlance = z.infer<typeof ReviewGlance>;
