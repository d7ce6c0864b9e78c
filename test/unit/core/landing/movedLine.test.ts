import assert from 'node:assert/strict';
import fc from 'fast-check';
import { movedLine } from '../../../../src/core/landing/movedLine';

const bytes = (lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
const moved = (before: string[], after: string[], line: number, endLine = line): number | null =>
  movedLine(bytes(before), bytes(after), { line, endLine });

describe('where commented lines are in a later text', () => {
  it('is nowhere when one of them was changed or something was put between them', () => {
    const before = ['a', 'b', 'c', 'd'];
    assert.equal(moved(before, ['a', 'B', 'c', 'd'], 2), null);
    assert.equal(moved(before, ['a', 'B', 'c', 'd'], 3), 3);
    assert.equal(moved(before, ['a', 'b', 'x', 'c', 'd'], 2, 3), null);
    assert.equal(moved(before, ['a', 'b', 'x', 'c', 'd'], 3, 4), 4);
    assert.equal(moved(before, ['c', 'd'], 3), 1);
    assert.equal(moved(before, ['a', 'b', 'd'], 3), null);
  });

  it('is always at the same text', () => {
    const line = fc.constantFrom('', 'x', 'y', 'z');
    const text = fc.array(line, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, text, fc.nat(11), (before, after, at) => {
        const number = (at % before.length) + 1;
        const now = moved(before, after, number);
        assert.ok(now === null || after[now - 1] === before[number - 1]);
      }),
    );
  });
});
