import assert from 'node:assert/strict';
import { scriptOf, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import type { Decision, RunnerEvent } from '../../../src/protocol';
import { EngineBench, untilAborted } from './engineBench';

const none = { kind: 'none', reason: 'bubblewrap is not installed.' } as const;
const noCheck = { verify: null };
const shell = (command: string): ScriptedTurn => ({ calls: [{ tool: 'shell', input: { command } }] });
const write = (path: string): ScriptedTurn => ({ calls: [{ tool: 'write_file', input: { path, content: 'x' } }] });

/** Answers each request with the next decision. */
function answering(made: EngineBench, ...decisions: Decision[]): EngineBench {
  const left = [...decisions];
  made.surroundings.onEvent = (event) => {
    if (event.type === 'approval.request' || event.type === 'question') {
      const decision = left.shift();
      if (decision !== undefined) {
        made.tell({ type: 'answer', requestId: event.request.requestId, decision });
      }
    }
  };
  return made;
}

/** Does something when the first fact of a type is written. */
function on(made: EngineBench, type: RunnerEvent['type'], act: () => void): void {
  let isDone = false;
  made.surroundings.onEvent = (event) => {
    if (event.type === type && !isDone) {
      isDone = true;
      act();
    }
  };
}

describe('people and the loop', () => {
  it('asks before a command without a sandbox, and runs it when that is allowed', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck, sandbox: none });
    await answering(made, { kind: 'allow' }).run();
    const [asked] = made.of('approval.request');
    assert.deepEqual(
      { ...asked?.request, requestId: '', digest: '' },
      {
        kind: 'approval',
        requestId: '',
        callId: 'call-1-1',
        digest: '',
        effect: 'command',
        command: 'make',
        facts: [
          'Commands are not sandboxed: bubblewrap is not installed.',
          'It runs with all your rights, outside the worktree too.',
        ],
        rule: 'unlisted',
        reach: { writes: [], hosts: [], reversible: 'unknown' },
      },
    );
    assert.match(asked?.request.digest ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(made.ran, ['make']);
  });

  it('tells the model what was not allowed, and the note', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck, sandbox: none });
    await answering(made, { kind: 'deny', note: 'Use npm.' }).run();
    assert.deepEqual([made.ran, made.results], [[], ['shell denied: This was not allowed. They wrote: Use npm.']]);
  });

  it('answers for the user where the task says so', async () => {
    const script = scriptOf([{ calls: [{ tool: 'shell_network', input: { command: 'npm i', reason: 'r' } }] }, {}]);
    const allowed = new EngineBench({ script, task: { ...noCheck, approve: 'allow' } });
    const denied = new EngineBench({ script, task: { ...noCheck, approve: 'deny' } });
    await Promise.all([allowed.run(), denied.run()]);
    assert.deepEqual([allowed.ran, denied.ran], [['npm i'], []]);
    assert.deepEqual(
      [allowed, denied].map((made) => made.of('answer').map((event) => event.decision.kind)),
      [['allow'], ['deny']],
    );
  });

  it('asks again when what was allowed would be done in another way by now', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck, sandbox: none });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'approval.request') {
        made.tell({ type: 'answer', requestId: event.request.requestId, decision: { kind: 'allow' } });
      } else if (event.type === 'answer' && made.of('answer').length === 1) {
        made.surroundings.sandbox = { kind: 'none', reason: 'It is turned off.' };
        made.suspend.abort();
      }
    };
    assert.equal(await made.run(), 'suspended');
    const network = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck });
    network.journal.events.push(...made.events);
    await answering(network, { kind: 'allow' }).run();
    assert.deepEqual([made.ran, network.ran, network.of('approval.request').length], [[], ['make'], 1]);
  });

  it('asks before a control file is changed and refuses git data for good', async () => {
    const script = scriptOf([write('.vscode/tasks.json'), write('.git/hooks/x'), write('../x'), {}]);
    const made = new EngineBench({ script, task: { ...noCheck, approve: 'deny' } });
    await made.run();
    assert.deepEqual(
      made.of('approval.request').map((event) => event.request.command),
      ['write .vscode/tasks.json'],
    );
    assert.deepEqual(made.files.log, []);
    assert.deepEqual(made.results.slice(1), [
      `write_file error: ".git/hooks/x" belongs to git's own data, which tools can't touch.`,
      'write_file error: "../x" is outside the worktree of this task. Use a path below the top of the worktree.',
    ]);
  });

  it('gives the answer to a question as its result', async () => {
    const ask = { calls: [{ tool: 'ask_user', input: { question: 'Which?', options: ['a', 'b'] } }] };
    const made = new EngineBench({ script: scriptOf([ask, {}]), task: noCheck });
    on(made, 'question', () => made.tell({ type: 'message', text: 'b, please' }));
    await made.run();
    assert.deepEqual(made.results, ['ask_user ok: b, please']);
    assert.deepEqual(
      made.of('answer').map((event) => event.decision),
      [{ kind: 'reply', text: 'b, please' }],
    );
  });

  it('asks when the model goes round in a circle, and goes on with what it is told', async () => {
    const look = { calls: [{ tool: 'read_file', input: { path: 'a' } }] };
    const made = new EngineBench({
      script: scriptOf([look, look, look, look, look, look, look, look, look]),
      files: { a: 'same\n' },
      task: noCheck,
    });
    await answering(made, { kind: 'continue', text: 'Stop reading.' }, { kind: 'take' }).run();
    const stall = { kind: 'repeated', tool: 'read_file', input: '{"path":"a"}', times: 4 };
    assert.deepEqual(
      made.of('question').map(({ request }) => ({ ...request, requestId: '' })),
      [
        { kind: 'stalled', requestId: '', stall },
        { kind: 'stalled', requestId: '', stall },
      ],
    );
    assert.equal(made.requests.length, 8);
    assert.deepEqual(made.requests[4]?.messages.at(-1), {
      role: 'user',
      text: 'You made the same call of read_file 4 times in a row and got the same result each time. Go on in another way.\n\nStop reading.',
    });
    assert.deepEqual(made.state.outcome, { kind: 'taken' });
  });

  it('tells the model when a command that was ended seems to have waited for input', async () => {
    const made = new EngineBench({
      script: scriptOf([shell('login'), {}]),
      task: noCheck,
      commands: { login: () => ({ exitCode: null, ended: 'was ended after 600 s', output: 'Password: ' }) },
      silentMs: 599_000,
    });
    await made.run();
    assert.deepEqual(made.results, [
      'shell error: Password:\n[The command was ended after 600 s.] It seems to have waited for input, which nobody can give it: answer by an option or a file instead.',
    ]);
  });

  it('ignores answers that are late, foreign or not possible', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck, sandbox: none });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'approval.request') {
        const { requestId } = event.request;
        made.tell({ type: 'answer', requestId: 'other', decision: { kind: 'allow' } });
        made.tell({ type: 'answer', requestId, decision: { kind: 'take' } });
        made.tell({ type: 'answer', requestId, decision: { kind: 'deny' } });
        made.tell({ type: 'answer', requestId, decision: { kind: 'allow' } });
      }
    };
    await made.run();
    assert.deepEqual([made.ran, made.of('answer').map((event) => event.decision.kind)], [[], ['deny']]);
  });

  it('goes on waiting after it was resumed', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck, sandbox: none });
    on(made, 'approval.request', () => made.suspend.abort());
    assert.equal(await made.run(), 'suspended');
    const again = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck, sandbox: none });
    again.journal.events.push(...made.events);
    on(again, 'ready', () => {
      const [asked] = again.of('approval.request');
      again.tell({ type: 'answer', requestId: asked?.request.requestId, decision: { kind: 'allow' } });
    });
    await again.run();
    assert.deepEqual([again.ran, again.of('approval.request').length], [['make'], 1]);
  });

  it('reads what the user writes meanwhile before it is done', async () => {
    const made = new EngineBench({
      script: scriptOf([{ text: 'Done.' }, { text: 'Done too.' }]),
      task: { verify: 'test' },
    });
    on(made, 'check.start', () => {
      made.inbox.post({ id: 'm', taskId: made.task.id, type: 'message', text: 'And the docs.' });
      made.inbox.post({ id: 'm', taskId: made.task.id, type: 'message', text: 'And the docs.' });
    });
    await made.run();
    assert.deepEqual(made.requests[1]?.messages.slice(1), [
      { role: 'assistant', text: 'Done.', calls: [] },
      { role: 'user', text: 'And the docs.' },
    ]);
    assert.deepEqual([made.ran, made.state.outcome?.kind], [['test', 'test'], 'verified']);
  });

  it('interrupts a command, runs none of the other calls, and goes on as it is told', async () => {
    const calls = [...(shell('endless').calls ?? []), ...(shell('other').calls ?? [])];
    const made = new EngineBench({
      script: scriptOf([{ calls }, {}]),
      task: noCheck,
      commands: { endless: untilAborted },
    });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'tool.intent') {
        setImmediate(() => made.tell({ type: 'interrupt' }));
      } else if (event.type === 'question') {
        made.tell({ type: 'message', text: 'Leave it.' });
      }
    };
    await made.run();
    assert.deepEqual(
      [made.ran, made.results],
      [
        ['endless'],
        [
          'shell error: Interrupted by the user. It may have been carried out in part; check before you repeat it.',
          'shell error: Not run: the user interrupted.',
        ],
      ],
    );
    assert.deepEqual(made.requests[1]?.messages.at(-1), { role: 'user', text: 'Leave it.' });
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('interrupts an answer of the model, and asks the question once', async () => {
    const made = new EngineBench({ script: scriptOf([{ text: 'Never.' }]), task: noCheck });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'message.start' && made.of('interrupted').length === 0) {
        made.tell({ type: 'interrupt' });
        made.tell({ type: 'interrupt' });
      } else if (event.type === 'question') {
        made.tell({ type: 'interrupt' });
        made.tell({ type: 'answer', requestId: event.request.requestId, decision: { kind: 'reply', text: 'Go on.' } });
      }
    };
    await made.run();
    assert.deepEqual(
      [made.of('interrupted').length, made.of('question').length, made.of('message.end').length],
      [1, 1, 1],
    );
  });

  it('stops at any point, keeps what was changed, and can be retried', async () => {
    const script = scriptOf([write('a'), shell('endless'), {}]);
    const commands = { endless: untilAborted };
    const made = new EngineBench({ script, task: noCheck, commands });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'tool.intent' && event.tool === 'shell') {
        setImmediate(() => made.tell({ type: 'stop' }));
      }
    };
    await made.run();
    assert.deepEqual(made.state.outcome, { kind: 'stopped' });
    assert.equal(made.of('checkpoint').length, 2);
    await made.run();
    assert.equal(
      made.results.at(-1),
      'shell unknown: Interrupted, outcome unknown. Check what was done before you repeat it.',
    );
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  for (const type of ['ready', 'model.request', 'approval.request', 'check.start', 'checkpoint'] as const) {
    it(`stops when told so at ${type}`, async () => {
      const made = new EngineBench({ script: scriptOf([shell('make'), {}]), sandbox: none });
      on(made, type, () => made.tell({ type: 'stop' }));
      if (type === 'check.start' || type === 'checkpoint') {
        made.task.approve = 'allow';
      }
      await made.run();
      assert.deepEqual([made.state.outcome, made.of('finished').length], [{ kind: 'stopped' }, 1]);
    });
  }

  it('goes on when what it asked was answered before somebody would discard it', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck, sandbox: none });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'approval.request') {
        const { requestId } = event.request;
        made.tell({ type: 'answer', requestId, decision: { kind: 'allow' } });
        made.tell({ type: 'answer', requestId, decision: { kind: 'discard' } });
      }
    };
    await made.run();
    assert.deepEqual([made.ran, made.of('answer').length, made.state.outcome], [['make'], 1, { kind: 'unverified' }]);
  });

  it('ends a task that is to be discarded', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make')]), sandbox: none });
    await answering(made, { kind: 'discard' }).run();
    assert.deepEqual([made.state.outcome, made.ran], [{ kind: 'stopped' }, []]);
  });
});
