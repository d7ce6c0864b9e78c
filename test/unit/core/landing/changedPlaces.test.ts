import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedPlaces, takePlaces } from '../../../../src/core/landing/changedPlaces';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the places at which a file was changed', () => {
  it('are told with their line, their counts and their first line', () => {
    const places = changedPlaces(bytes('a\nb\nc\nd\ne\n'), bytes('a\n  bä\nc\ne\nf'));
    assert.deepEqual(places, [
      { line: 2, removed: 1, added: 1, text: 'bä' },
      { line: 4, removed: 1, added: 0, text: 'd' },
      { line: 6, removed: 0, added: 1, text: 'f' },
    ]);
  });

  it('show what is no text as something that is none', () => {
    const [place] = changedPlaces(new Uint8Array(), Uint8Array.of(0x41, 0xff, 0x25, 0x0a));
    assert.deepEqual(place, { line: 1, removed: 0, added: 1, text: 'A\ufffd%' });
  });

  it('are one where more differs than anyone would choose from', () => {
    const many = (line: (at: number) => string) => bytes(Array.from({ length: 3_000 }, (_, at) => line(at)).join('\n'));
    const places = changedPlaces(
      many((at) => `a${at}`),
      many((at) => (at % 2 === 0 ? `b${at}` : `a${at}`)),
    );
    assert.equal(places.length, 1);
  });

  it('can be taken in any order and in any number of goes, byte for byte', () => {
    const line = fc.constantFrom('', 'x', 'x\r', 'y', 'é', '\u0000');
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', '\n'))
      .map(([lines, end]) => bytes(lines.join('\n') + end));
    fc.assert(
      fc.property(text, text, fc.infiniteStream(fc.nat(20)), (before, after, picks) => {
        let now = before;
        for (let left = changedPlaces(now, after).length; left > 0; left = changedPlaces(now, after).length) {
          const pick = (picks.next().value ?? 0) % left;
          const taken = takePlaces(now, after, [pick]);
          assert.ok(changedPlaces(taken, after).length < left);
          now = taken;
        }
        assert.deepEqual(Buffer.from(now), Buffer.from(after));
        assert.deepEqual(Buffer.from(takePlaces(before, after, [])), Buffer.from(before));
      }),
    );
  });
});
