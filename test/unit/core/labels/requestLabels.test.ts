import * as assert from 'node:assert/strict';
import { noticeLabel, requestLabel, requestTitle, stateLabel, stepLabel } from '../../../../src/core/labels/labels';
import { english } from '../../../../src/core/translate';
import { Progress, Request, TaskState } from '../../../../src/protocol';
import { taskView } from '../views';

const approval = { kind: 'approval', requestId: 'r1', callId: 'c1', digest: 'd', facts: [] };
const none = { kind: 'none', reason: 'bubblewrap is not installed' } as const;
const bubblewrap = { kind: 'bubblewrap' } as const;
const error = { domain: 'model', reason: 'overloaded', message: 'The provider is overloaded.', audience: 'user' };

describe('what a task waits for', () => {
  it('is said in a row, in a notification and on a card, each in its own form', () => {
    const failures = [{ name: 'adds up' }, { name: 'carries' }];
    const receipt = {
      command: 'npm test',
      exitCode: 1,
      durationMs: 1,
      tree: 'a'.repeat(40),
      sandboxed: true,
      failures,
    };
    const requests = [
      { ...approval, effect: 'file', command: 'write .vscode/tasks.json' },
      { kind: 'question', requestId: 'r1', callId: 'c1', question: 'Du or\nSie?', options: [] },
      { kind: 'red-check', requestId: 'r1', receipt },
      { kind: 'limit', requestId: 'r1', turns: 50 },
      { kind: 'stalled', requestId: 'r1', stall: { kind: 'idle', turns: 8 } },
      { kind: 'window', requestId: 'r1' },
      { kind: 'plan', requestId: 'r1', callId: 'c1', text: '---\n\n## Round *half* up\n\n1. Look' },
    ].map((request) => Request.parse(request));
    const said = requests.map((request) => [
      requestLabel(request, english),
      noticeLabel(taskView({ state: { kind: 'waiting', request } }), english)?.replace(/^.* waits: /, ''),
      requestTitle(request, none, english),
    ]);
    assert.deepEqual(said, [
      ['approve: write .vscode/tasks.json', 'write .vscode/tasks.json?', 'Change a file that needs your consent'],
      ['answer: Du or Sie?', 'Du or Sie?', 'The agent asks'],
      ['2 failing: adds up…', '2 failing: adds up…', 'The check still fails'],
      ['50 turns used, go on?', '50 turns used, go on?', 'The limit of turns is reached'],
      ['no progress in 8 turns, go on?', 'no progress in 8 turns, go on?', 'The agent makes no progress'],
      ['needs an open window of VS Code', 'needs an open window of VS Code.', 'It needs an open window of VS Code'],
      ['approve the plan: Round *half* up', 'approve its plan?', 'The agent proposes a plan'],
    ]);
  });

  it('says on the card of a command what keeps it apart', () => {
    const titles = (['command', 'network'] as const).flatMap((effect) =>
      [bubblewrap, none, null].map((sandbox) =>
        requestTitle(Request.parse({ ...approval, effect, command: 'curl x' }), sandbox, english),
      ),
    );
    assert.deepEqual(titles, [
      'Run a command',
      'Run a command outside a sandbox',
      'Run a command outside a sandbox',
      'Run a command with network access',
      'Run a command with network access, unsandboxed',
      'Run a command with network access, unsandboxed',
    ]);
    const network = Request.parse({ ...approval, effect: 'network', command: 'curl x' });
    assert.equal(requestLabel(network, english), 'approve with network: curl x');
  });
});

describe('the status of a task', () => {
  it('says why it goes on without an answer', () => {
    const steps = [{ kind: 'compacting' }, { kind: 'retrying', attempt: 2, delayMs: 4000, error }];
    assert.deepEqual(
      steps.map((step) => stepLabel(Progress.parse(step), english)),
      ['Summing up the conversation to make room', 'Asking the model again in 4 s: The provider is overloaded.'],
    );
  });

  it('never calls a result verified that is not', () => {
    const results = [{ kind: 'answered' }, { kind: 'taken' }, { kind: 'taken', weakened: 1 }, { kind: 'unverified' }];
    const states = results.map((result) => TaskState.parse({ kind: 'complete', result }));
    assert.deepEqual(
      states.map((state) => stateLabel(state, english)),
      [
        'Complete (answered)',
        'Complete (taken as it is)',
        'Complete (taken as it is, 1 test weakened)',
        'Complete (finished, unverified)',
      ],
    );
    assert.deepEqual(
      states.map((state) => noticeLabel(taskView({ state }), english)?.replace(/^.* is complete: /, '')),
      [
        'answered.',
        'taken as it is, unverified.',
        'taken as it is, unverified, 1 test weakened.',
        'finished, unverified.',
      ],
    );
  });
});
