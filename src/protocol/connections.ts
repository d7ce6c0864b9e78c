import * as z from 'zod';
import { ModelRef } from './task';

/** The models a user connected, as they are kept between sessions. Keys are kept elsewhere. */
export const SavedConnections = z.strictObject({
  models: z.array(ModelRef),
  default: ModelRef.nullable(),
});
export type SavedConnections = z.infer<typeof SavedConnections>;
