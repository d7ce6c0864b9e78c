import assert from 'node:assert/strict';
import fc from 'fast-check';
import { imageIn } from '../../../../src/core/images/imageFormat';
import { smallImages } from '../../../fakes/smallImages';

const size = { width: 7, height: 5 };
const types = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  losslessWebp: 'image/webp',
  alphaWebp: 'image/webp',
} as const;

type Name = keyof typeof types;
const names = Object.keys(types) as Name[];

describe('which image a file is', () => {
  for (const name of names) {
    it(`is told from what it holds: ${name}`, () => {
      assert.deepEqual(imageIn(smallImages[name]), { mediaType: types[name], size });
    });

    it(`is torn wherever it is cut off: ${name}`, () => {
      const bytes = smallImages[name];
      for (let length = 12; length < bytes.length; length += 1) {
        assert.deepEqual(imageIn(bytes.subarray(0, length)), { mediaType: types[name], size: null }, String(length));
      }
    });

    it(`is found in a part of a larger buffer: ${name}`, () => {
      const around = Buffer.concat([Buffer.alloc(13, 0xff), smallImages[name]]);
      assert.deepEqual(imageIn(around.subarray(13)), { mediaType: types[name], size });
    });
  }

  it('is torn when a byte of a PNG was changed', () => {
    const { png } = smallImages;
    fc.assert(
      fc.property(fc.integer({ min: 8, max: png.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(png);
        changed[at] = (changed[at] ?? 0) ^ change;
        assert.deepEqual(imageIn(changed), { mediaType: 'image/png', size: null });
      }),
    );
  });

  it('is found out of any bytes without an error', () => {
    const begins = names.map((name) => smallImages[name].subarray(0, 16));
    fc.assert(
      fc.property(fc.constantFrom(...begins), fc.uint8Array({ maxLength: 400 }), (begin, rest) => {
        const found = imageIn(Buffer.concat([begin, rest]));
        assert.notEqual(found?.size?.width, 0);
      }),
    );
  });

  it('is none for a text, a PDF, an empty file and half a mark', () => {
    for (const bytes of ['', 'PNG', '%PDF-1.7\n', '\x89PNG', 'RIFF\0\0\0\0WAVE', 'GIF', '<svg xmlns="x"/>']) {
      assert.equal(imageIn(Buffer.from(bytes, 'latin1')), null, bytes);
    }
  });
});
