import * as z from 'zod';
import { ImageRef } from './images';

/** Something a person gives along with what they say: data, never an instruction. */
export const Attachment = z.strictObject({
  /** What it is, for a chip and for the agent: `src/a.ts, lines 3 to 9`. */
  label: z.string().min(1).max(500),
  text: z.string().max(50_000),
  /** It is an image, and `text` says so in words. Its bytes go into the task's folder before anything names it. */
  image: ImageRef.optional(),
});
export type Attachment = z.infer<typeof Attachment>;

export const Attachments = z.array(Attachment).max(20);
