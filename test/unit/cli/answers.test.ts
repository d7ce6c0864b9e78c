import * as assert from 'node:assert/strict';
import { readDecision } from '../../../src/cli/launch/resumeTask';
import { exitStatusOf } from '../../../src/cli/lines/exitStatus';
import { viewTask } from '../../../src/core/views/taskView';
import type { EntryBody, EventBody, Request } from '../../../src/protocol';
import { appJournal, callId, commit, journal, receipt, requestId, task } from '../core/journal';

const approval: Request = {
  kind: 'approval',
  requestId: requestId('a'),
  callId: callId('1'),
  digest: 'd',
  effect: 'command',
  command: 'rm -r build',
  facts: [],
};
const network: Request = {
  ...approval,
  effect: 'network',
  reach: { writes: [], hosts: ['a.example'], reversible: 'unknown' },
};
const question: Request = {
  kind: 'question',
  requestId: requestId('q'),
  callId: callId('2'),
  question: 'Which?',
  options: [],
};
const redCheck: Request = { kind: 'red-check', requestId: requestId('r'), receipt: receipt(1) };
const plan: Request = { kind: 'plan', requestId: requestId('p'), callId: callId('3'), text: 'Write a.' };
const limit: Request = { kind: 'limit', requestId: requestId('l'), turns: 5 };

const stalled: Request = { kind: 'stalled', requestId: requestId('s'), stall: { kind: 'idle', turns: 8 } };

describe('readDecision', () => {
  it('reads the answers that fit', () => {
    const cases: [Request, string, string | undefined, object][] = [
      [approval, 'allow', undefined, { kind: 'allow' }],
      [approval, 'deny', undefined, { kind: 'deny' }],
      [approval, 'deny', 'not the build', { kind: 'deny', note: 'not the build' }],
      [network, 'allow-for-task', undefined, { kind: 'allow', hosts: 'task' }],
      [network, 'allow-for-repository', undefined, { kind: 'allow', hosts: 'repository' }],
      [question, '', 'The first one', { kind: 'reply', text: 'The first one' }],
      [{ ...question, options: ['one of', 'two'] }, 'two', undefined, { kind: 'reply', text: 'two' }],
      [redCheck, 'continue', undefined, { kind: 'continue' }],
      [redCheck, 'continue', 'look at the clock', { kind: 'continue', text: 'look at the clock' }],
      [redCheck, 'take', undefined, { kind: 'take' }],
      [limit, 'discard', undefined, { kind: 'discard' }],
      [plan, 'approve', undefined, { kind: 'approve', text: 'Write a.' }],
      [plan, 'approve', 'Write b.', { kind: 'approve', text: 'Write b.' }],
      [plan, '', 'Why a?', { kind: 'reply', text: 'Why a?' }],
      [stalled, 'continue', 'try b', { kind: 'continue', text: 'try b' }],
      [stalled, 'take', undefined, { kind: 'take' }],
    ];
    for (const [request, word, text, decision] of cases) {
      assert.deepEqual(readDecision(word, text, request), decision);
    }
  });

  it('refuses those that do not, and says which ones do', () => {
    const cases: [Request, string, string][] = [
      [approval, 'continue', '“continue” is no answer to this. Possible: allow, deny, discard.'],
      [network, 'x', '“x” is no answer to this. Possible: allow, allow-for-task, allow-for-repository, deny, discard.'],
      [approval, 'allow-for-task', '“allow-for-task” is no answer to this. Possible: allow, deny, discard.'],
      [question, 'allow', '“allow” is no answer to this. Possible: --text "…", discard.'],
      [plan, 'allow', '“allow” is no answer to this. Possible: approve, --text "…", discard.'],
      [stalled, 'allow', '“allow” is no answer to this. Possible: continue, take, discard.'],
      [limit, 'yes', '“yes” is no answer to this. Possible: continue, take, discard.'],
      [approval, '', '“--text” is no answer to this. Possible: allow, deny, discard.'],
      [limit, 'constructor', '“constructor” is no answer to this. Possible: continue, take, discard.'],
    ];
    for (const [request, word, message] of cases) {
      assert.throws(() => readDecision(word, 'text', request), { name: 'Error', message });
    }
  });
});

describe('exitStatusOf', () => {
  const statusAfter = (...events: EventBody[]): number => {
    const workspace = {
      repos: [
        {
          root: '/repo',
          commonDir: '/repo/.git',
          worktree: '/w',
          gitDir: '/g',
          branch: 'agents/x',
          head: null,
          headName: 'main',
          snapshot: commit,
          uncommitted: 0,
        },
      ],
      carried: [],
    } satisfies Extract<EntryBody, { type: 'prepared' }>['workspace'];
    const entries = appJournal([
      { type: 'created', task },
      { type: 'prepared', workspace },
    ]);
    const view = viewTask(entries, journal(events), true);
    assert.ok(view);
    return exitStatusOf(view);
  };
  const error = { domain: 'task', reason: 'unexpected', message: 'Broken.', audience: 'user' } as const;

  it('tells a shell how a task ended', () => {
    assert.deepEqual(
      [
        statusAfter({ type: 'finished', outcome: { kind: 'verified', receipt: receipt(0) } }),
        statusAfter({ type: 'finished', outcome: { kind: 'unverified' } }),
        statusAfter({ type: 'finished', outcome: { kind: 'taken' } }),
        statusAfter({ type: 'finished', outcome: { kind: 'taken', receipt: receipt(1) } }),
        statusAfter({ type: 'finished', outcome: { kind: 'failed', error } }),
        statusAfter({ type: 'finished', outcome: { kind: 'stopped' } }),
        statusAfter({ type: 'approval.request', request: approval }),
        statusAfter({ type: 'question', request: redCheck }),
        statusAfter({ type: 'question', request: limit }),
        statusAfter({ type: 'question', request: stalled }),
      ],
      [0, 0, 0, 3, 1, 1, 2, 3, 2, 2],
    );
  });
});
