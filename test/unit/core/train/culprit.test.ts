import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findCulprit, type Found, type Verdict } from '../../../../src/core/train/culprit';

/** Finds by asking a world in which a set is red when it holds all of one of these. */
function found(joined: string[], next: string[], breaking: string[][]): { found: Found<string>; asked: string[] } {
  const known = new Map<string, Verdict>();
  const asked: string[] = [];
  for (;;) {
    const step = findCulprit(joined, next, (some) => known.get(some.join('')) ?? null);
    if (step.kind !== 'ask') {
      return { found: step, asked };
    }
    const state = step.of.join('');
    assert.ok(!known.has(state), `asked twice for ${state}`);
    asked.push(state);
    known.set(state, isRed(step.of, breaking) ? 'red' : 'green');
  }
}

function isRed(state: readonly string[], breaking: readonly string[][]): boolean {
  return breaking.some((set) => set.every((each) => state.includes(each)));
}

describe('findCulprit', () => {
  it('asks once when all are green together', () => {
    assert.deepEqual(found([], ['a', 'b', 'c', 'd'], []), { found: { kind: 'green' }, asked: ['abcd'] });
  });

  it('finds one that breaks by itself', () => {
    assert.deepEqual(found([], ['a', 'b', 'c', 'd'], [['c']]), {
      found: { kind: 'culprit', culprit: 'c', partners: [] },
      asked: ['abcd', 'ab', 'abc', 'c'],
    });
  });

  it('finds the partner of one that breaks only together with it', () => {
    assert.deepEqual(found([], ['a', 'b', 'c', 'd', 'e'], [['b', 'd']]), {
      found: { kind: 'culprit', culprit: 'd', partners: ['b'] },
      asked: ['abcde', 'ab', 'abc', 'abcd', 'd', 'ad', 'abd', 'bd'],
    });
  });

  it('looks among those that are joined already', () => {
    assert.deepEqual(found(['a', 'b'], ['c'], [['a', 'c']]).found, {
      kind: 'culprit',
      culprit: 'c',
      partners: ['a'],
    });
  });

  it('says green for nothing', () => {
    assert.deepEqual(found(['a'], [], []), { found: { kind: 'green' }, asked: [] });
  });

  it('takes what can not be joined for no proof', () => {
    const verdicts: Record<string, Verdict> = { abc: 'red', a: 'green', ab: 'green', c: 'conflict', ac: 'conflict' };
    const verdictOf = (some: readonly string[]): Verdict | null => verdicts[some.join('')] ?? null;
    assert.deepEqual(findCulprit([], ['a', 'b', 'c'], verdictOf), { kind: 'ask', of: ['b', 'c'] });
  });

  it('names a smallest set that is red, with at most a few questions, whatever breaks', () => {
    const names = 'a b c d e f g h'.split(' ');
    const sets = fc.array(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(sets, fc.integer({ min: 0, max: 7 }), (breaking, count) => {
        const [joined, next] = [names.slice(0, count), names.slice(count)];
        fc.pre(!isRed(joined, breaking));
        const { found: what, asked } = found(joined, next, breaking);
        if (what.kind !== 'culprit') {
          assert.ok(!isRed(names, breaking));
          return;
        }
        const set = [...what.partners, what.culprit];
        assert.ok(next.includes(what.culprit));
        assert.deepEqual(
          set,
          names.filter((each) => set.includes(each)),
        );
        assert.ok(isRed(set, breaking));
        set.forEach((each) =>
          assert.ok(
            !isRed(
              set.filter((other) => other !== each),
              breaking,
            ),
          ),
        );
        assert.ok(asked.length <= 4 * (set.length + 1));
      }),
    );
  });
});
