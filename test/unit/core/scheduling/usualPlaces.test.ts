import assert from 'node:assert/strict';
import fc from 'fast-check';
import { usualPlaces } from '../../../../src/core/scheduling/usualPlaces';

const places = (cores: number, gigabytes: number): number => usualPlaces({ cores, memoryBytes: gigabytes * 1024 ** 3 });

describe('the places of a machine that nobody has set', () => {
  it('follow its cores, as far as its memory goes', () => {
    const machines: [number, number][] = [
      ...([
        [1, 2],
        [2, 4],
        [4, 8],
        [4, 16],
      ] as [number, number][]),
      ...([
        [8, 16],
        [8, 4],
        [12, 32],
        [64, 256],
      ] as [number, number][]),
    ];
    assert.deepEqual(
      machines.map(([cores, gigabytes]) => places(cores, gigabytes)),
      [3, 3, 3, 3, 5, 3, 7, 8],
    );
  });

  it('are from three to eight, and never fewer on a larger machine', () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 0, max: 1024 }));
    fc.assert(
      fc.property(size, size, ([cores, gigabytes], [moreCores, moreGigabytes]) => {
        const [less, more] = [places(cores, gigabytes), places(cores + moreCores, gigabytes + moreGigabytes)];
        assert.ok(less >= 3 && less <= more && more <= 8, `${less} and ${more}`);
      }),
    );
  });
});
