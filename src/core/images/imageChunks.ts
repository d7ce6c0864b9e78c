import type { ImageSize } from '../../protocol';

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The name of a chunk, or what stands in its place. */
function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

const pngMark = 8;
/** Length, name and checksum around the data. */
const pngFrame = 12;

/** The size of a PNG whose chunks are whole, from the first to the last (PNG, section 5.3); else null. */
export function pngSize(bytes: Uint8Array): ImageSize | null {
  const view = viewOf(bytes);
  let size: ImageSize | null = null;
  for (let at = pngMark; at + pngFrame <= bytes.length;) {
    const length = view.getUint32(at);
    const name = nameAt(bytes, at + 4);
    const end = at + pngFrame + length;
    if (end > bytes.length || crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      return null;
    }
    if (at === pngMark) {
      if (name !== 'IHDR' || length !== 13) {
        return null;
      }
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    }
    if (name === 'IEND') {
      return size;
    }
    at = end;
  }
  return null;
}

/** The size of a WebP that is as long as it says (RFC 9649); else null. */
export function webpSize(bytes: Uint8Array): ImageSize | null {
  const view = viewOf(bytes);
  const end = view.getUint32(4, true) + 8;
  if (end > bytes.length || end < 30) {
    return null;
  }
  let at = 12;
  while (at + 8 <= end) {
    const length = view.getUint32(at + 4, true);
    at += 8 + length + (length & 1);
  }
  return at === end ? webpHeader(view, nameAt(bytes, 12)) : null;
}

const webpData = 20;

function webpHeader(view: DataView, name: string): ImageSize | null {
  switch (name) {
    case 'VP8 ':
      return {
        width: view.getUint16(webpData + 6, true) & 0x3fff,
        height: view.getUint16(webpData + 8, true) & 0x3fff,
      };
    case 'VP8L': {
      const bits = view.getUint32(webpData + 1, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: uint24(view, webpData + 4) + 1, height: uint24(view, webpData + 7) + 1 };
    default:
      return null;
  }
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
