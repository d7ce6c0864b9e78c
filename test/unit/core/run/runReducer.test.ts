import assert from 'node:assert/strict';
import { nextStep } from '../../../../src/core/run/nextStep';
import { foldRun, initialRun } from '../../../../src/core/run/runReducer';
import type { EventBody } from '../../../../src/protocol';
import {
  ask,
  callId,
  checkResult,
  checkStart,
  commit,
  journal,
  prompt,
  ready,
  receipt,
  requestId,
  says,
  task,
  tree,
} from '../journal';

const fold = (bodies: readonly EventBody[]) => journal(bodies).reduce(foldRun, initialRun);
const step = (bodies: readonly EventBody[], of = task) => nextStep(of, fold(bodies));
const shell = { callId: 'c1', tool: 'shell', input: '{"command":"npm i"}' };
const begun: EventBody[] = [ready, prompt];
const kept: EventBody = { type: 'checkpoint', commit, tree, turn: 1 };
const approval: EventBody = {
  type: 'approval.request',
  request: {
    kind: 'approval',
    requestId: requestId('r1'),
    callId: callId('c1'),
    digest: 'd',
    effect: 'network',
    command: 'npm i',
    facts: [],
  },
};
const finishCall = { callId: 'f', tool: 'finish', input: '{"summary":"done"}' };
const finished: EventBody[] = [
  ...begun,
  ask(1),
  says('', [finishCall]),
  { type: 'tool.result', callId: callId('f'), tool: 'finish', outcome: 'ok', text: 'ok' },
];

describe('the run reducer and the next step', () => {
  it('asks the model first, and again after the last open call has its result', () => {
    assert.deepEqual(step(begun), { kind: 'model', turn: 1 });
    const called = [...begun, ask(1), says('', [shell, { ...shell, callId: 'c2' }])];
    assert.deepEqual(step(called), {
      kind: 'call',
      open: { call: { ...shell, callId: 'c1' }, stage: { kind: 'proposed' } },
    });
    const one: EventBody = { type: 'tool.result', callId: callId('c1'), tool: 'shell', outcome: 'ok', text: '' };
    assert.deepEqual(step([...called, one]), {
      kind: 'call',
      open: { call: { ...shell, callId: 'c2' }, stage: { kind: 'proposed' } },
    });
    assert.deepEqual(step([...called, one, { ...one, callId: callId('c2') }]), { kind: 'model', turn: 2 });
  });

  it('knows a call whose intent has no result as started', () => {
    const started: EventBody = {
      type: 'tool.intent',
      callId: callId('c1'),
      tool: 'shell',
      input: shell.input,
      effect: 'execute',
    };
    assert.deepEqual(step([...begun, ask(1), says('', [shell]), started]), {
      kind: 'call',
      open: { call: { ...shell, callId: 'c1' }, stage: { kind: 'started' } },
    });
  });

  it('waits for an approval and hands the answer to its call', () => {
    const asked = [...begun, ask(1), says('', [shell]), approval];
    assert.equal(step(asked).kind, 'await');
    const allow: EventBody = { type: 'answer', requestId: requestId('r1'), decision: { kind: 'allow' } };
    assert.deepEqual(fold([...asked, allow]).openCalls[0]?.stage, { kind: 'allowed' });
    const deny: EventBody = { type: 'answer', requestId: requestId('r1'), decision: { kind: 'deny', note: 'no' } };
    assert.deepEqual(fold([...asked, deny]).openCalls[0]?.stage, { kind: 'denied', note: 'no' });
  });

  it('ignores an answer to a request that is not open', () => {
    const asked = [...begun, ask(1), says('', [shell]), approval];
    const stale: EventBody = { type: 'answer', requestId: requestId('old'), decision: { kind: 'allow' } };
    assert.deepEqual({ ...fold([...asked, stale]), seq: 0 }, { ...fold(asked), seq: 0 });
  });

  it('checks when the model finishes, by the tool or by saying nothing more to do', () => {
    assert.deepEqual(step(finished), { kind: 'check', round: 1, check: { kind: 'command', command: 'npm test' } });
    assert.deepEqual(step([...begun, ask(1), says('Done.')]), {
      kind: 'check',
      round: 1,
      check: { kind: 'command', command: 'npm test' },
    });
    assert.deepEqual(step(finished, { ...task, verify: null }), { kind: 'conclude' });
  });

  it('hands a red check back for as many rounds as are set, then asks', () => {
    const red = [...finished, checkStart(1), checkResult(1)];
    assert.deepEqual(step(red), { kind: 'feedback', receipt: receipt(1) });
    const limits = { ...task.limits, verifyRounds: 1 };
    const again: EventBody[] = [
      ...red,
      { type: 'user.message', text: 'red', source: 'check' },
      ask(2),
      says('Fixed.'),
      checkStart(2),
      checkResult(1),
    ];
    assert.deepEqual(step(again, { ...task, limits }), { kind: 'red-check', receipt: receipt(1) });
    assert.equal(step(again).kind, 'feedback');
  });

  it('concludes on green, and on the user taking a red result', () => {
    assert.deepEqual(step([...finished, kept, checkStart(1), checkResult(0)]), { kind: 'conclude' });
    const question: EventBody = {
      type: 'question',
      request: { kind: 'red-check', requestId: requestId('q'), receipt: receipt(1) },
    };
    const take: EventBody = { type: 'answer', requestId: requestId('q'), decision: { kind: 'take' } };
    const taken = fold([...finished, checkStart(1), checkResult(1), question, take]);
    assert.equal(taken.taken, true);
    assert.deepEqual(nextStep(task, taken), { kind: 'conclude' });
  });

  it('asks before it goes beyond the limit of turns, and continue grants as many again', () => {
    const limited = { ...task, limits: { ...task.limits, maxTurns: 1 } };
    const used = [...begun, ask(1), says('', [shell])];
    const result: EventBody = { type: 'tool.result', callId: callId('c1'), tool: 'shell', outcome: 'ok', text: '' };
    assert.deepEqual(step([...used, result], limited), { kind: 'limit', turns: 1 });
    const question: EventBody = {
      type: 'question',
      request: { kind: 'limit', requestId: requestId('q'), turns: 1 },
    };
    const go: EventBody = { type: 'answer', requestId: requestId('q'), decision: { kind: 'continue' } };
    assert.deepEqual(step([...used, result, question, go], limited), { kind: 'model', turn: 2 });
  });

  it('takes a follow-up as new work after the end', () => {
    const over: EventBody[] = [
      ...finished,
      checkStart(1),
      checkResult(0),
      { type: 'finished', outcome: { kind: 'verified', receipt: receipt(0) } },
    ];
    assert.deepEqual(step(over), { kind: 'done' });
    const more: EventBody = { type: 'user.message', text: 'And the docs.', source: 'user' };
    assert.deepEqual(step([...over, more]), { kind: 'model', turn: 2 });
  });

  it('folds an event only once', () => {
    const events = journal([...begun, { type: 'usage', usage: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 } }]);
    assert.deepEqual([...events, ...events].reduce(foldRun, initialRun), events.reduce(foldRun, initialRun));
  });

  it('runs the command of a command task, and does not hand its red check to a model', () => {
    const command = { ...task, engine: { kind: 'command', command: 'npm audit fix' } as const };
    assert.deepEqual(step(begun, command), { kind: 'command' });
    const red = [...finished, checkStart(1), checkResult(1)];
    assert.deepEqual(step(red, command), { kind: 'red-check', receipt: receipt(1) });
  });

  it('goes on with the model when the user wrote while it answered, or while the check ran', () => {
    const more: EventBody = { type: 'user.message', text: 'And the docs.', source: 'user' };
    assert.deepEqual(step([...begun, ask(1), more, says('Done.')]), { kind: 'model', turn: 2 });
    assert.deepEqual(step([...finished, checkStart(1), more, checkResult(0)]), { kind: 'model', turn: 2 });
    assert.equal(step([...begun, ask(1), more, says('Half'), ask(2), says('Done.')]).kind, 'check');
  });

  it('goes on with the model when an answer was cut at its limit of length', () => {
    const cut: EventBody = { type: 'message.end', messageId: 'm', text: 'I wi', calls: [], stop: 'length' };
    assert.deepEqual(step([...begun, ask(1), cut]), { kind: 'model', turn: 2 });
  });

  it('sends a request that was lost again as the same turn, which counts once towards the limit', () => {
    const limited = { ...task, limits: { ...task.limits, maxTurns: 1 } };
    assert.deepEqual(step([...begun, ask(1), ready], limited), { kind: 'model', turn: 1 });
    const result: EventBody = { type: 'tool.result', callId: callId('c1'), tool: 'shell', outcome: 'ok', text: '' };
    const answered = [...begun, ask(1), ready, ask(1), says('Half', [shell]), result];
    assert.deepEqual(step(answered), { kind: 'model', turn: 2 });
    assert.deepEqual(step(answered, limited), { kind: 'limit', turns: 1 });
  });

  it('runs a check that was lost in the middle again as the same round', () => {
    assert.deepEqual(step([...finished, checkStart(1), ready]), {
      kind: 'check',
      round: 1,
      check: { kind: 'command', command: 'npm test' },
    });
  });

  it('closes what an interruption left open, asks, and goes on with the reply', () => {
    const interrupted: EventBody = { type: 'interrupted' };
    const open = [...begun, ask(1), says('', [shell]), interrupted];
    assert.equal(step(open).kind, 'interrupted');
    const result: EventBody = { type: 'tool.result', callId: callId('c1'), tool: 'shell', outcome: 'error', text: '' };
    assert.equal(step([...open, result]).kind, 'interrupted');
    const question: EventBody = {
      type: 'question',
      request: {
        kind: 'question',
        requestId: requestId('q'),
        callId: callId('i'),
        question: 'What next?',
        options: [],
      },
    };
    assert.equal(step([...open, result, question]).kind, 'await');
    const reply: EventBody = { type: 'answer', requestId: requestId('q'), decision: { kind: 'reply', text: 'Go on' } };
    assert.deepEqual(step([...open, result, question, reply]), { kind: 'model', turn: 2 });
    const more: EventBody = { type: 'user.message', text: 'Use b instead.', source: 'user' };
    assert.deepEqual(step([...open, more, result]), { kind: 'model', turn: 2 });
  });

  it('checks after a command that exited 0, concludes after another, and runs it again on retry', () => {
    const command = { ...task, engine: { kind: 'command', command: 'make' } as const };
    const call = { callId: callId('c'), tool: 'command' };
    const ran: EventBody[] = [...begun, { type: 'tool.intent', ...call, input: 'make', effect: 'execute' }];
    const result = { type: 'tool.result', ...call, text: '' } as const;
    assert.equal(step([...ran, { ...result, outcome: 'ok' }], command).kind, 'check');
    const failed: EventBody[] = [...ran, { ...result, outcome: 'error' }];
    assert.equal(step(failed, command).kind, 'conclude');
    const error = { domain: 'task', reason: 'command-failed', message: 'm', audience: 'user' } as const;
    const over: EventBody = { type: 'finished', outcome: { kind: 'failed', error } };
    assert.equal(step([...failed, over, ready], command).kind, 'command');
  });
});
