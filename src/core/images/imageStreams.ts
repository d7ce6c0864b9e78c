import type { ImageSize } from '../../protocol';

/** The size of a GIF whose blocks are whole, up to its trailer (GIF89a, section 17 and on); else null. */
export function gifSize(bytes: Uint8Array): ImageSize | null {
  let at = 13 + colorTable(bytes[10] ?? 0);
  let images = 0;
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) {
      return images === 0 ? null : { width: little(bytes, 6), height: little(bytes, 8) };
    }
    if (kind === 0x21) {
      at = afterBlocks(bytes, at + 2);
    } else if (kind === 0x2c) {
      images += 1;
      at = afterBlocks(bytes, at + 11 + colorTable(bytes[at + 9] ?? 0));
    } else {
      return null;
    }
  }
  return null;
}

/** Bytes of the table that the flags announce. */
function colorTable(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Behind a row of blocks, each with its length in front and the last one empty. */
function afterBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let length = bytes[at]; length !== undefined && length !== 0; length = bytes[at]) {
    at += length + 1;
  }
  return at + 1;
}

/** Marks that announce the size: all of C0 to CF but tables, an extension and arithmetic conditions. */
function isFrame(mark: number): boolean {
  return mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc;
}

/** The size of a JPEG whose segments lead from its frame over a scan to its end (ITU T.81, annex B); else null. */
export function jpegSize(bytes: Uint8Array): ImageSize | null {
  let size: ImageSize | null = null;
  let hasScan = false;
  for (let at = 2; at + 1 < bytes.length;) {
    const mark = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) {
      return null;
    }
    if (mark === 0xd9) {
      return hasScan ? size : null;
    }
    if (mark === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(mark)) {
      size = { width: big(bytes, at + 7), height: big(bytes, at + 5) };
    }
    at += 2 + big(bytes, at + 2);
    if (mark === 0xda) {
      hasScan = true;
      at = afterScan(bytes, at);
    }
  }
  return null;
}

/** Where the next mark stands that is neither a stuffed byte nor a restart. */
function afterScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) {
      return at;
    }
  }
  return bytes.length;
}

function little(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
}

/** Zero past the end, which leads nowhere. */
function big(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}
