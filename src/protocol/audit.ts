import * as z from 'zod';

/** Who answered: a person in a window or at a terminal, or what the task was told beforehand (`policy`). */
export const Who = z.enum(['window', 'terminal', 'policy']);
export type Who = z.infer<typeof Who>;
