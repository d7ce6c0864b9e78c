import assert from 'node:assert/strict';
import { foldApp, initialApp } from '../../../../src/core/run/appReducer';
import { pullLabel } from '../../../../src/core/forges/pullLabel';
import { english as t } from '../../../../src/core/translate';
import type { EntryBody, PullGlance, PullPlan } from '../../../../src/protocol';
import { appJournal, commit, tree } from '../journal';

const app = { kind: 'github', host: 'github.com', path: 'acme/app' } as const;
const plan: PullPlan = {
  ...{ into: app, base: 'main', from: app, makesFork: false, remote: 'origin', branch: 'agents/x', commit },
  ...{ title: 'T', body: '', draft: false },
};
const opened = { number: 12, url: 'https://github.com/acme/app/pull/12' };
const glance: PullGlance = { state: 'open', passed: 3, failed: 1, pending: 1, comments: 2 };

const fold = (...bodies: EntryBody[]) => appJournal(bodies).reduce(foldApp, initialApp).pull;
const open: EntryBody[] = [
  { type: 'pull.intent', plan },
  { type: 'pull.pushed', commit },
  { type: 'pull.opened', opened },
];

describe('the pull request of a task', () => {
  it('is said in a clause, as far as it is known', () => {
    assert.equal(pullLabel(fold(), null, t), '');
    assert.equal(pullLabel(fold(...open.slice(0, 2)), null, t), 'pull request interrupted: look at it');
    assert.equal(pullLabel(fold(...open), null, t), 'PR #12 open');
    assert.equal(pullLabel(fold(...open), glance, t), 'PR #12 open · CI 3/5, 1 failing · 2 comments');
    const merged: PullGlance = { state: 'merged', passed: 0, failed: 0, pending: 0, comments: 1 };
    assert.equal(pullLabel(fold(...open), merged, t), 'PR #12 merged · 1 comment');
    const pushing = fold(...open, { type: 'pull.pushing', commit: tree });
    assert.equal(pullLabel(pushing, null, t), 'PR #12 open · push interrupted');
  });

  it('keeps what was pushed over a failure, for the same branch alone', () => {
    const error = { domain: 'forge', reason: 'invalid', message: 'No.', audience: 'user' } as const;
    const failed: EntryBody[] = [...open.slice(0, 2), { type: 'pull.failed', error }];
    assert.deepEqual([fold(...failed)?.stage, fold(...failed)?.pushed], ['failed', commit]);
    assert.equal(pullLabel(fold(...failed), null, t), '');
    assert.equal(fold(...failed, { type: 'pull.intent', plan })?.pushed, commit);
    assert.equal(fold(...failed, { type: 'pull.intent', plan: { ...plan, branch: 'other' } })?.pushed, null);
  });

  it('stays open when a later push fails, and is gone when it was forgotten', () => {
    const error = { domain: 'forge', reason: 'protected', message: 'No.', audience: 'user' } as const;
    const state = fold(...open, { type: 'pull.pushing', commit: tree }, { type: 'pull.failed', error });
    assert.deepEqual([state?.stage, state?.pushed, state?.pushing], ['open', commit, null]);
    assert.equal(fold(...open, { type: 'pull.forgotten' }), null);
  });
});
