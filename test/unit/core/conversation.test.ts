import assert from 'node:assert/strict';
import { conversationOf } from '../../../src/core/conversation';
import type { Decision, EventBody } from '../../../src/protocol';
import { ask, callId, checkResult, journal, prompt, ready, receipt, requestId, says, task } from './journal';

const conversation = (bodies: readonly EventBody[]) => conversationOf(journal(bodies));
const call = (name: string) => ({ callId: name, tool: 'shell', input: '{}' });
const user = (text: string) => ({ role: 'user', text });
const more = (text: string): EventBody => ({ type: 'user.message', text, source: 'user' });
const begun = [ready, prompt, ask(1)];

function result(name: string, text: string, outcome: 'ok' | 'error' = 'ok'): EventBody {
  return { type: 'tool.result', callId: callId(name), tool: 'shell', outcome, text };
}

function asked(request: Extract<EventBody, { type: 'question' }>['request'], decision: Decision): EventBody[] {
  return [
    { type: 'question', request },
    { type: 'answer', requestId: request.requestId, decision },
  ];
}

describe('the conversation of a journal', () => {
  it('holds prompt, answers and results in the order of the calls', () => {
    const events = [...begun, says('Look.', [call('a'), call('b')]), result('b', 'B', 'error'), result('a', 'A')];
    assert.deepEqual(conversation([...events, ask(2), says('Done.')]), [
      user(task.prompt),
      { role: 'assistant', text: 'Look.', calls: [call('a'), call('b')] },
      {
        role: 'tool',
        results: [
          { callId: 'a', tool: 'shell', text: 'A', isError: false },
          { callId: 'b', tool: 'shell', text: 'B', isError: true },
        ],
      },
      { role: 'assistant', text: 'Done.', calls: [] },
    ]);
  });

  it('places what the user wrote meanwhile after the results', () => {
    const events = [...begun, says('', [call('a')]), more('Also b.'), result('a', 'A')];
    assert.deepEqual(
      conversation(events).map((message) => message.role),
      ['user', 'assistant', 'tool', 'user'],
    );
  });

  it('fills in a call that was never run, and drops an answer without content', () => {
    const messages = conversation([...begun, says('', [call('a')]), ask(2), says(''), more('Go on.')]);
    assert.deepEqual(messages.slice(2), [
      { role: 'tool', results: [{ callId: 'a', tool: 'shell', text: 'This call was not run.', isError: true }] },
      user('Go on.'),
    ]);
  });

  it('holds nothing of an answer that never ended, and asks to go on with one that was cut at its limit', () => {
    const cut: EventBody = { type: 'message.end', messageId: 'm', text: 'I wi', calls: [], stop: 'length' };
    assert.deepEqual(conversation([...begun, { type: 'message.start', messageId: 'm' }]), [user(task.prompt)]);
    assert.deepEqual(conversation([...begun, cut]).slice(1), [
      { role: 'assistant', text: 'I wi', calls: [] },
      user('Your answer was cut at its limit of length. Go on from where it ended.'),
    ]);
  });

  it('tells the red check and what the user said to it when told to continue', () => {
    const request = { kind: 'red-check', requestId: requestId('q'), receipt: receipt(1) } as const;
    const events = [...begun, says('Done.'), checkResult(1), ...asked(request, { kind: 'continue', text: 'Try x.' })];
    assert.deepEqual(conversation(events).slice(2), [
      user(
        'The check `npm test` ended with exit code 1. Its output ends with:\n\ntail\n\nFind the cause, fix it, and finish again.\n\nTry x.',
      ),
    ]);
  });

  it('takes a reply as a message where no call asked for it', () => {
    const request = {
      kind: 'question' as const,
      requestId: requestId('q'),
      callId: callId('i'),
      question: '?',
      options: [],
    } satisfies Parameters<typeof asked>[0];
    const reply = asked(request, { kind: 'reply', text: 'Use b.' });
    assert.deepEqual(conversation([...begun, ...reply]).slice(1), [user('Use b.')]);
    const open = [...begun, says('', [call('i')]), ...reply, result('i', 'Use b.')];
    assert.deepEqual(
      conversation(open).map((message) => message.role),
      ['user', 'assistant', 'tool'],
    );
  });

  it('leaves the oldest results out when there is too much of them, and keeps what it left out', () => {
    const turns = Array.from({ length: 30 }, (_, index) => [
      ask(index + 1),
      says('', [call(`c${index}`)]),
      result(`c${index}`, String(index % 10).repeat(30_000)),
    ]);
    const sizes = (count: number) =>
      conversation([ready, prompt, ...turns.slice(0, count).flat()]).flatMap((message) =>
        message.role === 'tool' ? message.results.map(({ text }) => text.length > 1000) : [],
      );
    assert.equal(sizes(13).filter(Boolean).length, 13);
    assert.deepEqual(sizes(14).slice(0, 7), Array(7).fill(false));
    assert.deepEqual(sizes(20).slice(0, 14), [...Array<boolean>(8).fill(false), ...Array<boolean>(6).fill(true)]);
    assert.ok(sizes(30).filter(Boolean).length <= 14);
  });
});
