import { createReadStream, promises as fs } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Redactor } from '../../../core/secrets/redactor';
import { absolute, asText } from '../gitRepo';

const atOnceBytes = 1024 * 1024;

/**
 * Those of these files, as git names them, that hold a secret: in the content, in the target of a link or in the name.
 * They are read whole, in pieces; one that can't be read is git's to complain of.
 */
export async function filesWithSecrets(
  worktree: string,
  paths: readonly string[],
  redactor: Redactor,
): Promise<string[]> {
  const found: string[] = [];
  for (const path of redactor.isEmpty ? [] : paths) {
    if (redactor.finds(asText(path)) || (await holdsSecret(worktree, path, redactor))) {
      found.push(path);
    }
  }
  return found;
}

async function holdsSecret(worktree: string, path: string, redactor: Redactor): Promise<boolean> {
  const file = absolute(worktree, path);
  try {
    const stats = await fs.lstat(file);
    if (stats.isSymbolicLink()) {
      return redactor.finds(await fs.readlink(file));
    }
    if (!stats.isFile()) {
      return false;
    }
    return stats.size <= atOnceBytes
      ? redactor.finds(await fs.readFile(file, 'utf8'))
      : await isInStream(file, redactor);
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return false;
    }
    throw error;
  }
}

async function isInStream(file: Buffer, redactor: Redactor): Promise<boolean> {
  const decoder = new StringDecoder('utf8');
  const stream = redactor.stream();
  for await (const bytes of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    stream.push(decoder.write(bytes as Buffer));
    if (stream.hasFound) {
      return true;
    }
  }
  stream.push(decoder.end());
  return stream.hasFound;
}
