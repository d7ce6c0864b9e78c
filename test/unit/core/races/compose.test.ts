import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { composeHunks, hunksOf, type ReviewHunk, wholeHunk } from '../../../../src/core/landing/reviewHunks';
import { composedFiles, overlapsOf, type TakenFile } from '../../../../src/core/races/compose';
import { TaskId } from '../../../../src/protocol';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (content: Uint8Array): string => Buffer.from(content).toString('latin1');
const digest = (of: string): string => createHash('sha256').update(of).digest('hex').slice(0, 32);
const [first, second, third] = ['A', 'B', 'C'].map((end) => TaskId.parse(`01ARZ3NDEKTSV4RRFFQ69G5FA${end}`)) as [
  TaskId,
  TaskId,
  TaskId,
];

/** What one candidate's file offers, with the hunks of these numbers taken; all of them without numbers. */
function taken(taskId: TaskId, [before, after]: [string, string], numbers?: readonly number[]): TakenFile {
  const hunks = hunksOf('a.ts', bytes(before), bytes(after), digest);
  const some = numbers === undefined ? hunks : hunks.filter((_, index) => numbers.includes(index));
  return { taskId, path: 'a.ts', status: 'modified', hunks, taken: some };
}

function made(before: string, files: readonly TakenFile[]): string {
  const [file, ...rest] = composedFiles(files);
  assert.deepEqual(rest, []);
  const hunks =
    file === undefined || file.hunks === 'all'
      ? (files.find(({ taskId }) => taskId === file?.taskId)?.hunks ?? [])
      : file.hunks;
  return text(composeHunks(bytes(before), hunks, () => 'all'));
}

/** The oracle: each hunk alone, one after the other, its place moved along by those that came before it. */
function oneAfterTheOther(before: string, hunks: readonly ReviewHunk[]): string {
  const lines = before.split(/(?<=\n)/).filter((line) => line !== '');
  const done: ReviewHunk[] = [];
  for (const hunk of hunks) {
    const isEarlier = (other: ReviewHunk): boolean =>
      other.oldLine < hunk.oldLine || (other.oldLine === hunk.oldLine && other.removed.length < hunk.removed.length);
    const shift = done.filter(isEarlier).reduce((sum, { added, removed }) => sum + added.length - removed.length, 0);
    lines.splice(hunk.oldLine - 1 + shift, hunk.removed.length, ...hunk.added);
    done.push(hunk);
  }
  return lines.join('');
}

/** Lines as files have them: Windows ends, tabs, zero bytes, no end at the end. */
const line = fc.constantFrom('', 'x', 'y', 'x\r', '\ty', 'é', '\u0000');
const file = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', '\n'))
  .map(([lines, end]) => lines.join('\n') + end);
const numbers = fc.array(fc.nat(6), { maxLength: 6 });

describe('a composition of hunks of several candidates', () => {
  it('takes different places of one file from two, and what both did alike once', () => {
    const base = '1\n2\n3\n4\n5\n';
    const a = taken(first, [base, '1\nzwei\n3\n4\n5\n']);
    const b = taken(second, [base, '1\nzwei\n3\nvier\n5\n']);
    assert.deepEqual(overlapsOf([a, b]), []);
    assert.deepEqual(composedFiles([a, b]), [{ path: 'a.ts', taskId: second, paths: ['a.ts'], hunks: 'all' }]);
    const c = taken(third, [base, '1\n2\n3\n4\nfünf\n']);
    assert.equal(made(base, [a, c]), '1\nzwei\n3\n4\nfünf\n');
  });

  it('is refused by place, with both named, where two were asked for the same lines', () => {
    const base = '1\n2\n3\n4\n5\n';
    const a = taken(first, [base, '1\nzwei\ndrei\n4\n5\n']);
    const b = taken(second, [base, '1\n2\nthree\n4\n5\n']);
    assert.deepEqual(overlapsOf([a, b]), [{ path: 'a.ts', line: 3, taskIds: [first, second] }]);
    const inserted = taken(first, [base, '1\nx\n2\n3\n4\n5\n']);
    const other = taken(second, [base, '1\ny\n2\n3\n4\n5\n']);
    assert.deepEqual(overlapsOf([inserted, other]), [{ path: 'a.ts', line: 2, taskIds: [first, second] }]);
    const replaced = taken(second, [base, '1\nzwei\n3\n4\n5\n']);
    assert.deepEqual(overlapsOf([inserted, replaced]), []);
    assert.equal(made(base, [replaced, inserted]), '1\nx\nzwei\n3\n4\n5\n');
  });

  it('never joins a last line without an end with what another candidate puts behind it', () => {
    const base = '1\n2\n';
    const open = taken(first, [base, '1\nzwei']);
    const more = taken(second, [base, '1\n2\n3\n']);
    assert.deepEqual(overlapsOf([open, more]), [{ path: 'a.ts', line: 3, taskIds: [first, second] }]);
    assert.deepEqual(overlapsOf([more, open]), [{ path: 'a.ts', line: 3, taskIds: [second, first] }]);
  });

  it('takes what is new, gone, moved or no text as a whole from one candidate alone', () => {
    const whole = (taskId: TaskId, after: string | null, more: Partial<TakenFile> = {}): TakenFile => {
      const path = more.path ?? 'b.bin';
      const hunk = wholeHunk(path, { before: bytes('b'), after: after === null ? null : bytes(after) }, digest);
      return { taskId, path, status: after === null ? 'deleted' : 'modified', hunks: [hunk], taken: [hunk], ...more };
    };
    const against = [{ path: 'b.bin', line: 1, taskIds: [first, second] }];
    assert.deepEqual(overlapsOf([whole(first, 'x'), whole(second, 'y')]), against);
    assert.deepEqual(overlapsOf([whole(first, 'x'), whole(second, null)]), against);
    assert.deepEqual(overlapsOf([whole(first, 'x'), whole(second, 'x')]), []);
    const moved = whole(first, 'x', { path: 'c.bin', oldPath: 'b.bin', status: 'renamed' });
    assert.deepEqual(overlapsOf([moved, whole(second, 'y')]), against);
    assert.deepEqual(composedFiles([moved]), [
      { path: 'c.bin', taskId: first, paths: ['c.bin', 'b.bin'], hunks: 'all' },
    ]);
    const folder = whole(second, 'x', { path: 'b.bin/inside', status: 'added' });
    assert.deepEqual(overlapsOf([whole(first, 'x', { status: 'added' }), folder]), against);
  });

  it('of all that one candidate did is exactly its file', () => {
    fc.assert(
      fc.property(file, file, (before, after) => {
        const all = taken(first, [before, after]);
        fc.pre(all.hunks.length > 0);
        assert.deepEqual(overlapsOf([all]), []);
        assert.deepEqual(composedFiles([all]), [{ path: 'a.ts', taskId: first, paths: ['a.ts'], hunks: 'all' }]);
        assert.equal(made(before, [all]), after);
      }),
    );
  });

  it('is what the chosen hunks make one after the other, in any order, wherever nothing overlaps', () => {
    let composed = 0;
    fc.assert(
      fc.property(
        file,
        fc.array(fc.tuple(file, numbers), { minLength: 2, maxLength: 3 }),
        fc.nat(),
        (before, others, seed) => {
          const files = others
            .map(([after, some], index) => taken([first, second, third][index] ?? first, [before, after], some))
            .filter((each) => each.taken.length > 0);
          fc.pre(files.length > 0 && overlapsOf(files).length === 0);
          composed += files.length > 1 ? 1 : 0;
          const seen = new Set<string>();
          const unique = files
            .flatMap((each) => each.taken)
            .filter((hunk) => {
              const name = JSON.stringify([hunk.oldLine, hunk.removed, hunk.added]);
              return !seen.has(name) && seen.add(name);
            });
          const order = unique
            .map((hunk, index) => ({ hunk, at: (index * 7 + seed) % 11 }))
            .sort((a, b) => a.at - b.at);
          const expected = oneAfterTheOther(
            before,
            order.map(({ hunk }) => hunk),
          );
          assert.equal(made(before, files), expected);
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(composed > 50, `only ${composed} compositions of several candidates`);
  });
});
