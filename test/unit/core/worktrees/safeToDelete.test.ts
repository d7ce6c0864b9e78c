import assert from 'node:assert/strict';
import { type DeletionProofs, obstacleText, safeToDelete } from '../../../../src/core/worktrees/safeToDelete';
import { english } from '../../../../src/core/translate';

describe('safeToDelete', () => {
  const good: DeletionProofs = {
    isOurs: () => Promise.resolve(true),
    changedFiles: () => Promise.resolve({ uncommitted: 0, untracked: 0 }),
    ignoredToKeep: () => Promise.resolve([]),
    repositoriesInside: () => Promise.resolve([]),
    unfinished: () => Promise.resolve(null),
    unreachableCommits: () => Promise.resolve(0),
    processesIn: () => Promise.resolve([]),
  };

  it('needs every proof', async () => {
    assert.deepEqual(await safeToDelete(good), { kind: 'safe' });
  });

  it('keeps the worktree when any one of the proofs fails with an error', async () => {
    for (const name of Object.keys(good)) {
      const verdict = await safeToDelete({ ...good, [name]: () => Promise.reject(new Error(`no ${name}`)) });
      assert.deepEqual(verdict, { kind: 'keep', obstacles: [{ kind: 'unknown', why: `no ${name}` }] });
    }
  });

  it('never takes a count that is none for zero', async () => {
    for (const count of [Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY]) {
      const commits = await safeToDelete({ ...good, unreachableCommits: () => Promise.resolve(count) });
      const files = await safeToDelete({
        ...good,
        changedFiles: () => Promise.resolve({ uncommitted: 0, untracked: count }),
      });
      assert.deepEqual([commits.kind, files.kind], ['keep', 'keep']);
    }
  });

  it('tells all that speaks against it at once', async () => {
    const verdict = await safeToDelete({
      isOurs: () => Promise.resolve(false),
      changedFiles: () => Promise.resolve({ uncommitted: 2, untracked: 1 }),
      ignoredToKeep: () => Promise.resolve(['notes.ign']),
      repositoriesInside: () => Promise.resolve(['lib']),
      unfinished: () => Promise.resolve('rebase'),
      unreachableCommits: () => Promise.resolve(1),
      processesIn: () => Promise.resolve([7]),
    });
    assert.ok(verdict.kind === 'keep');
    assert.deepEqual(
      verdict.obstacles.map((each) => obstacleText(each, english)),
      [
        'made by another program',
        '2 files with uncommitted changes',
        '1 untracked file',
        'ignored files that no build makes again: notes.ign',
        'repositories inside it: lib',
        'not finished: rebase',
        '1 commit that no other branch, tag or remote holds',
        'in use by process 7',
      ],
    );
  });
});
