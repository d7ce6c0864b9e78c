import * as assert from 'node:assert/strict';
import { digestOf, isNews } from '../../../../src/core/digest/digest';
import type { DigestLine, DigestTask } from '../../../../src/core/digest/digestLine';
import { digestPage } from '../../../../src/core/digest/digestPage';
import { digestSummary } from '../../../../src/core/digest/digestWords';
import { sinceTime } from '../../../../src/core/digest/sinceTime';
import { english } from '../../../../src/core/translate';
import { viewTask } from '../../../../src/core/views/taskView';
import { EntryBody, EventBody, type TaskId } from '../../../../src/protocol';
import { workspace, task as plainTask } from '../views';

const before = '2026-11-22T20:00:00.000Z';
const span = { since: '2026-11-22T22:00:00.000Z', until: '2026-11-23T07:00:00.000Z' };
const during = '2026-11-23T03:00:00.000Z';
const object = 'c'.repeat(40);
const receipt = { command: 'npm test', exitCode: 0, durationMs: 5, tree: object, sandboxed: true };
const ready = { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: false, fence: 1 };
const prompt = { type: 'user.message', text: 'Fix it.', source: 'prompt' };
const ask = { type: 'model.request', turn: 1, attempt: 1, model: { provider: 'anthropic', name: 'm' } };
const verified = { type: 'finished', outcome: { kind: 'verified', receipt } };

let made = 0;

/** A task whose journals hold these, all of them written at `at` but the first three of each. */
function taskOf(title: string, bodies: readonly unknown[], entries: readonly unknown[] = [], at = during): DigestTask {
  made += 1;
  const id = `01JD00000000000000000000${String(made).padStart(2, '0')}` as TaskId;
  const events = [ready, prompt, ask, ...bodies].map((body, index) => ({
    v: 1 as const,
    seq: index + 1,
    taskId: id,
    at: index < 3 ? before : at,
    ...EventBody.parse(body),
  }));
  const created = { type: 'created', task: { ...plainTask, id, title } };
  const lines = [created, { type: 'prepared', workspace }, ...entries].map((body, index) => ({
    v: 1 as const,
    seq: index + 1,
    at: index < 2 ? before : at,
    ...EntryBody.parse(body),
  }));
  const view = viewTask(lines, events, true);
  assert.ok(view !== null);
  return { view, entries: lines, events };
}

const question = { kind: 'question', requestId: 'r1', callId: 'c1', question: 'Which port?', options: [] };
const approval = {
  kind: 'approval',
  requestId: 'r2',
  callId: 'c2',
  digest: 'd',
  effect: 'network',
  command: 'npm install left-pad',
  facts: [],
};

const cases: readonly [
  string,
  DigestTask,
  [DigestLine['section'], string, DigestLine['evidence']['journal'], number][],
][] = [
  [
    'what is complete and verified',
    taskOf('A', [verified]),
    [['complete', 'A is complete: npm test, exit 0.', 'events', 4]],
  ],
  [
    'what is complete and unverified',
    taskOf('A', [{ type: 'finished', outcome: { kind: 'unverified' } }]),
    [['complete', 'A is complete: finished, unverified.', 'events', 4]],
  ],
  [
    'what failed, and why',
    taskOf('A', [
      {
        type: 'finished',
        outcome: {
          kind: 'failed',
          error: { domain: 'task', reason: 'setup-failed', message: 'npm ci exited 1.', audience: 'user' },
        },
      },
    ]),
    [['failed', 'A failed: npm ci exited 1.', 'events', 4]],
  ],
  ['what could not even begin', beginningFailed(), [['failed', 'A failed: The disk is full.', 'task', 3]]],
  [
    'what waits, also from before',
    taskOf('A', [{ type: 'question', request: question }], [], before),
    [['waiting', 'A waits: Which port?', 'events', 4]],
  ],
  [
    'what was decided, by whom',
    taskOf(
      'A',
      [
        { type: 'approval.request', request: approval },
        { type: 'answer', requestId: 'r2', decision: { kind: 'deny' }, by: 'policy' },
        {
          type: 'tool.intent',
          callId: 'c3',
          tool: 'shell',
          input: '{"command":"git push"}',
          effect: 'execute',
          allowedBy: 'rule',
        },
        { type: 'model.changed', model: { provider: 'openai', name: 'gpt' } },
      ],
      [{ type: 'discarded' }],
    ),
    [
      ['decisions', 'A: denied: npm install left-pad. Nobody was asked: the task was told so beforehand.', 'events', 5],
      ['decisions', 'A goes on with gpt.', 'events', 7],
      ['decisions', 'A: a rule let this run unasked: Ran git push.', 'events', 6],
      ['decisions', 'A was discarded; it can be restored for 30 days.', 'task', 3],
    ],
  ],
  [
    'what is risky',
    taskOf('A', [
      {
        type: 'tests.weakened',
        tree: object,
        findings: [
          { kind: 'skipped-test', path: 'test/a.test.js', line: 3, text: 'it.skip' },
          { kind: 'changed-expectation', path: 'test/a.test.js', line: 5, text: '2' },
        ],
      },
      { type: 'control.changed', before: object, wanted: object, changes: [{ path: '.envrc', verb: 'write' }] },
      { type: 'secret.withheld', paths: ['.env.copy'] },
      {
        type: 'network.used',
        source: 'c3',
        more: 0,
        hosts: [
          { host: 'packages.example.org', port: 443, times: 2 },
          { host: 'evil.example', port: 443, times: 1, blocked: 'unlisted' },
        ],
      },
      { type: 'ready', sandbox: { kind: 'none', reason: 'bubblewrap is not installed.' }, resumed: true, fence: 2 },
    ]),
    [
      ['risks', 'A: 1 test weakened: skipped test in test/a.test.js:3.', 'events', 4],
      ['risks', 'A: a command changed files that editors, shells or agents obey: .envrc.', 'events', 5],
      ['risks', 'A: not kept, because they hold a secret: .env.copy.', 'events', 6],
      ['risks', 'A ran commands without a sandbox: bubblewrap is not installed.', 'events', 8],
      ['risks', 'A: commands reached packages.example.org.', 'events', 7],
      ['risks', 'A: commands were kept from reaching evil.example.', 'events', 7],
    ],
  ],
  [
    'what was used',
    taskOf('A', [
      { type: 'usage', usage: { input: 1000, output: 200, cacheRead: 0, cacheWrite: 0 }, cost: 120_000 },
      { type: 'usage', usage: { input: 300, output: 0, cacheRead: 0, cacheWrite: 0 }, cost: 30_000 },
    ]),
    [['costs', 'A used 1.5k tokens, $0.15.', 'events', 5]],
  ],
  ['nothing of what happened before or will be later', taskOf('A', [verified], [], before), []],
  ['nothing of a task at work', taskOf('A', []), []],
];

function beginningFailed(): DigestTask {
  const task = taskOf('A', []);
  const failed = EntryBody.parse({
    type: 'prepare.failed',
    error: { domain: 'git', reason: 'failed', message: 'The disk is full.', audience: 'user' },
  });
  const entries = [...task.entries.slice(0, 2), { v: 1 as const, seq: 3, at: during, ...failed }];
  const failedView = viewTask(entries, [], true);
  assert.ok(failedView !== null);
  return { view: failedView, entries, events: [] };
}

describe('a digest', () => {
  for (const [what, task, expected] of cases) {
    it(`tells ${what}`, () => {
      const { lines } = digestOf([task], span, english);
      assert.deepEqual(
        lines.map(({ section, text, evidence }) => [section, text, evidence.journal, evidence.seq]),
        expected,
      );
    });
  }

  it('has each sentence resolved by a line of the journals that was written in the span, or that asked', () => {
    const tasks = cases.map(([, task]) => task);
    const { lines } = digestOf(tasks, span, english);
    assert.ok(lines.length > 15);
    for (const { text, evidence, section } of lines) {
      const task = tasks.find(({ view }) => view.task.id === evidence.taskId);
      const journal = evidence.journal === 'events' ? task?.events : task?.entries;
      const line = journal?.find(({ seq }) => seq === evidence.seq);
      assert.ok(line !== undefined, text);
      assert.ok(section === 'waiting' || line.at === during, text);
    }
  });

  it('sums up in one sentence, and is no news when nothing but old questions is in it', () => {
    const digest = digestOf(
      cases.map(([, task]) => task),
      span,
      english,
    );
    assert.equal(digestSummary(digest, english), '2 complete, 2 failed, 1 waits for you, 4 decided, 6 to look at');
    assert.equal(isNews(digest), true);
    assert.equal(isNews({ ...digest, lines: digest.lines.filter(({ section }) => section === 'waiting') }), false);
  });

  it('is a page in which each sentence is a link, and nothing that others wrote is more than text', () => {
    const evil = taskOf('<img src=x onerror=alert(1)>', [verified]);
    const page = digestPage(digestOf([evil], span, english), {
      t: english,
      when: (at) => at,
      link: ({ seq }) => `command:show?"${seq}"`,
      language: 'en',
    });
    assert.match(page, /<a href="command:show\?&quot;4&quot;">&lt;img src=x onerror=alert\(1\)&gt; is complete/);
    assert.match(page, /default-src 'none'; style-src 'unsafe-inline'/);
    assert.ok(!page.includes('<img') && !page.includes('<script'));
  });
});

describe('since when a digest tells', () => {
  it('is a span before now or a date', () => {
    const now = new Date('2026-11-23T10:00:00.000Z');
    assert.deepEqual(
      ['90m', '8h', '2d', '2026-11-20', '2026-11-20T08:00:00Z', 'yesterday', '', '5', '2026-99-99'].map(
        (text) => sinceTime(text, now)?.toISOString() ?? null,
      ),
      [
        '2026-11-23T08:30:00.000Z',
        '2026-11-23T02:00:00.000Z',
        '2026-11-21T10:00:00.000Z',
        '2026-11-20T00:00:00.000Z',
        '2026-11-20T08:00:00.000Z',
        null,
        null,
        null,
        null,
      ],
    );
  });
});
