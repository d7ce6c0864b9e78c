import assert from 'node:assert/strict';
import { landDrafts } from '../../../../src/core/landing/landDrafts';
import { type LandFacts, landWays } from '../../../../src/core/landing/landWays';
import { learnStyle } from '../../../../src/core/landing/messageStyle';

const fitting: LandFacts = {
  branch: 'main',
  head: 'a'.repeat(40),
  setup: { identity: 'A <a@example.com>', signs: false, hooks: [], hooksFolder: null },
  unfinished: null,
  conflicts: { branch: [], uncommitted: [], staged: [] },
  own: 1,
  topics: 2,
  isEmpty: false,
};
const whys = (more: Partial<LandFacts>): Record<string, string | null> =>
  Object.fromEntries(landWays({ ...fitting, ...more }).map(({ way, why }) => [way, why]));

describe('landWays', () => {
  it('says of each way why it does not fit', () => {
    assert.deepEqual(whys({}), { squash: null, commits: null, rebase: null, merge: null, branch: null });
    assert.deepEqual(whys({ own: 0, topics: 1 }), {
      squash: null,
      commits: 'the change is of one topic',
      rebase: 'the agent made no commits of its own',
      merge: null,
      branch: null,
    });
  });

  it('has a reason for all of them where nothing can be committed, and for all but the branch where the checkout is in the way', () => {
    const setup = { ...fitting.setup, identity: null };
    assert.deepEqual(
      [...new Set(Object.values(whys({ setup })))],
      ['git does not know your name and address: set user.name and user.email with git config --global'],
    );
    assert.deepEqual(
      [...new Set(Object.values(whys({ isEmpty: true })))],
      ['the branch holds the whole change already'],
    );
    const names = ['a', 'b', 'c', 'd'];
    const inTheWay: [Partial<LandFacts>, string][] = [
      [{ head: null }, 'the branch has no commit yet; make a first one'],
      [{ unfinished: 'rebase' }, 'a rebase is under way in your checkout; finish or abort it'],
      [{ conflicts: { ...fitting.conflicts, branch: names } }, 'it conflicts with the branch in a, b, c and 1 more'],
      [{ conflicts: { ...fitting.conflicts, uncommitted: ['a'] } }, 'your uncommitted work is in the same places of a'],
      [{ conflicts: { ...fitting.conflicts, staged: ['a'] } }, 'what you have staged is in the same places of a'],
    ];
    for (const [facts, why] of inTheWay) {
      assert.deepEqual(whys(facts), { squash: why, commits: why, rebase: why, merge: why, branch: null });
    }
  });
});

describe('landDrafts', () => {
  const facts = {
    task: { id: '01ARZ3NDEKTSV4RRFFQ69G0000' as never, title: 'Ship it', prompt: 'Ship it.', slug: 'ship-it' },
    style: { ...learnStyle([]), signsOff: true },
    setup: fitting.setup,
    files: [{ path: 'README.md' }, { path: 'new.ts', oldPath: 'old.ts' }],
    headName: 'main',
    namesRun: true,
  };
  const trailers = 'Signed-off-by: A <a@example.com>\nAgent-Run: 01ARZ3NDEKTSV4RRFFQ69G0000';

  it('has one message for each commit, with what the repository and the setting want below it', () => {
    assert.deepEqual(landDrafts('squash', facts), [{ message: `Ship it\n\n${trailers}` }]);
    assert.deepEqual(landDrafts('merge', facts), [
      { message: `Ship it\n\n${trailers}` },
      { message: `Merge agents/ship-it into main\n\nShip it\n\n${trailers}` },
    ]);
    assert.deepEqual(landDrafts('commits', { ...facts, namesRun: false, setup: { identity: null } }), [
      { message: 'Ship it', paths: ['new.ts', 'old.ts'] },
      { message: 'Update the documentation\n\nShip it', paths: ['README.md'] },
    ]);
  });
});
