import * as z from 'zod';
import { ModelRef } from './task';

/** The models a user connected, as they are kept between sessions. Keys are kept elsewhere. */
export const SavedConnections = z.strictObject({
  models: z.array(ModelRef),
  default: ModelRef.nullable(),
});
export type SavedConnections = z.infer<typeof SavedConnections>;

/** What a person said that the name of a model means. */
export const SavedModelNames = z.record(z.string(), ModelRef);
export type SavedModelNames = z.infer<typeof SavedModelNames>;
