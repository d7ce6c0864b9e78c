import assert from 'node:assert/strict';
import { viewTask } from '../../../../src/core/views/taskView';
import type { EntryBody, EventBody, Request, Workspace } from '../../../../src/protocol';
import {
  appJournal,
  ask,
  at,
  callId,
  commit,
  journal,
  prompt,
  ready,
  receipt,
  requestId,
  task,
  tree,
} from '../journal';

const workspace: Workspace = {
  repos: [
    {
      root: '/repo',
      commonDir: '/repo/.git',
      worktree: '/data/wt',
      gitDir: '/repo/.git/worktrees/wt',
      branch: 'agents/fix-the-rounding',
      head: commit,
      headName: 'main',
      snapshot: commit,
      uncommitted: 0,
    },
  ],
  carried: [],
};
const created: EntryBody = { type: 'created', task };
const prepared: EntryBody[] = [created, { type: 'prepared', workspace }];
const applied = { root: '/repo', before: commit, after: tree, files: [] };
const error = { domain: 'git', reason: 'failed', message: 'Not made.', audience: 'user' } as const;

function view(entries: EntryBody[], events: EventBody[], isOwned = true) {
  const result = viewTask(appJournal(entries), journal(events), isOwned);
  assert.ok(result);
  return result;
}

describe('the view of a task', () => {
  it('needs the entry that created it', () => {
    assert.equal(viewTask(appJournal([{ type: 'preparing', step: 'x' }]), [], true), null);
  });

  it('goes from queued over preparing to running', () => {
    assert.deepEqual(view([created], []).state, { kind: 'queued' });
    assert.deepEqual(view([created, { type: 'preparing', step: 'Copying' }], []).state, {
      kind: 'preparing',
      step: 'Copying',
    });
    assert.deepEqual(view(prepared, [ready, prompt, ask(1)]).state, {
      kind: 'running',
      progress: { kind: 'thinking', turn: 1 },
    });
  });

  it('says that a task nobody works on was interrupted', () => {
    assert.deepEqual(view(prepared, [ready, prompt, ask(1)], false).state, { kind: 'stopped', by: 'interrupted' });
    assert.deepEqual(view([created, { type: 'preparing', step: 'x' }], [], false).state, {
      kind: 'stopped',
      by: 'interrupted',
    });
  });

  it('waits for an approval, unless the task was told beforehand what to do with it', () => {
    const request: Request = {
      kind: 'approval',
      requestId: requestId('r'),
      callId: callId('c'),
      digest: 'd',
      effect: 'network',
      command: 'fetch',
      facts: [],
    };
    const asked: EventBody[] = [ready, prompt, ask(1), { type: 'approval.request', request }];
    assert.deepEqual(view(prepared, asked, false).state, { kind: 'waiting', request });
    for (const approve of ['allow', 'deny'] as const) {
      const told: EntryBody[] = [{ type: 'created', task: { ...task, approve } }, ...prepared.slice(1)];
      assert.deepEqual(view(told, asked).state, { kind: 'running', progress: null });
      assert.deepEqual(view(told, asked, false).state, { kind: 'stopped', by: 'interrupted' });
    }
  });

  it('keeps a verified task verified without an owner', () => {
    const outcome = { kind: 'verified', receipt: receipt(0) } as const;
    assert.deepEqual(view(prepared, [ready, prompt, { type: 'finished', outcome }], false).state, {
      kind: 'complete',
      result: outcome,
    });
  });

  it('fails with the reason, until the runner has said more', () => {
    const failed: EntryBody[] = [...prepared, { type: 'runner.failed', error, afterSeq: 2 }];
    assert.deepEqual(view(failed, [ready, prompt]).state, { kind: 'failed', error });
    assert.equal(view(failed, [ready, prompt, ready]).state.kind, 'running');
    assert.deepEqual(view([created, { type: 'prepare.failed', error }], []).state, { kind: 'failed', error });
  });

  it('follows what lands: an intent without a result stays visible as under way', () => {
    const intent: EntryBody[] = [...prepared, { type: 'apply.intent', applied }];
    assert.deepEqual(view(intent, []).app.landing, { kind: 'applying', applied });
    assert.deepEqual(view([...intent, { type: 'applied' }], []).app.landing, { kind: 'applied', applied });
    assert.deepEqual(view([...intent, { type: 'apply.failed', error }], []).app.landing, { kind: 'none' });
    const undone: EntryBody[] = [...intent, { type: 'applied' }, { type: 'undo.intent' }];
    assert.deepEqual(view(undone, []).app.landing, { kind: 'undoing', applied });
    assert.deepEqual(view([...undone, { type: 'undone' }], []).app.landing, { kind: 'none' });
    const discarded: EntryBody[] = [...prepared, { type: 'discard.intent', salvage: commit }, { type: 'discarded' }];
    assert.deepEqual(view(discarded, []).app.landing, { kind: 'discarded', salvage: commit, at, expired: false });
    assert.deepEqual(view([...discarded, { type: 'salvage.expired' }], []).app.landing, {
      kind: 'discarded',
      salvage: null,
      at,
      expired: true,
    });
  });

  it('shows the newest title', () => {
    assert.equal(view([created, { type: 'renamed', title: 'Round totals' }], []).task.title, 'Round totals');
  });
});
