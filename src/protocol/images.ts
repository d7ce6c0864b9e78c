import * as z from 'zod';

export const ImageType = z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
export type ImageType = z.infer<typeof ImageType>;

/** SHA-256 of an image's bytes, in hexadecimal; its file's name in the task's folder. */
export const ImageDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'ImageDigest'>();
export type ImageDigest = z.infer<typeof ImageDigest>;

/** An image that a result shows. Its bytes are kept beside the journal. */
export const ImageRef = z.strictObject({
  digest: ImageDigest,
  mediaType: ImageType,
  bytes: z.int().min(1),
  /** In pixels. */
  width: z.int().min(1),
  height: z.int().min(1),
});
export type ImageRef = z.infer<typeof ImageRef>;

export type ImageSize = Pick<ImageRef, 'width' | 'height'>;
