import * as z from 'zod';
import { Carried } from './task';

/** How far the copy of the checkout's dependencies is: the folder, and of all bytes. */
export const Copying = z.strictObject({ path: z.string(), percent: z.int().min(0).max(100) });
export type Copying = z.infer<typeof Copying>;

/** Written only while something waits for the copy. */
export const DependenciesCopying = z.object({ type: z.literal('dependencies.copying'), ...Copying.shape });

/** What the task left to be copied while it works is in its worktree, whole. */
export const DependenciesCopied = z.object({ type: z.literal('dependencies.copied'), carried: z.array(Carried) });

/** What the task left to be copied is seen by its commands, without a copy of its own. */
export const DependenciesShared = z.object({ type: z.literal('dependencies.shared'), carried: z.array(Carried) });
