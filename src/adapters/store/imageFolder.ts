import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { KeptImages } from '../../core/images/imagePorts';
import { ImageDigest } from '../../protocol';
import { isMissing, toStoreError } from './storeErrors';
import { writeFileWhole } from './wholeFile';

function folderOf(taskDir: string): string {
  return path.join(taskDir, 'images');
}

/** The images of a task: files in its folder, each named by what it holds. */
export class ImageFolder implements KeptImages {
  constructor(private readonly taskDir: string) {}

  async keep(bytes: Uint8Array): Promise<ImageDigest> {
    const digest = digestOf(bytes);
    try {
      if ((await this.read(digest)) === null) {
        await fs.mkdir(folderOf(this.taskDir), { recursive: true, mode: 0o700 });
        await writeFileWhole(this.fileOf(digest), bytes);
      }
      return digest;
    } catch (error) {
      throw toStoreError(error, 'keep an image');
    }
  }

  async read(digest: ImageDigest): Promise<string | null> {
    try {
      const bytes = await fs.readFile(this.fileOf(digest));
      return digestOf(bytes) === digest ? bytes.toString('base64') : null;
    } catch (error) {
      if (isMissing(error)) {
        return null;
      }
      throw toStoreError(error, 'read an image');
    }
  }

  private fileOf(digest: ImageDigest): string {
    return path.join(folderOf(this.taskDir), digest);
  }
}

/** Gives a task the images that another one has kept. */
export async function copyImages(from: string, to: string): Promise<void> {
  try {
    await fs.cp(folderOf(from), folderOf(to), { recursive: true, preserveTimestamps: true });
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
}

function digestOf(bytes: Uint8Array): ImageDigest {
  return ImageDigest.parse(createHash('sha256').update(bytes).digest('hex'));
}
