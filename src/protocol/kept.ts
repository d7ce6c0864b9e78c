import * as z from 'zod';
import { ModelRef } from './task';

/** Characters of `data`; what is longer is not kept. */
export const maxKept = 500_000;

/**
 * What a provider wants back with its own answer: reasoning, its signatures, what it encrypted. `data` is for the client
 * of exactly this model; another one is never sent it.
 */
export const Kept = z.strictObject({ model: ModelRef, data: z.string().max(maxKept) });
export type Kept = z.infer<typeof Kept>;
