import * as assert from 'node:assert/strict';
import { givenLabel } from '../../../../src/core/secrets/secretLabels';
import { diagnosedLabel } from '../../../../src/core/problems/problemLabels';
import { foldRows, foldTranscript } from '../../../../src/core/views/transcript';
import { emptyTranscript } from '../../../../src/core/views/transcriptFold';
import type { TranscriptItem } from '../../../../src/core/views/transcriptItems';
import { english } from '../../../../src/core/translate';
import { EventBody, RunnerEvent, TaskId } from '../../../../src/protocol';

const taskId = TaskId.parse('01JD0000000000000000000001');

function itemsOf(list: readonly RunnerEvent[]): readonly TranscriptItem[] {
  return foldTranscript(emptyTranscript, list).items;
}

function events(...bodies: unknown[]): RunnerEvent[] {
  return bodies.map((body, index) => ({
    v: 1,
    seq: index + 1,
    taskId,
    at: '2026-11-23T10:00:00.000Z',
    ...EventBody.parse(body),
  }));
}

const read = (callId: string, path: string) => [
  { type: 'tool.intent', callId, tool: 'read_file', input: JSON.stringify({ path }), effect: 'read' },
  { type: 'tool.result', callId, tool: 'read_file', outcome: 'ok', text: 'content' },
];

describe('the transcript', () => {
  it('shows a call, its output and its result as one item', () => {
    const items = itemsOf(
      events(
        { type: 'tool.intent', callId: 'c1', tool: 'shell', input: '{"command":"npm test"}', effect: 'execute' },
        { type: 'tool.output', callId: 'c1', bytes: 12 },
        {
          type: 'tool.result',
          callId: 'c1',
          tool: 'shell',
          outcome: 'error',
          text: 'exit 1',
          exitCode: 1,
          durationMs: 820,
        },
      ),
    );
    assert.deepEqual(items, [
      {
        kind: 'tool',
        key: 'c1',
        tool: 'shell',
        input: '{"command":"npm test"}',
        outcome: 'error',
        text: 'exit 1',
        exitCode: 1,
        durationMs: 820,
        lines: undefined,
        hasOutput: true,
      },
    ]);
  });

  it('shows the hosts of a command with its call or setup, the last word on them', () => {
    const blocked = { host: 'b.example', port: 443, blocked: 'unlisted', times: 1 };
    const used = (source: string, ...hosts: unknown[]) => ({ type: 'network.used', source, hosts, more: 0 });
    const step = { setupId: 's1', kind: 'install', of: 1, step: 1, command: 'npm ci' };
    const items = itemsOf(
      events(
        { type: 'tool.intent', callId: 'c1', tool: 'shell_network', input: '{}', effect: 'execute' },
        used('c1', { host: 'a.example', port: 443, times: 1 }),
        used('c1', { host: 'a.example', port: 443, times: 3 }, blocked),
        { type: 'setup.step', ...step },
        used('s1', blocked),
        used('unknown', blocked),
        { type: 'setup.result', ...step, outcome: 'failed', tail: '' },
      ),
    );
    assert.deepEqual(
      items.map((item) => ('network' in item ? item.network : null)),
      [
        { hosts: [{ host: 'a.example', port: 443, times: 3 }, blocked], more: 0 },
        { hosts: [blocked], more: 0 },
      ],
    );
  });

  it('folds reads in a row and lets anything else part them', () => {
    const list = events(
      ...read('c1', 'a'),
      ...read('c2', 'b'),
      { type: 'message.end', messageId: 'm1', text: 'Now the rest.', calls: [], stop: 'tools' },
      ...read('c3', 'c'),
    );
    const rows = foldRows(itemsOf(list));
    assert.deepEqual(
      rows.map((row) => (row.kind === 'reads' ? row.items.map(({ key }) => key) : row.kind)),
      [['c1', 'c2'], 'agent', 'tool'],
    );
  });

  it('folds retries in a row into one that counts, with what the last one was for', () => {
    const retry = (attempt: number) => ({
      ...{ type: 'retry', attempt, delayMs: 1 },
      error: { domain: 'model', reason: 'overloaded', message: `No answer ${attempt}.`, audience: 'user' },
    });
    const said = { type: 'message.end', messageId: 'm', text: 'Here.', calls: [], stop: 'end' };
    const rows = foldRows(itemsOf(events(retry(1), retry(2), retry(3), said, retry(1))));
    assert.deepEqual(
      rows.map((row) => (row.kind === 'retries' ? [row.key, ...row.items.map(({ message }) => message)] : row.kind)),
      [['retries-e1', 'No answer 1.', 'No answer 2.', 'No answer 3.'], 'agent', 'retry'],
    );
  });

  it('calls no interruption what goes on after it was complete', () => {
    const ready = { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: true, fence: 1 };
    const message = { type: 'user.message', text: 'And the rest', source: 'user' };
    const kinds = (outcome: unknown) =>
      itemsOf(events({ type: 'finished', outcome }, ready, message)).map(({ kind }) => kind);
    assert.deepEqual(kinds({ kind: 'unverified' }), ['outcome', 'user']);
    assert.deepEqual(kinds({ kind: 'stopped' }), ['outcome', 'started', 'user']);
  });

  it('gives the same items in one fold and in many', () => {
    const list = events(
      { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: false, fence: 1 },
      { type: 'user.message', text: 'Fix it', source: 'prompt' },
      ...read('c1', 'a'),
      { type: 'check.start', checkId: 'k1', round: 1, command: 'npm test', tree: 'a'.repeat(40) },
      { type: 'finished', outcome: { kind: 'stopped' } },
    );
    const oneByOne = list.reduce((before, event) => foldTranscript(before, [event]), emptyTranscript);
    assert.deepEqual(oneByOne.items, itemsOf(list));
  });

  it('shows a result whose beginning is not here', () => {
    const [, result] = events(...read('c1', 'a'));
    assert.ok(result !== undefined);
    const [item] = itemsOf([result]);
    assert.equal(item?.kind === 'tool' ? `${item.tool} ${item.outcome} ${item.input}` : '', 'read_file ok ');
  });

  it('puts the answer to the request it answers', () => {
    const request = { kind: 'limit', requestId: 'r1', turns: 50 };
    const items = itemsOf(
      events(
        { type: 'question', request },
        { type: 'answer', requestId: 'r1', decision: { kind: 'continue' } },
        { type: 'answer', requestId: 'other', decision: { kind: 'take' } },
      ),
    );
    assert.deepEqual(items, [{ kind: 'request', key: 'r1', request, decision: { kind: 'continue' } }]);
  });

  it('shows a queued message until it is delivered, and keeps it where it was withdrawn', () => {
    const items = itemsOf(
      events(
        { type: 'message.queued', text: 'First', when: 'queue' },
        { type: 'message.queued', text: 'Second', when: 'queue' },
        { type: 'message.moved', queuedSeq: 2, beforeSeq: 1 },
        { type: 'message.reworded', queuedSeq: 2, text: 'Second, or not' },
        { type: 'message.withdrawn', queuedSeq: 2 },
        { type: 'user.message', text: 'First', source: 'user', queuedSeq: 1 },
        { type: 'user.message', text: 'Third', source: 'user', queuedSeq: 99 },
      ),
    );
    assert.deepEqual(items, [
      { kind: 'queued', key: 'e2', text: 'Second, or not', isWithdrawn: true },
      { kind: 'user', key: 'e6', text: 'First', source: 'user' },
      { kind: 'user', key: 'e7', text: 'Third', source: 'user' },
    ]);
  });

  it('shows what the agent says at its end in its own words', () => {
    const finish = (callId: string, input: string) => ({
      type: 'tool.intent',
      callId,
      tool: 'finish',
      input,
      effect: 'interact',
    });
    const items = itemsOf(events(finish('c1', '{"summary":"It rounds up."}'), finish('c2', '{')));
    assert.deepEqual(
      items.map((item) => [item.kind, item.key]),
      [
        ['agent', 'c1'],
        ['tool', 'c2'],
      ],
    );
  });

  it('says in one row which rules apply from a point on, and what is wrong with others', () => {
    const problem = { path: 'a.mdc', line: 1, message: 'Broken.', isBroken: true };
    const always = { path: 'AGENTS.md', why: { kind: 'always' }, tokens: 3 };
    const leftOut = { path: 'CLAUDE.md', sameAs: 'AGENTS.md', tokens: 3 };
    const named = { path: 'b.mdc', why: { kind: 'named', name: 'b' }, tokens: 5 };
    const map = { text: 'Map', shown: 1, read: 2, total: 3 };
    const items = itemsOf(
      events(
        { type: 'rules.loaded', rules: [], leftOut: [leftOut], problems: [problem] },
        { type: 'rules.applied', turn: 1, rules: [always], problems: [], text: '' },
        { type: 'map.drawn', ...map },
        { type: 'rules.applied', turn: 2, rules: [named], problems: [], text: 'B' },
        { type: 'rules.loaded', rules: [], leftOut: [], problems: [] },
      ),
    );
    assert.deepEqual(items, [
      { kind: 'rules', key: 'e1', rules: [always], leftOut: [leftOut], problems: [problem] },
      { kind: 'map', key: 'e3', ...map },
      { kind: 'rules', key: 'e4', rules: [named], leftOut: [], problems: [] },
    ]);
  });

  it('shows what was proposed or asked above what a person said to it', () => {
    const request = { kind: 'plan', requestId: 'r1', callId: 'c1', text: 'First this.' };
    const question = { kind: 'question', requestId: 'r2', callId: 'c2', question: 'Which?', options: [] };
    const items = itemsOf(
      events(
        { type: 'question', request },
        { type: 'answer', requestId: 'r1', decision: { kind: 'approve', text: 'First this.' } },
        { type: 'tool.result', callId: 'c1', tool: 'propose_plan', outcome: 'ok', text: 'Approved.' },
        { type: 'question', request: question },
        { type: 'answer', requestId: 'r2', decision: { kind: 'reply', text: 'That one.' } },
        { type: 'tool.result', callId: 'c2', tool: 'ask_user', outcome: 'ok', text: 'That one.' },
      ),
    );
    assert.deepEqual(
      items.map(({ kind, key }) => [kind, key]),
      [
        ['tool', 'c1'],
        ['request', 'r1'],
        ['tool', 'c2'],
        ['request', 'r2'],
      ],
    );
  });

  it('says how many new problems a step brought, and nothing where nobody could look', () => {
    const tree = 'b'.repeat(40);
    const problem = { path: 'a.ts', line: 3, severity: 'error', message: 'No.' };
    const looked = { type: 'diagnosed', tree, problems: [], more: 0, sources: ['editor'], unread: [], text: '' };
    const items = itemsOf(
      events(
        { type: 'diagnosing', tree, commands: [] },
        { ...looked, problems: [problem], text: 'New problems' },
        looked,
        { ...looked, sources: [] },
      ),
    );
    const item = { kind: 'diagnosed', more: 0, sources: ['editor'], unread: [] };
    assert.deepEqual(items, [
      { ...item, key: 'e2', problems: [problem] },
      { ...item, key: 'e3', problems: [] },
    ]);
    assert.deepEqual(
      items.map((each) => (each.kind === 'diagnosed' ? diagnosedLabel(each, english) : '')),
      ['1 new problem', 'No new problems'],
    );
  });

  it('shows an update and its trial as what they are, and not as interruptions', () => {
    const oid = (letter: string) => letter.repeat(40);
    const ready = { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: true, fence: 2 };
    const point = { snapshot: oid('a'), head: oid('a'), headName: 'main', uncommitted: 0 };
    const receipt = { command: 'npm test', exitCode: 0, durationMs: 1, tree: oid('c'), sandboxed: true };
    const items = itemsOf(
      events(
        { type: 'update.trying', head: oid('a'), commit: oid('b'), tree: oid('c'), commands: ['npm test'] },
        ready,
        { type: 'update.tried', receipts: [receipt] },
        {
          ...{ type: 'updated', commits: 3, base: { from: point, to: point }, changed: [], then: 'check', files: [] },
          checkpoint: { commit: oid('b'), tree: oid('c') },
        },
        ready,
        ready,
      ),
    );
    assert.deepEqual(
      items.map((item) => [item.kind, item.key]),
      [
        ['tried', 'e1'],
        ['updated', 'e4'],
      ],
    );
    assert.deepEqual(items[0], { kind: 'tried', key: 'e1', receipts: [receipt] });
  });

  it('shows once for each who is given secrets, and which', () => {
    const used = (by: string) => ({ type: 'secret.used', names: ['NPM_TOKEN', 'PAT'], by });
    const items = itemsOf(events(used('setup'), used('check'), used('setup'), used('agent')));
    assert.deepEqual(
      items.map((item) => item.kind === 'secrets' && [item.key, givenLabel(item, english)]),
      [
        ['e1', 'Secrets given to the setup: NPM_TOKEN, PAT'],
        ['e2', 'Secrets given to the checks: NPM_TOKEN, PAT'],
        ['e4', 'Secrets given to the agent’s commands: NPM_TOKEN, PAT'],
      ],
    );
  });
});
