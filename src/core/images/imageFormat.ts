import type { ImageSize, ImageType } from '../../protocol';
import { gifSize, jpegSize } from './imageStreams';
import { pngSize, webpSize } from './imageChunks';

/** `size` is null for an image that is torn: cut off, or not what its own marks say. */
export interface FoundImage {
  mediaType: ImageType;
  size: ImageSize | null;
}

const begins: readonly (readonly [ImageType, RegExp, (bytes: Uint8Array) => ImageSize | null])[] = [
  ['image/png', /^\x89PNG\r\n/, pngSize],
  ['image/jpeg', /^\xff\xd8\xff/, jpegSize],
  ['image/gif', /^GIF8[79]a/, gifSize],
  ['image/webp', /^RIFF[^]{4}WEBP/, webpSize],
];

/** So many bytes tell an image from other files. */
const markBytes = 12;

/** The image that the bytes are, whatever the file is named; null where they begin like none. */
export function imageIn(bytes: Uint8Array): FoundImage | null {
  const start = String.fromCharCode(...bytes.subarray(0, markBytes));
  const found = begins.find(([, mark]) => mark.test(start));
  if (found === undefined) {
    return null;
  }
  const [mediaType, , sizeOf] = found;
  const size = sizeOf(bytes);
  return { mediaType, size: size === null || size.width === 0 || size.height === 0 ? null : size };
}
