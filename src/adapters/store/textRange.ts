import * as fs from 'node:fs/promises';
import { isMissing } from './storeErrors';

/** A character of UTF-8 has at most three more bytes than its first one. */
const moreBytes = 3;

/**
 * UTF-8 text of a part of a file, in bytes. A character that begins in the range belongs to it as a whole, so that the
 * texts of ranges that follow each other make up the whole text. A missing file is empty.
 */
export async function readTextRange(
  file: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ text: string; size: number }> {
  try {
    await using handle = await fs.open(file, 'r');
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.max(0, Math.min(limit + moreBytes, size - offset)));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
    const read = bytes.subarray(0, bytesRead);
    const from = offset === 0 ? 0 : skipContinuation(read, 0);
    const to = skipContinuation(read, Math.min(limit, bytesRead));
    return { text: read.toString('utf8', from, Math.max(from, to)), size };
  } catch (error) {
    if (isMissing(error)) {
      return { text: '', size: 0 };
    }
    throw error;
  }
}

/** The first place from `at` on where a character begins, or the end. */
function skipContinuation(bytes: Buffer, at: number): number {
  let place = at;
  while (place < bytes.length && place - at <= moreBytes && ((bytes[place] ?? 0) & 0xc0) === 0x80) {
    place++;
  }
  return place;
}
