import * as z from 'zod';

/** What a person decided about ignored files of a repository, by their paths; a folder's ends with `/`. */
export const CarryChoices = z.record(z.string(), z.enum(['copy', 'leave']));
export type CarryChoices = z.infer<typeof CarryChoices>;
