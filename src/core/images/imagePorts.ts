import type { ImageDigest } from '../../protocol';

/** The images of a task, kept beside its journal by what they hold. */
export interface KeptImages {
  /** Resolves when the bytes are on the disk. Failures are `StoreError`. */
  keep(bytes: Uint8Array): Promise<ImageDigest>;
  /** The same bytes in base 64; null where they are gone, or are others by now. */
  read(digest: ImageDigest): Promise<string | null>;
}
