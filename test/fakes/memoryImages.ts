import { createHash } from 'node:crypto';
import type { KeptImages } from '../../src/core/images/imagePorts';
import { ImageDigest } from '../../src/protocol';

/** The images of a task in memory. */
export class MemoryImages implements KeptImages {
  readonly kept = new Map<string, string>();

  keep(bytes: Uint8Array): Promise<ImageDigest> {
    const digest = ImageDigest.parse(createHash('sha256').update(bytes).digest('hex'));
    this.kept.set(digest, Buffer.from(bytes).toString('base64'));
    return Promise.resolve(digest);
  }

  read(digest: ImageDigest): Promise<string | null> {
    return Promise.resolve(this.kept.get(digest) ?? null);
  }
}
