import assert from 'node:assert/strict';
import fc from 'fast-check';
import { oldPlaces, takeSide } from '../../../../src/core/landing/oldPlaces';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);
const lines = (...some: string[]): string => some.map((line) => `${line}\n`).join('');

describe('oldPlaces', () => {
  const sides = {
    base: bytes(lines('1', '2', '3', '4', '5', '6', '7')),
    ours: bytes(lines('1', 'zwei', '3', '4', '5', 'sechs', '7', 'acht')),
    theirs: bytes(lines('0', '1', 'two', '3', '4', '5', 'six', '7')),
  };

  it('are those conflicts in which the result holds the old text', () => {
    assert.deepEqual(oldPlaces(sides, bytes(lines('0', '1', 'zwei', '3', '4', '5', '6', '7', 'acht'))), [
      { line: 7, old: ['6\n'], ours: ['sechs\n'], theirs: ['six\n'] },
    ]);
    assert.deepEqual(oldPlaces(sides, bytes(lines('0', '1', 'both', '3', '4', '5', '7', 'acht'))), []);
  });

  it('are found whatever the editor made of the ends of lines', () => {
    const result = bytes('0\r\n1\r\n2\r\n3\r\n4\r\n5\r\nsix\r\n7\r\nacht');
    assert.deepEqual(
      oldPlaces(sides, result).map(({ line }) => line),
      [3],
    );
  });

  it('are not decided by what is written beside them, unless a side did just that', () => {
    const beside = bytes(lines('0', '1', '// ?', '2', '3', '4', '5', 'six', '7', 'acht'));
    assert.deepEqual(
      oldPlaces(sides, beside).map(({ line }) => line),
      [4],
    );
    const growing = { base: bytes(lines('a', 'b')), ours: bytes(lines('a', 'b', 'c')), theirs: bytes(lines('a', 'B')) };
    assert.deepEqual(oldPlaces(growing, bytes(lines('a', 'b', 'c'))), []);
    assert.equal(oldPlaces(growing, bytes(lines('a', 'b'))).length, 1);
  });

  it('are also where both made the same file', () => {
    const made = { base: null, ours: bytes('mine\n'), theirs: bytes('theirs\n') };
    assert.deepEqual(oldPlaces(made, bytes('')), [{ line: 1, old: [], ours: ['mine\n'], theirs: ['theirs\n'] }]);
    assert.deepEqual(oldPlaces(made, bytes('mine\n')), []);
  });

  it('take one side, and a last line without an end is no trouble', () => {
    const open = { base: bytes('1\n2'), ours: bytes('1\nzwei'), theirs: bytes('1\ntwo\n') };
    const result = bytes('1\n2\nmore');
    assert.equal(text(takeSide(result, oldPlaces(open, result), 'ours')), '1\nzwei\nmore');
    assert.equal(text(takeSide(result, oldPlaces(open, result), 'theirs')), '1\ntwo\nmore');
  });

  it('are exactly those that nobody decided, in any file, and either side can be taken', () => {
    const decision = fc.constantFrom('old', 'ours', 'theirs', 'both', 'none');
    const part = fc.record({ gap: fc.integer({ min: 1, max: 3 }), size: fc.integer({ min: 1, max: 3 }), decision });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const built = { base: '', ours: '', theirs: '', result: '', mine: '' };
        const add = (more: typeof built): void => {
          for (const key of Object.keys(built) as (keyof typeof built)[]) {
            built[key] += more[key];
          }
        };
        for (const [number, { gap, size, decision: made }] of parts.entries()) {
          const of = (name: string, count: number): string =>
            lines(...Array.from({ length: count }, (_, at) => `${name} ${number}.${at}`));
          const [same, old, ours, theirs] = [of('same', gap), of('old', size), of('ours', size), of('theirs', 2)];
          const result = { old, ours, theirs, both: ours + theirs, none: '' }[made];
          add({ base: same, ours: same, theirs: same, result: same, mine: same });
          add({ base: old, ours, theirs, result, mine: made === 'old' ? ours : result });
        }
        const [base, ours, theirs, result] = [built.base, built.ours, built.theirs, built.result].map(bytes);
        assert.ok(base !== undefined && ours !== undefined && theirs !== undefined && result !== undefined);
        const found = oldPlaces({ base, ours, theirs }, result);
        assert.equal(found.length, parts.filter(({ decision: made }) => made === 'old').length);
        assert.equal(text(takeSide(result, found, 'ours')), built.mine);
      }),
    );
  });
});
