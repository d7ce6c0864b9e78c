import * as z from 'zod';

/**
 * What a person decided about ignored files of a repository, by their paths; a folder's ends with `/`. `own`: a file of
 * secrets of which each worktree gets a copy that its agent may change.
 */
export const CarryChoices = z.record(z.string(), z.enum(['copy', 'leave', 'own']));
export type CarryChoices = z.infer<typeof CarryChoices>;
