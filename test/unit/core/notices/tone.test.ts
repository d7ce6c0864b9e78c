import * as assert from 'node:assert/strict';
import { tones, wavOf } from '../../../../src/core/notices/tone';

describe('the tones of notifications', () => {
  it('are WAV files whose head fits their data, soft at both ends and never clipped; none is no file', () => {
    for (const tone of tones.filter((one) => one !== 'none')) {
      const bytes = wavOf(tone);
      assert.ok(bytes !== null);
      const file = new DataView(bytes.buffer);
      assert.equal(Buffer.from(bytes.subarray(0, 4)).toString(), 'RIFF');
      assert.equal(file.getUint32(4, true), bytes.length - 8);
      assert.equal(file.getUint32(40, true), bytes.length - 44);
      const samples = Array.from({ length: (bytes.length - 44) / 2 }, (_, index) =>
        file.getInt16(44 + 2 * index, true),
      );
      assert.equal(samples[0], 0);
      assert.ok(Math.abs(samples.at(-1) ?? 0) < 500);
      const peak = Math.max(...samples.map(Math.abs));
      assert.ok(peak > 3000 && peak < 32_767, `${tone}: ${peak}`);
    }
    assert.equal(wavOf('none'), null);
  });
});
