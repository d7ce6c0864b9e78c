import assert from 'node:assert/strict';
import { conversationOf } from '../../../../src/core/conversation/conversation';
import type { Decision, EventBody } from '../../../../src/protocol';
import { ask, callId, checkResult, journal, prompt, ready, receipt, requestId, says, task } from '../journal';

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
      { role: 'tool', results: [{ callId: 'a', tool: 'shell', text: 'This call has no result.', isError: true }] },
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

  it('tells of the failed tests where a runner named them', () => {
    const named = { ...receipt(1), failures: [{ name: 'sum carries' }] };
    const request = { kind: 'red-check', requestId: requestId('q'), receipt: named } as const;
    const result = { ...checkResult(1), receipt: named, failed: 'sum carries\n  Error: boom' } as EventBody;
    const events = [...begun, says('Done.'), result, ...asked(request, { kind: 'continue' })];
    assert.deepEqual(conversation(events).slice(2), [
      user(
        'The check `npm test` ended with exit code 1. What it printed of the failed tests:\n\nsum carries\n  Error: boom\n\nFind the cause, fix it, and finish again.',
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

  it('tells old results as one line each from where the journal says so, and nothing that a person said', () => {
    const long = 'line\n'.repeat(100);
    const asks = { callId: 'q', tool: 'ask_user', input: '{}' };
    const replied: EventBody = { ...result('q', long), tool: 'ask_user' } as EventBody;
    const before = [...begun, says('', [call('a'), asks]), result('a', long), replied, ask(2), says('', [call('b')])];
    const events = [...before, result('b', long), ask(3), says('', [call('c')]), result('c', 'short')];
    const texts = (bodies: readonly EventBody[]) =>
      conversation(bodies).flatMap((message) =>
        message.role === 'tool' ? message.results.map(({ text }) => text) : [],
      );
    const stub = '[This result of shell (100 lines) was left out to make room. Run the tool again if it matters.]';
    const compacted: EventBody = { type: 'compacted', kind: 'outputs', beforeSeq: 8 };
    assert.deepEqual(texts([...events, compacted]), [stub, long, long, 'short']);
    assert.deepEqual(
      texts([...events, { ...compacted, beforeSeq: 20 }, ask(4), says('', [call('d')]), result('d', long)]),
      [stub, long, stub, 'short', long],
    );
  });

  it('puts a summary in the place of what it sums up, but for the task and what the person said', () => {
    const question: Parameters<typeof asked>[0] = {
      kind: 'question',
      requestId: requestId('q'),
      callId: callId('a'),
      question: 'Which?',
      options: [],
    };
    const early = [
      ...begun,
      says('I ask.', [call('a')]),
      ...asked(question, { kind: 'reply', text: 'The second.' }),
      result('a', 'The second.'),
      more('And mind the docs.'),
    ];
    const late = [ask(2), says('Now b.', [call('b')]), result('b', 'B'), more('Hurry.')];
    const compacted: EventBody = {
      type: 'compacted',
      kind: 'summary',
      upToSeq: early.length,
      text: 'Asked about it.',
      by: 'model',
    };
    const messages = conversation([...early, ...late, compacted]);
    assert.deepEqual(messages, [
      user(task.prompt),
      user(
        [
          'The conversation was summed up here to make room. What the person said is kept word for word; the rest is a summary.',
          'The person wrote, in this order:',
          'To “Which?”: The second.',
          '---',
          'And mind the docs.',
          'The work so far:',
          'Asked about it.',
        ].join('\n\n'),
      ),
      { role: 'assistant', text: 'Now b.', calls: [call('b')] },
      { role: 'tool', results: [{ callId: 'b', tool: 'shell', text: 'B', isError: false }] },
      user('Hurry.'),
    ]);
    const again = conversation([...early, ...late, compacted, { ...compacted, upToSeq: 12, text: 'Then b.' }]);
    assert.equal(again.length, 2);
    assert.match(
      again[1]?.role === 'user' ? again[1].text : '',
      /The second\.\n.*And mind the docs\.\n.*Hurry\.\n.*Then b\.$/s,
    );
  });
});
