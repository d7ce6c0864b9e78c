import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { foldApp, initialApp } from '../../../../src/core/run/appReducer';
import type { EntryBody, TaskEntry } from '../../../../src/protocol';
import { appJournal, commit } from '../journal';
import { workspace } from '../views';

const [repo] = workspace.repos;
const applied = {
  root: repo.root,
  before: commit,
  after: commit,
  branchName: 'main',
  files: [],
};

const fold = (bodies: readonly EntryBody[]) => appJournal(bodies).reduce(foldApp, initialApp);

describe("the app's journal", () => {
  it('is folded once however often an entry is delivered', () => {
    const bodies: EntryBody[] = [
      { type: 'preparing', step: 'Making a worktree' },
      { type: 'prepared', workspace },
      { type: 'apply.intent', applied },
      { type: 'applied' },
      { type: 'undo.intent' },
      { type: 'undone' },
    ];
    const entries = appJournal(bodies);
    const once = entries.reduce(foldApp, initialApp);
    const again = fc.array(fc.nat({ max: entries.length - 1 }), { maxLength: 8 });
    fc.assert(
      fc.property(again, (repeated) => {
        const delivered = entries.flatMap((entry, at): TaskEntry[] => [
          entry,
          ...repeated.filter((index) => index <= at).flatMap((index) => entries[index] ?? []),
        ]);
        assert.deepEqual(delivered.reduce(foldApp, initialApp), once);
      }),
    );
  });

  it('goes back to what was before an undo that failed', () => {
    const landed: EntryBody[] = [{ type: 'apply.intent', applied }, { type: 'applied' }];
    const error = { reason: 'git', message: 'The index is locked.', domain: 'git', audience: 'user' } as const;
    assert.deepEqual(fold([...landed, { type: 'undo.intent' }]).landing, { kind: 'undoing', applied });
    assert.deepEqual(fold([...landed, { type: 'undo.intent' }, { type: 'undo.failed', error }]).landing, {
      kind: 'applied',
      applied,
    });
    assert.deepEqual(
      fold([
        { type: 'apply.intent', applied },
        { type: 'apply.failed', error },
      ]).landing,
      {
        kind: 'none',
      },
    );
  });

  it('leaves the landing as it is where a result has lost its intent', () => {
    const error = { reason: 'git', message: 'The index is locked.', domain: 'git', audience: 'user' } as const;
    const lonely: EntryBody[] = [
      { type: 'applied' },
      { type: 'undo.intent' },
      { type: 'undo.failed', error },
      { type: 'salvage.expired' },
    ];
    for (const body of lonely) {
      assert.deepEqual(fold([body]).landing, { kind: 'none' }, body.type);
    }
  });

  it('keeps what a discard has salvaged until that expires', () => {
    const discard: EntryBody[] = [{ type: 'discard.intent', salvage: commit }, { type: 'discarded' }];
    const at = appJournal(discard)[1]?.at;
    assert.deepEqual(fold(discard).landing, { kind: 'discarded', salvage: commit, at, expired: false });
    assert.deepEqual(fold([...discard, { type: 'salvage.expired' }]).landing, {
      kind: 'discarded',
      salvage: null,
      at,
      expired: true,
    });
    assert.deepEqual(fold([{ type: 'discarded' }]).landing, { kind: 'discarded', salvage: null, at, expired: false });
  });

  it('queues a task again that has no worktree yet, and goes on in the one that it has', () => {
    assert.deepEqual(fold([{ type: 'cancelled' }, { type: 'retried' }]).stage, { kind: 'queued' });
    assert.deepEqual(fold([{ type: 'prepared', workspace }, { type: 'cancelled' }, { type: 'retried' }]).stage, {
      kind: 'prepared',
    });
  });
});
