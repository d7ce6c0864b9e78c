import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  composeHunks,
  hunksOf,
  hunkStatus,
  patchIdOf,
  type ReviewHunk,
  type Taken,
} from '../../../../src/core/landing/reviewHunks';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (content: Uint8Array): string => Buffer.from(content).toString('latin1');
const digest = (of: string): string => createHash('sha256').update(of).digest('hex').slice(0, 32);
const between = (before: string, after: string): ReviewHunk[] => hunksOf('a.ts', bytes(before), bytes(after), digest);

/** Lines as files have them: Windows ends, a mark at the beginning, tabs, zero bytes, no end at the end. */
const line = fc.constantFrom('', 'x', 'x\r', '\ty', 'é', '\u0000', '\u00ef\u00bb\u00bfa');
const file = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', '\n'))
  .map(([lines, end]) => lines.join('\n') + end);

describe('the hunks of a change', () => {
  it('keep their name when lines above them move, and equal ones are told apart by their order', () => {
    const now = between('a\nb\nc\na\nb\n', 'a\nB\nc\na\nB\n');
    const moved = between('0\na\nb\nc\na\nb\n', '0\na\nB\nc\na\nB\n');
    assert.deepEqual(
      now.map(({ line: at, key }) => [at, key.slice(32)]),
      [
        [2, ''],
        [5, '.1'],
      ],
    );
    assert.deepEqual(
      moved.map(({ key }) => key),
      now.map(({ key }) => key),
    );
    assert.equal(patchIdOf(moved, digest), patchIdOf(now, digest));
    assert.notEqual(patchIdOf(between('a\nb\n', 'a\nC\n'), digest), patchIdOf(between('a\nb\n', 'a\nB\n'), digest));
  });

  it('are taken line by line, where the old line stays in the place of a new one that is not', () => {
    const [hunk] = between('1\r\n2\r\n3\r\n4\r\n', '1\r\nzwei\r\ndrei\r\n4\r\n');
    assert.equal(hunk?.size, 2);
    const taken = (lines: Taken) => text(composeHunks(bytes('1\r\n2\r\n3\r\n4\r\n'), [hunk], () => lines));
    assert.equal(taken({ lines: new Set([0]) }), '1\r\nzwei\r\n3\r\n4\r\n');
    assert.equal(taken({ lines: new Set([1]) }), '1\r\n2\r\ndrei\r\n4\r\n');
    assert.equal(taken({ text: 'mine\r\nand more' }), '1\r\nmine\r\nand more\r\n4\r\n');
  });

  it('join no two lines when the last one of a file has no end', () => {
    const [hunk] = between('a', 'x\ny');
    assert.ok(hunk !== undefined);
    assert.equal(text(composeHunks(bytes('a'), [hunk], () => ({ lines: new Set([1]) }))), 'a\ny');
    const [grown] = between('a\nb', 'x\ny\nz');
    assert.ok(grown !== undefined);
    assert.equal(text(composeHunks(bytes('a\nb'), [grown], () => ({ lines: new Set([0, 2]) }))), 'x\nb\nz');
    assert.equal(text(composeHunks(bytes('a\nb'), [grown], () => ({ lines: new Set([1]) }))), 'a\ny\n');
  });

  it('give, in any mix of decisions, exactly the bytes of what was taken and of what was left', () => {
    const taking = fc.oneof(
      fc.constantFrom<Taken>('all', 'none'),
      fc.uniqueArray(fc.nat(4), { minLength: 1 }).map((lines): Taken => ({ lines: new Set(lines) })),
      file.map((written): Taken => ({ text: written })),
    );
    fc.assert(
      fc.property(file, file, fc.infiniteStream(taking), (before, after, stream) => {
        const hunks = between(before, after);
        const decided = new Map(hunks.map((hunk) => [hunk.key, stream.next().value as Taken]));
        const made = text(composeHunks(bytes(before), hunks, (hunk) => decided.get(hunk.key) ?? 'none'));
        assert.equal(made, expected(before, hunks, decided));
        assert.equal(text(composeHunks(bytes(before), hunks, () => 'all')), after);
        assert.equal(text(composeHunks(bytes(before), hunks, () => 'none')), before);
      }),
    );
  });

  it('are as far as their lines are decided', () => {
    const accepted = { kind: 'accepted' } as const;
    const rejected = { kind: 'rejected', reason: '' } as const;
    const status = (...parts: { lines?: number[]; verdict: typeof accepted | typeof rejected }[]) =>
      hunkStatus({ size: 2 }, { parts });
    assert.deepEqual(
      [
        hunkStatus({ size: 2 }, undefined),
        status({ lines: [0], verdict: accepted }),
        status({ lines: [0], verdict: accepted }, { lines: [1], verdict: rejected }),
        status({ lines: [0], verdict: accepted }, { lines: [1], verdict: accepted }),
        status({ verdict: rejected }),
      ],
      ['open', 'part', 'mixed', 'accepted', 'rejected'],
    );
  });
});

/** The same from the other side: the old text in pieces, each with what belongs in its place. */
function expected(before: string, hunks: readonly ReviewHunk[], decided: ReadonlyMap<string, Taken>): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let made = '';
  let at = 1;
  for (const { key, oldLine, removed, added } of hunks) {
    const taken = decided.get(key) ?? 'none';
    made += old.slice(at - 1, oldLine - 1).join('');
    at = oldLine + removed.length;
    if (taken === 'all' || taken === 'none') {
      made += (taken === 'all' ? added : removed).join('');
      continue;
    }
    const lines = 'text' in taken ? (taken.text.match(/[^\n]*\n|[^\n]+$/g) ?? []) : pieces(added, removed, taken.lines);
    const end = [...added, ...removed].join('').includes('\r\n') ? '\r\n' : '\n';
    const isEnd = at - 1 >= old.length;
    made += lines
      .map((each, index) => (each.endsWith('\n') || (isEnd && index === lines.length - 1) ? each : each + end))
      .join('');
  }
  return made + old.slice(at - 1).join('');
}

function pieces(added: readonly string[], removed: readonly string[], taken: ReadonlySet<number>): string[] {
  if (added.length === 0) {
    return taken.has(0) ? [] : [...removed];
  }
  const rest = removed.slice(added.length);
  const lines = added.flatMap((each, index) => (taken.has(index) ? [each] : removed.slice(index, index + 1)));
  return taken.has(added.length - 1) ? lines : [...lines, ...rest];
}
