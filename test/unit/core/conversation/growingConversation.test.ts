import assert from 'node:assert/strict';
import fc from 'fast-check';
import { conversationOf, GrowingConversation } from '../../../../src/core/conversation/conversation';
import type { EventBody, RestoreWhat } from '../../../../src/protocol';
import { ask, callId, checkResult, journal, prompt, ready, requestId, says } from '../journal';

const names = ['a', 'b', 'c'];
const call = (name: string) => ({ callId: name, tool: 'shell', input: '{}' });
const long = 'line\n'.repeat(100);

const restored = (toSeq: number, what: RestoreWhat): EventBody => ({
  type: 'restored',
  toSeq,
  what,
  checkpoint: null,
  files: [],
});
const question = (name: string): EventBody => ({
  type: 'question',
  request: { kind: 'question', requestId: requestId(name), callId: callId(name), question: 'Which?', options: [] },
});

const body: fc.Arbitrary<EventBody> = fc.oneof(
  fc.constant(ask(1)),
  fc.string().map((text): EventBody => ({ type: 'user.message', text, source: 'user' })),
  fc.string().map((text): EventBody => ({ type: 'rules.applied', turn: 1, rules: [], problems: [], text })),
  fc.tuple(fc.string(), fc.subarray(names)).map(([text, calls]): EventBody => says(text, calls.map(call))),
  fc.tuple(fc.constantFrom(...names), fc.constantFrom('short', long)).map(([name, text]): EventBody => ({
    type: 'tool.result',
    callId: callId(name),
    tool: 'shell',
    outcome: 'ok',
    text,
  })),
  fc.constantFrom(...names).map(question),
  fc.constantFrom(...names).map((name): EventBody => ({
    type: 'answer',
    requestId: requestId(name),
    decision: { kind: 'reply', text: `To ${name}.` },
  })),
  fc.constant(checkResult(1)),
  fc.nat(30).map((beforeSeq): EventBody => ({ type: 'compacted', kind: 'outputs', beforeSeq })),
  fc
    .nat(30)
    .map((upToSeq): EventBody => ({ type: 'compacted', kind: 'summary', upToSeq, text: 'So far.', by: 'model' })),
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom<RestoreWhat>('both', 'files', 'conversation'))
    .map(([toSeq, what]) => restored(toSeq, what)),
);

describe('the conversation of a journal that grows', () => {
  it('is that of the whole journal, wherever it was asked for on the way', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(body, fc.boolean()), { maxLength: 40 }), (steps) => {
        const events = journal([ready, prompt, ...steps.map(([each]) => each)]);
        const growing = new GrowingConversation();
        steps.forEach(([, isAsked], index) => {
          if (isAsked) {
            const part = events.slice(0, index + 3);
            assert.deepEqual(growing.of(part), conversationOf(part));
          }
        });
        assert.deepEqual(growing.of(events), conversationOf(events));
      }),
      { numRuns: 500 },
    );
  });

  it('begins anew with another journal', () => {
    const growing = new GrowingConversation();
    growing.of(journal([ready, prompt, says('One.')]));
    const other = journal([ready, prompt, says('Another.'), says('Two.')]);
    assert.deepEqual(growing.of(other), conversationOf(other));
  });

  it('gives the same objects for what has not changed', () => {
    const events = journal([ready, prompt, says('One.'), says('Two.')]);
    const growing = new GrowingConversation();
    const before = growing.of(events.slice(0, 3));
    growing
      .of(events)
      .slice(0, before.length)
      .forEach((message, index) => {
        assert.equal(message, before[index]);
      });
  });
});
