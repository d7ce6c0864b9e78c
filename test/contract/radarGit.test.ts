import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createGit } from '../../src/adapters/git/createGit';
import type { LineRange, ObjectName, OverlapKind } from '../../src/protocol';
import { mayMeet } from '../../src/core/radar/touchedPaths';
import { TestRepo } from '../fakes/testRepo';
import { type Changes, type RealMerge, TwoSides } from '../fakes/twoSides';

const git = createGit();
const ten = '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n';
const lines = (count: number, prefix = 'line '): string =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}\n`).join('');
const image = (seed: number): Uint8Array => Uint8Array.from({ length: 64 }, (_, index) => (index * seed) % 7);

interface Fixture {
  name: string;
  base: Changes;
  ours: Changes;
  theirs: Changes;
  /** What is to be found, by path. */
  expected: Record<string, OverlapKind>;
}

const fixtures: readonly Fixture[] = [
  {
    name: 'the same line',
    base: { 'a.txt': ten },
    ours: { 'a.txt': ten.replace('5', 'five') },
    theirs: { 'a.txt': ten.replace('5', 'fünf') },
    expected: { 'a.txt': 'lines' },
  },
  {
    name: 'the same change of the same line',
    base: { 'a.txt': ten },
    ours: { 'a.txt': ten.replace('5', 'five') },
    theirs: { 'a.txt': ten.replace('5', 'five') },
    expected: {},
  },
  {
    name: 'lines that touch',
    base: { 'a.txt': ten },
    ours: { 'a.txt': ten.replace('5', 'five') },
    theirs: { 'a.txt': ten.replace('6', 'sechs') },
    expected: { 'a.txt': 'lines' },
  },
  {
    name: 'lines with one between them',
    base: { 'a.txt': ten },
    ours: { 'a.txt': ten.replace('5', 'five') },
    theirs: { 'a.txt': ten.replace('7', 'sieben') },
    expected: {},
  },
  {
    name: 'several places of one file',
    base: { 'a.txt': lines(40) },
    ours: { 'a.txt': lines(40).replace('line 3\n', 'A\n').replace('line 20\n', 'B\nB\n').replace('line 30\n', '') },
    theirs: { 'a.txt': lines(40).replace('line 3\n', 'X\n').replace('line 21\n', 'Y\n').replace('line 36\n', 'Z\n') },
    expected: { 'a.txt': 'lines' },
  },
  {
    name: 'both add the same file',
    base: { 'a.txt': ten },
    ours: { 'new.txt': 'one\n' },
    theirs: { 'new.txt': 'other\n' },
    expected: { 'new.txt': 'added' },
  },
  {
    name: 'both add the same file with the same bytes',
    base: { 'a.txt': ten },
    ours: { 'new.txt': 'one\n' },
    theirs: { 'new.txt': 'one\n' },
    expected: {},
  },
  {
    name: 'one deletes what the other changes',
    base: { 'a.txt': ten, 'b.txt': 'b\n' },
    ours: { 'a.txt': null },
    theirs: { 'a.txt': ten.replace('5', 'fünf') },
    expected: { 'a.txt': 'deleted' },
  },
  {
    name: 'both delete',
    base: { 'a.txt': ten, 'b.txt': 'b\n' },
    ours: { 'a.txt': null },
    theirs: { 'a.txt': null },
    expected: {},
  },
  {
    name: 'one renames what the other changes elsewhere in it',
    base: { 'a.txt': lines(40) },
    ours: { 'a.txt': null, 'moved.txt': lines(40).replace('line 3\n', 'A\n') },
    theirs: { 'a.txt': lines(40).replace('line 30\n', 'Z\n') },
    expected: {},
  },
  {
    name: 'one renames what the other changes at the same place',
    base: { 'a.txt': lines(40) },
    ours: { 'a.txt': null, 'moved.txt': lines(40).replace('line 3\n', 'A\n') },
    theirs: { 'a.txt': lines(40).replace('line 3\n', 'Z\n') },
    expected: { 'moved.txt': 'lines' },
  },
  {
    name: 'both rename to different names',
    base: { 'a.txt': lines(40) },
    ours: { 'a.txt': null, 'one.txt': lines(40) },
    theirs: { 'a.txt': null, 'other.txt': lines(40) },
    expected: { 'a.txt': 'renamed', 'one.txt': 'renamed', 'other.txt': 'renamed' },
  },
  {
    name: 'one moves a folder that the other adds to',
    base: { 'old/a.txt': lines(40), 'old/b.txt': lines(40, 'other ') },
    ours: { 'old/a.txt': null, 'old/b.txt': null, 'new/a.txt': lines(40), 'new/b.txt': lines(40, 'other ') },
    theirs: { 'old/c.txt': 'c\n' },
    expected: { 'new/c.txt': 'renamed' },
  },
  {
    name: 'a file where the other has a folder',
    base: { 'a.txt': ten },
    ours: { thing: 'file\n' },
    theirs: { 'thing/inside.txt': 'inside\n' },
    expected: { thing: 'kind' },
  },
  {
    name: 'a link where the other has a file',
    base: { 'a.txt': ten },
    ours: { thing: { link: 'a.txt' } },
    theirs: { thing: 'file\n' },
    expected: { thing: 'kind' },
  },
  {
    name: 'one makes executable what the other changes',
    base: { 'a.sh': ten },
    ours: { 'a.sh': { program: ten } },
    theirs: { 'a.sh': ten.replace('5', 'five') },
    expected: {},
  },
  {
    name: 'white space of the same line',
    base: { 'a.txt': ten },
    ours: { 'a.txt': ten.replace('5', '  5') },
    theirs: { 'a.txt': ten.replace('5', '5  ') },
    expected: { 'a.txt': 'lines' },
  },
  {
    name: 'other line ends against a changed line',
    base: { 'a.txt': ten },
    ours: { 'a.txt': ten.replaceAll('\n', '\r\n') },
    theirs: { 'a.txt': ten.replace('5', 'five') },
    expected: { 'a.txt': 'lines' },
  },
  {
    name: 'two lines of a text with CRLF',
    base: { 'a.txt': ten.replaceAll('\n', '\r\n') },
    ours: { 'a.txt': ten.replaceAll('\n', '\r\n').replace('2', 'two') },
    theirs: { 'a.txt': ten.replaceAll('\n', '\r\n').replace('8', 'acht') },
    expected: {},
  },
  {
    name: 'a line end at the end of the text',
    base: { 'a.txt': 'a\nb' },
    ours: { 'a.txt': 'a\nb\n' },
    theirs: { 'a.txt': 'a\nb' + '\nc' },
    expected: { 'a.txt': 'lines' },
  },
  {
    name: 'binary files',
    base: { 'a.bin': image(1) },
    ours: { 'a.bin': image(2) },
    theirs: { 'a.bin': image(3) },
    expected: { 'a.bin': 'binary' },
  },
  {
    name: 'a submodule that both move',
    base: { sub: { submodule: '1'.repeat(40) } },
    ours: { sub: { submodule: '2'.repeat(40) } },
    theirs: { sub: { submodule: '3'.repeat(40) } },
    expected: { sub: 'submodule' },
  },
  {
    name: 'names with spaces, quotes and letters of all kinds',
    base: { 'ä "ö" ü.txt': ten },
    ours: { 'ä "ö" ü.txt': ten.replace('5', 'five') },
    theirs: { 'ä "ö" ü.txt': ten.replace('5', 'fünf') },
    expected: { 'ä "ö" ü.txt': 'lines' },
  },
  {
    name: 'marks of conflicts in the text itself',
    base: { 'a.txt': `<<<<<<< x\n${ten}=======\n>>>>>>> y\n` },
    ours: { 'a.txt': `<<<<<<< x\n${ten.replace('5', 'five')}=======\n>>>>>>> y\n` },
    theirs: { 'a.txt': `<<<<<<< x\n${ten.replace('9', 'neun')}=======\n>>>>>>> y\n` },
    expected: {},
  },
];

const spoken = (text: string): string[] => text.split(/(?<=\n)/);

const anyPath = fc.constantFrom('a.txt', 'b.txt', 'dir/c.txt', 'dir/d.txt', 'dir2/e.txt');
const edit = fc.record({
  at: fc.nat(11),
  remove: fc.nat(3),
  add: fc.array(fc.constantFrom('x', 'y', '1', ''), { maxLength: 3 }),
});
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      path: anyPath,
      edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), path: anyPath }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      path: anyPath,
      to: fc.constantFrom('moved.txt', 'dir/moved.txt', 'a.txt', 'dir/c.txt/in.txt'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('folder' as const), to: fc.constantFrom('dir3', 'dir2') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      path: fc.constantFrom('dir/n.txt', 'n.txt', 'dir'),
      text: fc.constantFrom('n\n', 'm\n'),
    }),
  },
);
const anyFiles: Record<string, string> = Object.fromEntries(
  ['a.txt', 'b.txt', 'dir/c.txt', 'dir/d.txt', 'dir2/e.txt'].map((name) => [name, lines(12, `${name} `)]),
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;
const perform: { [K in Act['kind']]: (files: Map<string, string>, act: Extract<Act, { kind: K }>) => void } = {
  edit: (files, { path, edits }) => {
    const text = spoken(files.get(path) ?? '');
    edits.forEach(({ at, remove, add }) => text.splice(at, remove, ...add.map((line) => `${line}\n`)));
    files.set(path, text.join(''));
  },
  delete: (files, { path }) => void files.delete(path),
  move: (files, { path, to }) => {
    const text = files.get(path) ?? 'none\n';
    files.delete(path);
    files.set(to, text);
  },
  folder: (files, { to }) => {
    for (const [name, text] of [...files].filter(([known]) => known.startsWith('dir/'))) {
      files.delete(name);
      files.set(name.replace('dir/', `${to}/`), text);
    }
  },
  add: (files, { path, text }) => void files.set(path, text),
};

function made(acts: readonly Act[]): Changes {
  const files = new Map(Object.entries(anyFiles));
  acts.forEach((each) => (perform[each.kind] as (files: Map<string, string>, act: Act) => void)(files, each));
  // A file can't stand where others lie below it.
  const names = [...files.keys()].filter((name) => ![...files.keys()].some((other) => other.startsWith(`${name}/`)));
  const kept = Object.fromEntries(names.map((name) => [name, files.get(name) ?? '']));
  return { ...Object.fromEntries(Object.keys(anyFiles).map((name) => [name, null])), ...kept };
}

/** The lines that a place names, as they stand between git's marks. */
function linesAt(text: string, { from, count }: LineRange): string[] {
  return spoken(text)
    .slice(from - 1, from - 1 + count)
    .map((line) => line.replace(/\n$/, ''));
}

describe('two changes that meet, in the eyes of git', function () {
  this.timeout(120_000);
  let repo: TestRepo;
  afterEach(async () => {
    await git.forgetSights(repo.root);
    repo.dispose();
  });

  const found = async (sides: TwoSides, [ours, theirs]: readonly [ObjectName, ObjectName]) => {
    const trees = { base: sides.tree(sides.base), ours: sides.tree(ours), theirs: sides.tree(theirs) };
    const touched = await git.touchedBetween(repo.root, [
      { from: trees.base, to: trees.ours },
      { from: trees.base, to: trees.theirs },
    ]);
    const [collided] = await git.collide(repo.root, [trees], false);
    const [mine, yours] = touched;
    assert.ok(collided !== undefined && mine !== undefined && yours !== undefined);
    return { conflicts: collided.conflicts, mayMeet: mayMeet(mine, yours) };
  };

  /** What is said of the lines of a file is what stands between the marks of a real merge. */
  const assertPlaces = (
    sides: TwoSides,
    commits: readonly [ObjectName, ObjectName],
    real: RealMerge,
    of: Awaited<ReturnType<typeof found>>,
  ) => {
    const textOf = (commit: ObjectName, path: string): string => repo.git('show', `${commit}:${path}`);
    for (const { path, kind, places } of of.conflicts.filter((each) => each.kind === 'lines')) {
      const theirs = (real.texts[path] ?? []).filter((each) => each.ours.join('\n') !== each.theirs.join('\n'));
      const isMoved = !repo.git('ls-tree', '--name-only', sides.base, path).includes(path);
      if (!isMoved) {
        const shown = places.map(({ base, ours, theirs: other }) => ({
          base: linesAt(textOf(sides.base, path), base),
          ours: linesAt(textOf(commits[0], path), ours),
          theirs: linesAt(textOf(commits[1], path), other),
        }));
        assert.deepEqual(shown, theirs, `${path}, ${kind}`);
      } else {
        assert.equal(places.length, theirs.length);
      }
    }
  };

  for (const fixture of fixtures) {
    it(`says of ${fixture.name} what a merge says`, async () => {
      repo = new TestRepo();
      repo.commit('empty');
      const sides = TwoSides.from(repo, fixture.base);
      const commits = [sides.side(fixture.ours), sides.side(fixture.theirs)] as const;
      const real = sides.merge(...commits);
      const before = repo.userState();
      const seen = await found(sides, commits);
      assert.deepEqual(repo.userState(), before);
      assert.deepEqual(Object.fromEntries(seen.conflicts.map(({ path, kind }) => [path, kind])), fixture.expected);
      assert.deepEqual(
        seen.conflicts.map(({ path }) => path),
        real.paths,
      );
      assert.equal(seen.mayMeet || real.paths.length === 0, true, 'the pair was looked at');
      assertPlaces(sides, commits, real, seen);
    });
  }

  it('comes to the same with a git that makes one merge a process', async () => {
    repo = TestRepo.with({ 'a.txt': ten, 'b.txt': ten });
    const sides = new TwoSides(repo);
    const trees = [{ 'a.txt': 'x\n' }, { 'a.txt': 'y\n' }, { 'b.txt': 'z\n' }].map((files) =>
      sides.tree(sides.side(files)),
    );
    const [one, two, three] = trees;
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    const base = sides.tree(sides.base);
    const pairs = [
      { base, ours: one, theirs: two },
      { base, ours: one, theirs: three },
    ];
    const program = join(repo.folder, 'git-2.38');
    writeFileSync(
      program,
      '#!/bin/sh\ncase "$*" in *--stdin*) exit 129;; *--version) echo git version 2.38.1;; *) exec git "$@";; esac\n',
      { mode: 0o755 },
    );
    const withOlder = createGit(program);
    const older = await withOlder.collide(repo.root, pairs, false);
    await withOlder.forgetSights(repo.root);
    assert.deepEqual(older, await git.collide(repo.root, pairs, false));
    assert.deepEqual(
      older.map(({ conflicts }) => conflicts.map(({ path, kind }) => [path, kind])),
      [[['a.txt', 'lines']], []],
    );
  });

  it('agrees with a real merge about any two changes', async () => {
    repo = TestRepo.with(anyFiles);
    const sides = new TwoSides(repo);
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 1, maxLength: 4 }),
        fc.array(act, { minLength: 1, maxLength: 4 }),
        async (one, other) => {
          const commits = [sides.side(made(one)), sides.side(made(other))] as const;
          const real = sides.merge(...commits);
          fc.pre(!real.hasFallen);
          const seen = await found(sides, commits);
          assert.deepEqual(
            seen.conflicts.map((conflict) => conflict.path),
            real.paths,
          );
          assert.equal(seen.mayMeet || real.paths.length === 0, true, 'the pair was looked at');
          assertPlaces(sides, commits, real, seen);
        },
      ),
      { numRuns: Number(process.env['RADAR_RUNS'] ?? 40) },
    );
  });
});
