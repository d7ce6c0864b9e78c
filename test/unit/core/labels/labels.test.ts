import * as assert from 'node:assert/strict';
import { countsLabel, liveCountsLabel } from '../../../../src/core/labels/countsLabel';
import {
  durationLabel,
  filesLabel,
  noticeLabel,
  receiptLabel,
  reasonLabel,
  requestTitle,
  stepLabel,
  bytesLabel,
  stateLabel,
} from '../../../../src/core/labels/labels';
import { usageLabel } from '../../../../src/core/budget/usageLabel';
import { tenseOf, toolLabel } from '../../../../src/core/labels/toolLabels';
import { english } from '../../../../src/core/translate';
import { ObjectName, Receipt, RequestId, TaskState, type ToolOutcome } from '../../../../src/protocol';
import { taskView } from '../views';

const tree = ObjectName.parse('a'.repeat(40));
const green: Receipt = {
  command: 'npm test',
  exitCode: 0,
  counts: { runner: 'node:test', passed: 47, failed: 0 },
  durationMs: 2100,
  tree,
  sandboxed: true,
};
const red: Receipt = { ...green, exitCode: 1, counts: { runner: 'mocha', passed: 45, failed: 2, skipped: 1 } };

describe('labels', () => {
  it('names the first failed test of a red check', () => {
    const first = { name: 'sum carries', file: 'test/sum.test.js', line: 5 };
    const named: Receipt[] = [
      { ...red, failures: [first, { name: 'sum adds' }] },
      { ...red, counts: { runner: 'mocha', passed: 45, failed: 1 }, failures: [first] },
      { command: 'npm test', exitCode: 1, durationMs: 1, tree, sandboxed: true, failures: [first] },
      red,
      { ...green, exitCode: 1 },
    ];
    const states = named.map((one): TaskState => ({
      kind: 'waiting',
      request: { kind: 'red-check', requestId: RequestId.parse('r1'), receipt: one },
    }));
    assert.deepEqual(
      states.map((state) => stateLabel(state, english)),
      [
        'Waiting: 2 failing: sum carries…',
        'Waiting: 1 failing: sum carries',
        'Waiting: 1 failing: sum carries',
        'Waiting: still 2 failing: npm test',
        'Waiting: still failing: npm test, exit 1, 47 passed',
      ],
    );
  });

  it('says the status with its reason', () => {
    const labels = [
      { kind: 'queued' },
      { kind: 'preparing', step: 'Copying node_modules (812 MB)' },
      { kind: 'running', progress: null },
      {
        kind: 'waiting',
        request: {
          kind: 'approval',
          requestId: 'r1',
          callId: 'c1',
          digest: 'd',
          effect: 'command',
          command: 'npm  install\n left-pad',
          facts: [],
        },
      },
      { kind: 'waiting', request: { kind: 'red-check', requestId: 'r1', receipt: red } },
      { kind: 'waiting', request: { kind: 'limit', requestId: 'r1', turns: 50 } },
      {
        kind: 'waiting',
        request: {
          kind: 'stalled',
          requestId: 'r1',
          stall: { kind: 'repeated', tool: 'read_file', input: '{"path":"a.ts"}', times: 4 },
        },
      },
      { kind: 'waiting', request: { kind: 'stalled', requestId: 'r1', stall: { kind: 'idle', turns: 8 } } },
      { kind: 'complete', result: { kind: 'verified', receipt: green } },
      { kind: 'complete', result: { kind: 'unverified' } },
      { kind: 'complete', result: { kind: 'verified', receipt: green, weakened: 2 } },
      { kind: 'complete', result: { kind: 'unverified', weakened: 1, suppressed: 2 } },
      { kind: 'complete', result: { kind: 'taken', receipt: red } },
      { kind: 'failed', error: { domain: 'git', reason: 'failed', message: 'npm ci exited 1.', audience: 'user' } },
      { kind: 'stopped', by: 'user' },
    ].map((state) => stateLabel(TaskState.parse(state), english));
    assert.deepEqual(labels, [
      'Queued: starts when a place is free',
      'Preparing: Copying node_modules (812 MB)',
      'Running: Working',
      'Waiting: approve: npm install left-pad',
      'Waiting: still 2 failing: npm test',
      'Waiting: 50 turns used, go on?',
      'Waiting: no progress, 4 times the same: Read a.ts, go on?',
      'Waiting: no progress in 8 turns, go on?',
      'Complete (verified): npm test, 47 passed',
      'Complete (finished, unverified)',
      'Complete (verified, 2 tests weakened): npm test, 47 passed',
      'Complete (finished, unverified, 1 test weakened, 2 lint suppressions added)',
      'Complete (taken as it is): npm test, exit 1, 2 failed, 45 passed, 1 skipped',
      'Failed: npm ci exited 1',
      'Stopped: by you',
    ]);
  });

  it('says the current step', () => {
    const counts = { runner: 'node:test' as const, passed: 31, failed: 2, total: 47 };
    assert.deepEqual(
      [
        stepLabel({ kind: 'thinking', turn: 3 }, english),
        stepLabel({ kind: 'tool', tool: 'read_file', input: '{"path":"src/a.ts"}' }, english),
        stepLabel({ kind: 'tool', tool: 'shell', input: '{"command":"npm test"}', counts }, english),
        stepLabel({ kind: 'checking', command: 'npm test', round: 1 }, english),
        stepLabel({ kind: 'checking', command: 'npm test', round: 1, counts: { ...counts, failed: 0 } }, english),
      ],
      [
        'Waiting for the model, turn 3',
        'Reading src/a.ts',
        'Running tests — 31/47 passing, 2 failing',
        'Checking with npm test',
        'Running tests — 31/47 passing',
      ],
    );
  });

  it('reads tool calls that are not well formed', () => {
    assert.deepEqual(
      [
        toolLabel('edit_file', '{"path": "src/', 'done', english).text,
        toolLabel('launch_rocket', '[1]', 'now', english).text,
        toolLabel('apply_patch', '{"patch":"*** Update File: a.ts\\n-x"}', 'done', english).text,
        toolLabel('apply_patch', '{"patch":"--- a/a.ts\\n+++ b/a.ts\\n--- /dev/null\\n+++ b/b.ts"}', 'now', english)
          .text,
        toolLabel('apply_patch', '{"patch":5}', 'now', english).text,
        toolLabel('search', '{"pattern":"free\\nship"}', 'done', english),
        toolLabel('list_files', '{}', 'done', english),
        toolLabel('list_files', '{"path":"src"}', 'now', english).text,
      ],
      [
        'Edited',
        'launch_rocket',
        'Patched a.ts',
        'Patching a.ts and 1 more',
        'Patching',
        { verb: 'Searched', object: 'free ship', text: 'Searched free ship' },
        { verb: 'Listed the top folder', object: '', text: 'Listed the top folder' },
        'Listing src',
      ],
    );
  });

  it('says of a call that did nothing that it was not done, whatever kept it from that', () => {
    const said = (outcome: ToolOutcome | 'running', exitCode?: number | null) =>
      toolLabel('shell_network', '{"command":"npm i"}', tenseOf({ outcome, exitCode }), english).text;
    assert.deepEqual(
      [said('running'), said('ok', 0), said('error', 1), said('error', null), said('error'), said('denied')],
      [
        'Running npm i',
        'Ran with network npm i',
        'Ran with network npm i',
        'Ran with network npm i',
        'Did not run with network npm i',
        'Did not run with network npm i',
      ],
    );
    assert.equal(toolLabel('launch_rocket', '{}', 'not', english).text, 'Did not do: launch_rocket');
  });

  it('counts tests, files, tokens, bytes and time', () => {
    assert.equal(countsLabel({ runner: 'mocha', passed: 0, failed: 0 }, english), 'no test ran');
    assert.equal(countsLabel({ runner: 'mocha', passed: 0, failed: 0, skipped: 2 }, english), '0 passed, 2 skipped');
    assert.equal(liveCountsLabel({ runner: 'mocha', passed: 3, failed: 0 }, english), '3 passing');
    assert.equal(
      receiptLabel({ ...green, exitCode: null, ended: 'was ended after 30 min' }, english),
      'npm test, was ended after 30 min, 47 passed',
    );
    assert.equal(
      filesLabel(
        [
          { path: 'a', status: 'added', added: 48, removed: 7 },
          { path: 'b.png', status: 'modified', added: null, removed: null },
        ],
        english,
      ),
      '2 files +48 −7',
    );
    assert.equal(
      usageLabel({ input: 10, output: 1234, cacheRead: 120_000, cacheWrite: 0 }, english),
      '120k tokens in, 99% from its cache, 1.2k out',
    );
    assert.deepEqual([0, 999, 1000, 812_000_000, 1_500_000_000_000].map(bytesLabel), [
      '0 B',
      '999 B',
      '1 kB',
      '812 MB',
      '1.5 TB',
    ]);
    assert.deepEqual(
      [400, 12_000, 240_000, 4_320_000].map((ms) => durationLabel(ms, english)),
      ['0.4 s', '12 s', '4 min', '1 h 12 min'],
    );
  });

  it('names what an approval allows', () => {
    const request = {
      kind: 'approval' as const,
      requestId: 'r' as never,
      callId: 'c' as never,
      digest: 'd',
      command: 'curl x',
      facts: [],
    };
    assert.deepEqual(
      [
        requestTitle(
          { ...request, effect: 'command' },
          { kind: 'none', reason: 'bubblewrap is not installed' },
          english,
        ),
        requestTitle({ ...request, effect: 'network' }, { kind: 'bubblewrap' }, english),
      ],
      ['Run a command outside a sandbox', 'Run a command with network access'],
    );
    assert.equal(
      reasonLabel({ kind: 'stopped', by: 'interrupted' }, english),
      'interrupted, goes on when its repository is opened',
    );
  });
});

describe('a notification', () => {
  const notice = (state: unknown) => noticeLabel(taskView({ state: TaskState.parse(state) }), english);
  const approval = { kind: 'approval', requestId: 'r1', callId: 'c1', digest: 'd', facts: [] };

  it('is one sentence with what matters', () => {
    const states = [
      { kind: 'waiting', request: { ...approval, effect: 'command', command: 'npm test' } },
      { kind: 'waiting', request: { ...approval, effect: 'network', command: 'npm install left-pad' } },
      {
        kind: 'waiting',
        request: { kind: 'question', requestId: 'r1', callId: 'c1', question: 'Du or Sie?', options: [] },
      },
      { kind: 'waiting', request: { kind: 'red-check', requestId: 'r1', receipt: red } },
      { kind: 'complete', result: { kind: 'verified', receipt: green } },
      { kind: 'complete', result: { kind: 'unverified' } },
      { kind: 'failed', error: { domain: 'git', reason: 'failed', message: 'npm ci exited 1.', audience: 'user' } },
      { kind: 'running', progress: null },
    ];
    assert.deepEqual(states.map(notice), [
      'Ship orders of exactly 50.00 free waits: run "npm test"?',
      'Ship orders of exactly 50.00 free waits: run "npm install left-pad" with network access?',
      'Ship orders of exactly 50.00 free waits: Du or Sie?',
      'Ship orders of exactly 50.00 free waits: still 2 failing: npm test.',
      'Ship orders of exactly 50.00 free is complete: npm test, 47 passed.',
      'Ship orders of exactly 50.00 free is complete: finished, unverified.',
      'Ship orders of exactly 50.00 free failed: npm ci exited 1.',
      null,
    ]);
  });
});
