import assert from 'node:assert/strict';
import { nextStep } from '../../../../src/core/run/nextStep';
import { conversationOf } from '../../../../src/core/conversation/conversation';
import { foldRun, initialRun } from '../../../../src/core/run/runReducer';
import { type EventBody, ObjectName } from '../../../../src/protocol';
import { ask, callId, journal, prompt, ready, requestId, says, task } from '../journal';

interface Call {
  tool?: string;
  input?: string;
  text?: string;
  outcome?: 'ok' | 'error' | 'denied' | 'unknown';
  invalid?: true;
  durationMs?: number;
  lines?: { added: number; removed: number };
}

/** Turns of a model, each with its calls and their results. */
function turns(...list: Call[][]): EventBody[] {
  return list.flatMap((calls, turn) => [ask(turn + 1), ...made(turn, calls)]);
}

function made(turn: number, calls: Call[]): EventBody[] {
  const named = calls.map((call, index) => ({ id: `c${turn}-${index}`, ...call }));
  return [
    says(
      '',
      named.map(({ id, tool = 'read_file', input = '{"path":"a"}' }) => ({ callId: id, tool, input })),
    ),
    ...named.map(
      ({ id, tool = 'read_file', outcome = 'ok', text = 'same', invalid, durationMs, lines }): EventBody => ({
        type: 'tool.result',
        callId: callId(id),
        tool,
        outcome,
        text,
        ...(invalid === undefined ? {} : { invalid }),
        ...(durationMs === undefined ? {} : { durationMs }),
        ...(lines === undefined ? {} : { lines }),
      }),
    ),
  ];
}

const begun: EventBody[] = [ready, prompt];
const fold = (bodies: readonly EventBody[]) => journal(bodies).reduce(foldRun, initialRun);
const patient = { ...task, limits: { ...task.limits, maxTurns: 100 } };
const step = (bodies: readonly EventBody[]) => nextStep(patient, fold([...begun, ...bodies]));
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const checkpoint = (letter: string): EventBody => ({
  type: 'checkpoint',
  commit: ObjectName.parse(letter.repeat(40)),
  tree: ObjectName.parse(letter.repeat(40)),
  turn: 1,
});

describe('a task that makes no progress', () => {
  const repeated = { kind: 'stalled', stall: { kind: 'repeated', tool: 'read_file', input: '{"path":"a"}', times: 4 } };

  it('asks after the same call with the same result, four times in a row', () => {
    assert.deepEqual(step(turns(...times(3, [{}]))), { kind: 'model', turn: 4 });
    assert.deepEqual(step(turns(...times(4, [{}]))), repeated);
    assert.deepEqual(step(turns([{}, {}], [{}, {}])), repeated);
  });

  it('takes calls that are only written in another way for the same, and times in results', () => {
    const one = { tool: 'shell', input: '{"command":"x","timeout_seconds":9}', text: 'done in 12 ms', durationMs: 12 };
    const other = {
      tool: 'shell',
      input: '{ "timeout_seconds": 9, "command": "x" }',
      text: 'done in 3.5s',
      durationMs: 3500,
    };
    const { kind, ...rest } = step(turns([one], [other], [one], [other]));
    assert.deepEqual(
      [kind, rest],
      ['stalled', { stall: { kind: 'repeated', ...{ tool: 'shell', input: other.input }, times: 4 } }],
    );
  });

  it('goes on while something differs: the call, the result, or the files', () => {
    const differing = [
      turns([{}], [{}], [{}], [{ input: '{"path":"b"}' }]),
      turns([{}], [{}], [{}], [{ text: 'other' }]),
      turns([{}], [{}], [{}], [{ outcome: 'error' }]),
      [...turns([{}], [{}]), checkpoint('c'), ...turns([{}], [{}])],
    ];
    assert.deepEqual(
      differing.map((bodies) => step(bodies).kind),
      times(4, 'model'),
    );
    assert.equal(step([checkpoint('c'), ...turns([{}], [{}]), checkpoint('c'), ...turns([{}], [{}])]).kind, 'stalled');
  });

  it('leaves calls to others that could not be read, that are unknown, or that a person answers', () => {
    const kinds = [
      { invalid: true as const },
      { outcome: 'unknown' as const },
      { tool: 'finish' },
      { tool: 'ask_user' },
    ];
    const steps = kinds.map((kind) => step(turns(...times(6, [kind]))).kind);
    assert.equal(steps.includes('stalled'), false);
    assert.equal(step(turns(...times(4, [{ outcome: 'denied' as const }]))).kind, 'stalled');
  });

  it('asks after eight turns in a row that brought nothing new', () => {
    const [a, b] = [{ input: '{"path":"a"}' }, { input: '{"path":"b"}' }];
    const circle = times(5, [[a], [b]]).flat();
    assert.deepEqual(step(turns(...circle.slice(0, 9))), { kind: 'model', turn: 10 });
    assert.deepEqual(step(turns(...circle)), { kind: 'stalled', stall: { kind: 'idle', turns: 8 } });
    const busy = circle.map((calls, turn) =>
      turn === 6 ? [...calls, { tool: 'edit_file', text: 'Replaced.', lines: { added: 1, removed: 1 } }] : calls,
    );
    assert.equal(step(turns(...busy)).kind, 'model');
    assert.equal(step([...turns(...circle.slice(0, 6)), checkpoint('c'), ...turns(...circle.slice(6))]).kind, 'model');
  });

  it('counts anew after continue, and tells the model what was seen', () => {
    const question: EventBody = {
      type: 'question',
      request: {
        kind: 'stalled',
        requestId: requestId('s'),
        stall: { kind: 'repeated', tool: 'read_file', input: '{"path":"a"}', times: 4 },
      },
    };
    const answer: EventBody = {
      type: 'answer',
      requestId: requestId('s'),
      decision: { kind: 'continue', text: 'Look into b.' },
    };
    const before = [...turns(...times(4, [{}])), question];
    assert.equal(step(before).kind, 'await');
    assert.equal(step([...before, answer]).kind, 'model');
    assert.equal(step([...before, answer, ...turns(...times(3, [{}]))]).kind, 'model');
    assert.deepEqual(step([...before, answer, ...turns(...times(4, [{}]))]), repeated);
    assert.deepEqual(conversationOf(journal([...begun, ...before, answer])).at(-1), {
      role: 'user',
      text: 'You made the same call of read_file 4 times in a row and got the same result each time. Go on in another way.\n\nLook into b.',
    });
    const take: EventBody = { type: 'answer', requestId: requestId('s'), decision: { kind: 'take' } };
    assert.equal(step([...before, take]).kind, 'conclude');
  });

  it('counts anew when a person writes, and comes to the same after a restart', () => {
    const more: EventBody = { type: 'user.message', text: 'Go on.', source: 'user' };
    assert.equal(step([...turns(...times(3, [{}])), more, ...turns([{}])]).kind, 'model');
    const resumed: EventBody = { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: true, fence: 2 };
    assert.deepEqual(step([...turns(...times(3, [{}])), resumed, ...turns([{}])]), repeated);
    assert.deepEqual(step([...turns(...times(4, [{}])), resumed]), repeated);
  });

  it('keeps little of a long course in its state', () => {
    const long = turns(...Array.from({ length: 300 }, (_, index) => [{ text: `${index}` }]));
    assert.ok(JSON.stringify(fold([...begun, ...long]).course).length < 1500);
  });
});
