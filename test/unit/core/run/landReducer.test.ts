import assert from 'node:assert/strict';
import { foldApp, initialApp } from '../../../../src/core/run/appReducer';
import { landingLabel } from '../../../../src/core/labels/landingLabel';
import { isMidLanding } from '../../../../src/core/run/landReducer';
import { english } from '../../../../src/core/translate';
import {
  EntryBody,
  type Applied,
  type Landed,
  type Landing,
  type LandWay,
  type ObjectName,
} from '../../../../src/protocol';

const name = (letter: string): ObjectName => letter.repeat(40) as ObjectName;
const landed: Landed = {
  way: 'squash',
  root: '/r',
  ref: 'refs/heads/main',
  from: name('a'),
  hooks: false,
  files: [],
  checkout: { before: name('b'), after: name('c'), exact: name('d') },
  commits: [],
};
const made = { ...landed, commits: [name('e')] };
const applied: Applied = { root: '/r', before: name('b'), after: name('c'), files: [] };
const error = { reason: 'git', message: 'The index is locked.', domain: 'git', audience: 'user' } as const;
const intent: EntryBody = { type: 'land.intent', landed };
const whole: EntryBody[] = [intent, { type: 'land.made', commits: made.commits }, { type: 'landed' }];

function fold(bodies: readonly EntryBody[]): Landing {
  return bodies
    .map((body) => EntryBody.parse(JSON.parse(JSON.stringify(body))))
    .map((body, at) => ({ v: 1 as const, seq: at + 1, at: '2026-01-01T00:00:00.000Z', ...body }))
    .reduce(foldApp, initialApp).landing;
}

describe('a landing', () => {
  it('is half done until its result is written, and holds the commits that were made', () => {
    const steps = whole.map((_, at) => fold(whole.slice(0, at + 1)));
    assert.deepEqual(steps, [
      { kind: 'landing', landed, applied: null },
      { kind: 'landing', landed: made, applied: null },
      { kind: 'landed', landed: made, applied: null },
    ]);
    assert.deepEqual(
      steps.map((landing) => isMidLanding({ app: { ...initialApp, landing } })),
      [true, true, false],
    );
  });

  it('goes back to what was before when it failed or was undone', () => {
    const before: EntryBody[] = [{ type: 'apply.intent', applied }, { type: 'applied' }];
    const undone: EntryBody[] = [{ type: 'unland.intent', revert: false }, { type: 'unlanded' }];
    assert.deepEqual(fold([intent, { type: 'land.failed', error }]), { kind: 'none' });
    assert.deepEqual(fold([...before, intent, { type: 'land.failed', error }]), { kind: 'applied', applied });
    assert.deepEqual(fold([...whole, ...undone]), { kind: 'none' });
    assert.deepEqual(fold([...before, ...whole, ...undone]), { kind: 'applied', applied });
    assert.deepEqual(fold([...before, ...whole, { type: 'unland.intent', revert: true }, { type: 'unlanded' }]), {
      kind: 'none',
    });
    assert.deepEqual(fold([...whole, { type: 'unland.intent', revert: true }, { type: 'unland.failed', error }]), {
      kind: 'landed',
      landed: made,
      applied: null,
    });
  });

  it('stays as it is where a result has lost its intent', () => {
    const lonely: EntryBody[] = [
      ...whole.slice(1),
      { type: 'land.failed', error },
      { type: 'unland.intent', revert: false },
      { type: 'unlanded' },
      { type: 'unland.failed', error },
    ];
    for (const body of lonely) {
      assert.deepEqual(fold([body]), { kind: 'none' }, body.type);
    }
  });

  it('is told by where it is', () => {
    const say = (way: LandWay): string =>
      landingLabel({ kind: 'landed', landed: { ...made, way }, applied: null }, english);
    assert.deepEqual((['squash', 'merge', 'commits', 'rebase', 'branch'] as const).map(say), [
      'committed to main as eeeeeee',
      'merged into main as eeeeeee',
      'committed to main, 1 commits',
      'committed to main, 1 commits',
      'kept as branch main',
    ]);
  });
});
