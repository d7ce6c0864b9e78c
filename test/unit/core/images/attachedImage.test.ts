import * as assert from 'node:assert/strict';
import { attachedImage } from '../../../../src/core/images/attachedImage';
import { english } from '../../../../src/core/translate';
import { smallImages } from '../../../fakes/smallImages';

describe('an image that is given along', () => {
  const digest = 'a'.repeat(64) as never;

  function attach(name: string, bytes: Uint8Array | null, size = bytes?.length ?? 0) {
    return attachedImage({ name, size, bytes }, () => Promise.resolve(digest), english);
  }

  it('says what it is, whatever it is called', async () => {
    const image = { digest, mediaType: 'image/jpeg', bytes: 306, width: 7, height: 5 };
    const text = 'JPEG image, 7 × 5 pixels, 306 bytes';
    assert.deepEqual(await attach(' a \n b.png ', smallImages.jpeg), { label: 'a b.png', text, image });
    assert.deepEqual(await attach('', smallImages.jpeg), { label: 'image', text, image });
  });

  it('is refused with its name, the reason and what to do', async () => {
    const wide = Buffer.from(smallImages.gif);
    wide.writeUInt16LE(9000, 6);
    const hint = 'Attach a smaller copy, as PNG, JPEG, GIF or WebP.';
    const refused: [Parameters<typeof attach>, string][] = [
      [['a.png', smallImages.png.subarray(0, 100)], 'it is no whole PNG, JPEG, GIF or WebP image'],
      [['a.png', Buffer.from('text')], 'it is no whole PNG, JPEG, GIF or WebP image'],
      [['a.png', wide], 'it is 9000 × 5 pixels, and at most 8000 on a side can be shown'],
      [['a.png', null, 9_000_000], 'it has 9.0 MB, and at most 3.5 MB can be shown'],
    ];
    for (const [handed, why] of refused) {
      await assert.rejects(attach(...handed), {
        ...{ domain: 'task', reason: 'not-possible-now', hint },
        message: `Not attached: a.png, because ${why}.`,
      });
    }
  });
});
