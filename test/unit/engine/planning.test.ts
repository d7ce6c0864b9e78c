import assert from 'node:assert/strict';
import { scriptOf, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import type { Decision } from '../../../src/protocol';
import { EngineBench } from './engineBench';

const plan = (text: string): ScriptedTurn => ({ calls: [{ tool: 'propose_plan', input: { plan: text } }] });
const write: ScriptedTurn = { calls: [{ tool: 'write_file', input: { path: 'a.txt', content: 'new' } }] };
const read = ['read_file', 'list_files', 'search'];

/** Answers each request with the next decision; null leaves it open and ends the process. */
function answering(made: EngineBench, ...decisions: (Decision | null)[]): EngineBench {
  const left = [...decisions];
  made.surroundings.onEvent = (event) => {
    if (event.type === 'question') {
      const decision = left.shift() ?? null;
      if (decision === null) {
        made.suspend.abort();
      } else {
        made.tell({ type: 'answer', requestId: event.request.requestId, decision });
      }
    }
  };
  return made;
}

const offered = (made: EngineBench) => made.requests.map(({ tools }) => tools.map(({ name }) => name));

describe('a task that plans first', () => {
  it('reads, proposes, takes comments, and works when the plan is approved as the person left it', async () => {
    const made = new EngineBench({
      script: scriptOf([plan('Write a.'), plan('Write a well.'), write, {}]),
      task: { mode: 'plan', verify: 'npm test' },
    });
    const reply: Decision = { kind: 'reply', text: 'Better.' };
    await answering(made, reply, { kind: 'approve', text: 'Write a very well.' }).run();
    assert.deepEqual(
      made.of('question').map(({ request }) => request.kind === 'plan' && request.text),
      ['Write a.', 'Write a well.'],
    );
    assert.deepEqual(made.results.slice(0, 2), [
      'propose_plan ok: Better.',
      'propose_plan ok: The plan is approved. Carry it out now, as it stands here; files can be changed from now on.\n\nWrite a very well.',
    ]);
    const planning = [...read, 'ask_user', 'propose_plan'];
    assert.deepEqual(offered(made).slice(0, 2), [planning, planning]);
    assert.deepEqual(
      offered(made)
        .slice(2)
        .map((names) => [names.includes('write_file'), names.includes('propose_plan')]),
      [
        [true, false],
        [true, false],
      ],
    );
    assert.match(made.requests[1]?.system ?? '', /who plans one task/);
    assert.match(made.requests[2]?.system ?? '', /who carries out one task/);
    assert.deepEqual(
      [made.state.plan, made.state.outcome?.kind, made.ran, made.files.log],
      ['Write a very well.', 'verified', ['npm test'], ['write a.txt']],
    );
  });

  it('changes and runs nothing before, whatever the model calls', async () => {
    const calls = [
      { tool: 'write_file', input: { path: 'a.txt', content: 'new' } },
      { tool: 'delete_file', input: { path: 'b.txt' } },
      { tool: 'shell', input: { command: 'make' } },
      { tool: 'finish', input: { summary: 'Done.' } },
    ];
    const beside = { calls: [...(plan('Go.').calls ?? []), ...calls.slice(0, 1)] };
    const made = new EngineBench({
      script: scriptOf([{ calls }, beside, {}]),
      task: { mode: 'plan', verify: null },
      files: { 'b.txt': 'b' },
    });
    await answering(made, { kind: 'approve', text: 'Go.' }).run();
    assert.deepEqual([made.files.log, made.ran], [[], []]);
    assert.deepEqual(
      made.of('tool.result').map(({ tool, outcome }) => [tool, outcome]),
      [
        ['write_file', 'error'],
        ['delete_file', 'error'],
        ['shell', 'error'],
        ['finish', 'error'],
        ['propose_plan', 'ok'],
        ['write_file', 'denied'],
      ],
    );
  });

  it('takes a plan that was only written down for a proposal', async () => {
    const made = new EngineBench({
      script: scriptOf([{ text: 'I would write a.' }, write, {}]),
      task: { mode: 'plan', verify: null },
    });
    await answering(made, { kind: 'approve', text: 'Write a.' }).run();
    assert.deepEqual(made.requests[1]?.messages.slice(1), [
      { role: 'assistant', text: 'I would write a.', calls: [] },
      {
        role: 'user',
        text: 'The plan is approved. Carry it out now, as it stands here; files can be changed from now on.\n\nWrite a.',
      },
    ]);
    assert.deepEqual([made.files.log, made.state.outcome], [['write a.txt'], { kind: 'unverified' }]);
  });

  it('waits over the end of the process, and goes on as it was approved', async () => {
    const fresh = () =>
      new EngineBench({ script: scriptOf([plan('Write a.'), write, {}]), task: { mode: 'plan', verify: null } });
    const made = fresh();
    assert.equal(await answering(made, null).run(), 'suspended');
    const again = fresh();
    again.journal.events.push(...made.events);
    again.surroundings.onEvent = ({ type }) => {
      const request = again.state.request;
      if (type === 'ready' && request !== null) {
        again.tell({ type: 'answer', requestId: request.requestId, decision: { kind: 'allow' } });
        again.tell({ type: 'answer', requestId: request.requestId, decision: { kind: 'approve', text: 'Write a.' } });
      }
    };
    await again.run();
    assert.deepEqual([again.files.log, again.state.plan], [['write a.txt'], 'Write a.']);
    assert.equal(again.of('answer').length, 1);
  });

  it('keeps the approved plan when the conversation is summed up', async () => {
    const isOrder = (text: string) => text.startsWith('The conversation has grown too long');
    let turn = 0;
    const made = new EngineBench({
      script: ({ messages }) => {
        const last = messages.at(-1);
        if (last?.role === 'user' && isOrder(last.text)) {
          return { text: 'Summed up.' };
        }
        turn += 1;
        const talk = { text: `${turn} `.repeat(2500), calls: [{ tool: 'list_files', input: `{"path":"${turn}"}` }] };
        return turn === 1 ? plan('First draft.') : turn < 9 ? talk : {};
      },
      task: { mode: 'plan', verify: null, limits: { maxTurns: 50, verifyRounds: 0, contextTokens: 8000 } },
    });
    await answering(made, { kind: 'approve', text: 'Keep the API.' }).run();
    const second = made.requests.at(-1)?.messages[1];
    assert.ok(made.of('compacted').some(({ kind }) => kind === 'summary'));
    assert.match(
      second?.role === 'user' ? second.text : '',
      /The approved plan:\n\nKeep the API\.\n\nThe work so far:/,
    );
  });
});

describe('a task that only asks', () => {
  it('reads, ends with its answer, and checks and changes nothing', async () => {
    const look = { calls: [{ tool: 'read_file', input: { path: 'a.txt' } }] };
    const made = new EngineBench({
      script: scriptOf([look, write, { text: 'It says hello.' }]),
      task: { mode: 'ask', verify: 'npm test' },
      files: { 'a.txt': 'hello\n' },
    });
    await made.run();
    assert.deepEqual(
      [made.state.outcome, made.ran, made.files.log, made.of('checkpoint').length],
      [{ kind: 'answered' }, [], ['read a.txt'], 0],
    );
    assert.deepEqual(offered(made)[0], [...read, 'ask_user']);
    assert.match(made.results[1] ?? '', /^write_file error: write_file is not possible in this part of the task/);
  });
});
