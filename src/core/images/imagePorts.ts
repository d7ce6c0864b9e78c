import type { ImageDigest, TaskId } from '../../protocol';

/** The images of a task, kept beside its journal by what they hold. */
export interface KeptImages {
  /** Resolves when the bytes are on the disk. Failures are `StoreError`. */
  keep(bytes: Uint8Array): Promise<ImageDigest>;
  /** The same bytes in base 64; null where they are gone, or are others by now. */
  read(digest: ImageDigest): Promise<string | null>;
}

/** Images that people give along before the message, or the task, is there that they belong to. */
export interface GivenImages {
  /** Resolves when the bytes are on the disk, for at least 30 days. Failures are `StoreError`. */
  keep(bytes: Uint8Array): Promise<ImageDigest>;
  /** Puts those of them into the task's folder that are not there; what is not kept any more is passed over. */
  bring(taskId: TaskId, digests: readonly ImageDigest[]): Promise<void>;
}

export const noGivenImages: Pick<GivenImages, 'bring'> = { bring: () => Promise.resolve() };
