import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createGit } from '../../src/adapters/git/createGit';
import type { FoldedChange } from '../../src/core/train/foldPorts';
import type { ObjectName } from '../../src/protocol';
import { TestRepo } from '../fakes/testRepo';

const git = createGit();

describe('Joining changes in the object store', () => {
  let repo: TestRepo;
  let base: ObjectName;

  beforeEach(() => {
    repo = TestRepo.with({
      'a.txt': 'one\ntwo\nthree\nfour\nfive\n',
      'b/b.txt': 'b\n',
      'b/c.txt': 'c\n',
      'd.txt': 'd\n',
    });
    base = repo.head();
  });

  afterEach(() => repo.dispose());

  /** A commit with these files on what is checked out, which is left as it was. */
  const change = (files: Record<string, string>, removed: string[] = [], onto = base): FoldedChange => {
    repo.git('checkout', '-q', '--detach', onto);
    repo.write(files);
    removed.forEach((path) => repo.remove(path));
    const tree = repo.commit('change');
    repo.git('checkout', '-q', 'main');
    return { snapshot: onto, tree };
  };

  const shown = (tree: ObjectName, path: string): string => repo.git('show', `${tree}:${path}`);

  it('joins what does not conflict, and goes on behind what does', async () => {
    const changes = [
      change({ 'a.txt': 'ONE\ntwo\nthree\nfour\nfive\n' }),
      change({ 'a.txt': '1\ntwo\nthree\nfour\nfive\n' }),
      change({ 'a.txt': 'one\ntwo\nthree\nfour\nFIVE\n', 'new.txt': 'new\n' }),
    ];
    const before = repo.userState();

    const joinings = await git.fold(repo.root, base, changes);

    const last = joinings[2]?.kind === 'clean' ? joinings[2].tree : null;
    assert.deepEqual(
      joinings.map((each) => (each.kind === 'clean' ? 'clean' : each.paths)),
      ['clean', ['a.txt'], 'clean'],
    );
    assert.ok(last !== null);
    assert.equal(shown(last, 'a.txt'), 'ONE\ntwo\nthree\nfour\nFIVE\n');
    assert.equal(shown(last, 'new.txt'), 'new\n');
    assert.deepEqual(repo.userState(), before);
  });

  it('joins what began elsewhere by what it changed alone', async () => {
    const elsewhere = change({ 'd.txt': 'uncommitted of then\n' });
    const other = change({ 'b/b.txt': 'B\n' }, [], elsewhere.tree);

    const [joining] = await git.fold(repo.root, base, [other]);

    assert.ok(joining?.kind === 'clean');
    assert.equal(shown(joining.tree, 'b/b.txt'), 'B\n');
    assert.equal(shown(joining.tree, 'd.txt'), 'd\n');
  });

  it('makes the same of the same, and of a change of nothing what was there', async () => {
    const nothing = { snapshot: base, tree: base };
    const one = change({ 'a.txt': 'x\n' });
    const [first, second] = [
      await git.fold(repo.root, base, [nothing, one, one, nothing]),
      await git.fold(repo.root, base, [nothing, one, one, nothing]),
    ];
    assert.deepEqual(second, first);
    assert.deepEqual(
      first.map((each) => (each.kind === 'clean' ? each.tree : null)),
      [base, one.tree, one.tree, one.tree].map((commit) => repo.git('rev-parse', `${commit}^{tree}`).trim()),
    );
  });

  it('names the pairs that conflict, and their files', async () => {
    const changes = [
      change({ 'a.txt': 'ONE\ntwo\nthree\nfour\nfive\n' }),
      change({ 'd.txt': 'D\n' }),
      change({ 'a.txt': '1\ntwo\nthree\nfour\nfive\n', 'd.txt': 'DD\n' }),
      change({ 'a.txt': 'one\ntwo\nthree\nfour\nFIVE\n' }),
    ];
    assert.deepEqual(await git.pairConflicts(repo.root, base, changes), [
      { between: [0, 2], paths: ['a.txt'] },
      { between: [1, 2], paths: ['d.txt'] },
    ]);
  });

  it('says where a change does not merge', async () => {
    const one = change({ 'a.txt': 'one\ntwo\nTHREE\nfour\nfive\n' });
    const other = change({ 'a.txt': 'zero\none\ntwo\n3\nfour\nfive\n' });
    assert.deepEqual(await git.conflictPlaces(repo.root, one.tree, other), [{ path: 'a.txt', line: 4 }]);
    assert.deepEqual(await git.conflictPlaces(repo.root, one.tree, change({}, ['a.txt'])), [
      { path: 'a.txt', line: null },
    ]);
  });

  it('refuses a state that is not there', async () => {
    const gone = { snapshot: base, tree: '1'.repeat(40) as ObjectName };
    await assert.rejects(git.fold(repo.root, base, [gone]), { domain: 'git', reason: 'failed' });
  });

  it('finds exactly the pairs that git finds, whatever they change', async () => {
    const paths = ['a.txt', 'b/b.txt', 'b/c.txt', 'd.txt', 'b', 'e/b.txt', 'd.txt/x', 'n\nl.txt'];
    const edit = fc.record({
      path: fc.constantFrom(...paths),
      what: fc.constantFrom('write', 'append', 'remove', 'move'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(edit, { maxLength: 3 }), { minLength: 2, maxLength: 4 }), async (plans) => {
        const changes = plans.map((edits, at) => edited(edits, at));
        const expected: unknown[] = [];
        for (const [one, ours] of changes.entries()) {
          for (const [more, theirs] of changes.slice(one + 1).entries()) {
            const { conflicts } = await git.merge(repo.root, ours.tree, theirs.tree);
            if (conflicts.length > 0) {
              const paths = conflicts.map((path) => path.replace(/~[0-9a-f]{40}$/, ''));
              expected.push({ between: [one, one + 1 + more], paths: [...new Set(paths)] });
            }
          }
        }
        assert.deepEqual(await git.pairConflicts(repo.root, base, changes), expected);
      }),
      { numRuns: 25 },
    );
  });

  function edited(edits: readonly { path: string; what: string }[], at: number): FoldedChange {
    repo.git('checkout', '-q', '--detach', base);
    for (const { path, what } of edits) {
      repo.git('rm', '-rfq', '--ignore-unmatch', '--', what === 'move' ? 'none' : path);
      if (what === 'move') {
        repo.git('rm', '-rfq', '--ignore-unmatch', '--', 'moved');
        if (repo.git('ls-files', '--', path) !== '') {
          repo.git('mv', '-f', '--', path, 'moved');
        }
      } else if (
        what !== 'remove' &&
        repo.git('ls-files', '--', path.split('/')[0] ?? '').trim() !== path.split('/')[0]
      ) {
        repo.write({ [path]: what === 'write' ? `of ${at}\n` : `b\nof ${at}\n` });
      }
      repo.git('add', '-A');
    }
    const tree = repo.commit('edited');
    repo.git('checkout', '-q', '-f', 'main');
    return { snapshot: base, tree };
  }
});
