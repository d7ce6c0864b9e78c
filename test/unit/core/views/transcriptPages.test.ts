import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { foldTranscript, withOlder } from '../../../../src/core/views/transcript';
import { emptyTranscript } from '../../../../src/core/views/transcriptFold';
import { EventBody, RunnerEvent, TaskId } from '../../../../src/protocol';

const taskId = TaskId.parse('01JD00000000000000000000J1');
const sandbox = { kind: 'bubblewrap' };
const receipt = { command: 'npm test', exitCode: 0, durationMs: 1, tree: 'a'.repeat(40), sandboxed: true };
const rule = { path: 'r.md', why: { kind: 'always' }, tokens: 3 };

/** Something that may happen: from what stands in the journal so far, the event that it would write. */
type Happening = (n: number, at: number) => object;

/** A name out of those of a kind that earlier events may have used. */
const one = (kind: string, n: number, at: number): string => `${kind}${n % Math.max(1, at)}`;

const happenings: Happening[] = [
  () => ({ type: 'ready', sandbox, resumed: true, fence: 1 }),
  (n) => ({ type: 'message.end', messageId: `m${n}`, text: 'Looking.', calls: [], stop: 'tools' }),
  (_, at) => ({ type: 'user.message', text: 'Do it.', source: at === 1 ? 'prompt' : 'user' }),
  (n, at) => ({ type: 'user.message', text: 'Do it.', source: 'user', queuedSeq: 1 + (n % at) }),
  () => ({ type: 'message.queued', text: 'Then this.' }),
  (n, at) => ({ type: 'message.withdrawn', queuedSeq: 1 + (n % at) }),
  (n, at) => ({ type: 'message.reworded', queuedSeq: 1 + (n % at), text: 'Rather this.' }),
  () => ({ type: 'aside.asked', text: 'Why?' }),
  (n, at) => ({ type: 'aside.answered', askedSeq: 1 + (n % at), text: 'So.' }),
  (_, at) => ({ type: 'tool.intent', callId: `c${at}`, tool: 'read_file', input: '{}', effect: 'read' }),
  (n, at) => ({ type: 'tool.intent', callId: one('c', n, at), tool: 'shell', input: '{}', effect: 'execute' }),
  (n, at) => ({ type: 'tool.output', callId: one('c', n, at), bytes: 3 }),
  (n, at) => ({ type: 'tool.result', callId: one('c', n, at), tool: 'read_file', outcome: 'ok', text: 'x' }),
  (_, at) => ({
    type: 'tool.intent',
    callId: `c${at}`,
    tool: 'finish',
    input: '{"summary":"Done."}',
    effect: 'interact',
  }),
  (_, at) => ({
    type: 'question',
    request: { kind: 'question', requestId: `r${at}`, callId: `c${at + 1}`, question: 'Which?', options: [] },
  }),
  (n, at) => ({ type: 'tool.intent', callId: one('c', n, at), tool: 'ask_user', input: '{}', effect: 'interact' }),
  (n, at) => ({ type: 'answer', requestId: one('r', n, at), decision: { kind: 'reply', text: 'This.' } }),
  (n, at) => ({ type: 'checkpoint', turn: 1, commit: 'b'.repeat(40), tree: 'a'.repeat(40), callId: one('c', n, at) }),
  (n, at) => ({ type: 'network.used', source: one('c', n, at), hosts: [], more: 0 }),
  (_, at) => ({ type: 'check.start', checkId: `k${at}`, round: 1, command: 'npm test', tree: 'a'.repeat(40) }),
  (n, at) => ({ type: 'check.result', checkId: one('k', n, at), receipt, tail: '' }),
  (_, at) => ({ type: 'setup.step', setupId: `s${at}`, kind: 'setup', step: 1, of: 1, command: 'npm ci' }),
  (n, at) => ({
    ...{ type: 'setup.result', setupId: one('s', n, at), kind: 'setup', step: 1, of: 1, command: 'npm ci' },
    ...{ outcome: 'done', exitCode: 0, tail: '', durationMs: 1 },
  }),
  (n) => ({ type: 'secret.used', names: ['TOKEN'], by: n % 2 === 0 ? 'agent' : 'setup' }),
  () => ({ type: 'rules.applied', turn: 1, rules: [rule], problems: [], text: '' }),
  () => ({ type: 'interrupted' }),
];

/** A journal in which everything may refer to what came before it, or to what never was. */
const journals = fc
  .array(fc.tuple(fc.nat(happenings.length - 1), fc.nat()), { minLength: 1, maxLength: 60 })
  .map((picked) =>
    picked.flatMap(([kind, n], index): RunnerEvent[] => {
      const body = EventBody.safeParse(happenings[kind]?.(n, index + 1));
      return body.data === undefined
        ? []
        : [{ v: 1, seq: index + 1, taskId, at: '2026-11-23T10:00:00.000Z', ...body.data }];
    }),
  );

const parts = fc.array(fc.nat(20), { maxLength: 12 });

/** The journal in pages of these sizes. */
function pagesOf(events: readonly RunnerEvent[], sizes: readonly number[]): RunnerEvent[][] {
  const pages: RunnerEvent[][] = [];
  let rest = [...events];
  for (const size of sizes) {
    pages.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return [...pages, rest];
}

describe('pages of a transcript', () => {
  it('know each kind of event that changes a row', () => {
    const bodies = happenings.map((happening) => EventBody.safeParse(happening(0, 1)));
    assert.deepEqual(
      bodies.flatMap(({ error }) => (error === undefined ? [] : [error.message])),
      [],
    );
  });

  it('give the same items from whichever end and wherever they are cut', () => {
    fc.assert(
      fc.property(journals, parts, fc.nat(12), (events, sizes, first) => {
        const whole = foldTranscript(emptyTranscript, events).items;
        const pages = pagesOf(events, sizes);
        const begin = Math.min(first, pages.length - 1);
        let shown = [...(pages[begin] ?? [])];
        let transcript = foldTranscript(emptyTranscript, shown);
        for (const newer of pages.slice(begin + 1)) {
          transcript = foldTranscript(transcript, newer);
          shown = [...shown, ...newer];
        }
        for (const older of pages.slice(0, begin).toReversed()) {
          transcript = withOlder(transcript, older, shown);
          shown = [...older, ...shown];
        }
        assert.deepEqual(transcript.items, whole);
      }),
      { numRuns: 2000 },
    );
  });

  it('leave the items of later pages the same objects', () => {
    const call = (n: number, seq: number): RunnerEvent[] =>
      [
        { type: 'tool.intent', callId: `c${n}`, tool: 'shell', input: '{}', effect: 'execute' },
        { type: 'tool.result', callId: `c${n}`, tool: 'shell', outcome: 'ok', text: 'x' },
      ].map((body, index) => ({ v: 1, seq: seq + index, taskId, at: '', ...EventBody.parse(body) }));
    const [older, newer] = [call(1, 1), call(2, 3)];
    const later = foldTranscript(emptyTranscript, newer);
    const both = withOlder(later, older, newer);
    assert.equal(both.items[1], later.items[0]);
    assert.equal(both.items.length, 2);
  });
});
