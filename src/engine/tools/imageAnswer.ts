import { EditError } from '../../core/errors';
import { type FoundImage, imageIn } from '../../core/images/imageFormat';
import { maxImageBytes, maxImageSide } from '../../core/conversation/imageRoom';
import { imageFacts } from '../../core/models/modelImages';
import type { ImageRef } from '../../protocol';
import type { ToolAnswer, ToolContext } from './tool';

/** In millions of bytes, as `3.5`. */
function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/** The file as an image, by what it holds; null where it is none. */
export async function imageAnswer(path: string, { session }: ToolContext): Promise<ToolAnswer | null> {
  const { bytes, size } = await session.ports.files.readBytes(path, maxImageBytes);
  const found = imageIn(bytes);
  if (found === null) {
    return null;
  }
  const refusal = refusalOf(path, found, size);
  if (refusal !== null || found.size === null) {
    return { outcome: 'error', text: refusal ?? torn(path) };
  }
  const digest = await session.ports.images.keep(bytes);
  const image: ImageRef = { digest, mediaType: found.mediaType, bytes: bytes.length, ...found.size };
  return { outcome: 'ok', text: `[${imageFacts(image)}.${otherName(path, found)}]`, image };
}

function refusalOf(path: string, { size: pixels }: FoundImage, size: number): string | null {
  const name = JSON.stringify(path);
  const smaller = 'Make a smaller copy with a command and read that.';
  if (size > maxImageBytes) {
    return `${name} is an image of ${megabytes(size)} MB; at most ${megabytes(maxImageBytes)} MB can be shown. ${smaller}`;
  }
  if (pixels !== null && Math.max(pixels.width, pixels.height) > maxImageSide) {
    return `${name} is an image of ${pixels.width} × ${pixels.height} pixels; at most ${maxImageSide} on a side can be shown. ${smaller}`;
  }
  return null;
}

function torn(path: string): string {
  return `${JSON.stringify(path)} begins like an image and is damaged: it is cut off, or its parts do not fit together.`;
}

const names: Readonly<Record<FoundImage['mediaType'], RegExp>> = {
  'image/png': /\.png$/i,
  'image/jpeg': /\.(jpe?g|jfif)$/i,
  'image/gif': /\.gif$/i,
  'image/webp': /\.webp$/i,
};

function otherName(path: string, { mediaType }: FoundImage): string {
  return names[mediaType].test(path) ? '' : ' The name of the file says something else.';
}

/** Whether a file was not read because it is no text. */
export function isBinaryError(error: unknown): boolean {
  return error instanceof EditError && error.reason === 'binary';
}
