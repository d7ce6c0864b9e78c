import { crc32 } from 'node:zlib';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * One animated PNG of pictures that are the same in size and kind, each shown so long; played over and over. The pixels
 * are taken over as they are. After the PNG specification, third edition, 11.3.6.
 * @param {readonly {png: Buffer, delayMs: number}[]} frames
 * @returns {Buffer}
 */
export function animatedPng(frames) {
  const pictures = frames.map(({ png }) => chunksOf(png));
  const header = only(pictures[0], 'IHDR')[0];
  if (pictures.some((chunks) => !only(chunks, 'IHDR')[0].equals(header))) {
    throw new Error('the pictures are not the same in size and kind');
  }
  let sequence = 0;
  const parts = [signature, chunk('IHDR', header), chunk('acTL', numbers(frames.length, 0))];
  for (const [index, { delayMs }] of frames.entries()) {
    const place = numbers(sequence++, header.readUInt32BE(0), header.readUInt32BE(4), 0, 0);
    const delay = Buffer.alloc(6);
    delay.writeUInt16BE(delayMs, 0);
    delay.writeUInt16BE(1000, 2);
    parts.push(chunk('fcTL', Buffer.concat([place, delay])));
    for (const data of only(pictures[index], 'IDAT')) {
      parts.push(index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([numbers(sequence++), data])));
    }
  }
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}

function chunksOf(png) {
  const chunks = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function only(chunks, type) {
  return chunks.filter((one) => one.type === type).map(({ data }) => data);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([numbers(data.length), body, numbers(crc32(body))]);
}

function numbers(...values) {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return bytes;
}
