import assert from 'node:assert/strict';
import { scriptOf, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import type { EventBody, MessageWhen } from '../../../src/protocol';
import { EngineBench, untilAborted } from './engineBench';

const noCheck = { verify: null };
const shell = (command: string): ScriptedTurn => ({ calls: [{ tool: 'shell', input: { command } }] });

/** Says something once, when the first fact of a type is written. */
function saying(made: EngineBench, at: EventBody['type'], ...said: [text: string, when: MessageWhen][]): EngineBench {
  let isSaid = false;
  made.surroundings.onEvent = (event) => {
    if (event.type === at && !isSaid) {
      isSaid = true;
      const tellAll = () => said.forEach(([text, when]) => made.tell({ type: 'message', text, when }));
      if (at === 'tool.intent') {
        setImmediate(tellAll);
      } else {
        tellAll();
      }
    }
  };
  return made;
}

/** What each request ended with. */
function ends(made: EngineBench): (string | undefined)[] {
  return made.requests.map(({ messages }) => {
    const last = messages.at(-1);
    return last?.role === 'user' ? last.text : last?.role;
  });
}

describe('a message to an agent that works', () => {
  it('that is queued is sent when the agent would finish, one after another, before the check', async () => {
    const made = new EngineBench({
      script: scriptOf([shell('make'), { text: 'Done.' }, { text: 'Done with b.' }, { text: 'Done with c.' }]),
      task: { verify: 'npm test' },
    });
    await saying(made, 'model.request', ['Then b.', 'queue'], ['Then c.', 'queue']).run();
    assert.deepEqual(ends(made), [made.task.prompt, 'tool', 'Then b.', 'Then c.']);
    assert.deepEqual([made.ran, made.state.outcome?.kind, made.state.queued], [['make', 'npm test'], 'verified', []]);
    const queued = made.of('message.queued').map(({ seq }) => seq);
    assert.deepEqual(
      made.of('user.message').map(({ queuedSeq }) => queuedSeq),
      [undefined, ...queued],
    );
  });

  it('that is queued while the check runs is sent after a green one', async () => {
    const made = new EngineBench({ script: scriptOf([{}, {}]), task: { verify: 'npm test' } });
    await saying(made, 'check.start', ['And the docs.', 'queue']).run();
    assert.deepEqual(
      [made.ran, ends(made)],
      [
        ['npm test', 'npm test'],
        [made.task.prompt, 'And the docs.'],
      ],
    );
  });

  it('that is queued to a finished task makes it go on', async () => {
    const made = new EngineBench({ script: scriptOf([{}, {}]), task: noCheck });
    await saying(made, 'finished', ['One more.', 'queue']).run();
    assert.deepEqual([ends(made), made.state.outcome], [[made.task.prompt, 'One more.'], { kind: 'unverified' }]);
  });

  it('that is queued does not answer what the agent asks', async () => {
    const ask = { calls: [{ tool: 'ask_user', input: { question: 'Which?' } }] };
    const made = new EngineBench({ script: scriptOf([ask, {}, {}]), task: noCheck });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'question') {
        made.tell({ type: 'message', text: 'Later this.', when: 'queue' });
        made.tell({ type: 'message', text: 'The first.', when: 'next' });
      }
    };
    await made.run();
    assert.deepEqual([made.results, ends(made).at(-1)], [['ask_user ok: The first.'], 'Later this.']);
  });

  it('can be withdrawn while it is queued, and not afterwards', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}, {}]), task: noCheck });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'model.request' && event.turn === 1) {
        made.tell({ type: 'message', text: 'Not this.', when: 'queue' });
        made.tell({ type: 'message', text: 'But this.', when: 'queue' });
      } else if (event.type === 'message.queued' && event.text === 'Not this.') {
        made.tell({ type: 'withdraw', queuedSeq: event.seq });
        made.tell({ type: 'withdraw', queuedSeq: event.seq });
      } else if (event.type === 'user.message' && event.queuedSeq !== undefined) {
        made.tell({ type: 'withdraw', queuedSeq: event.queuedSeq });
      }
    };
    await made.run();
    assert.deepEqual([made.of('message.withdrawn').length, ends(made).slice(2)], [1, ['But this.']]);
  });

  it('is sent in the order and with the words that it has when its turn comes', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}, {}, {}]), task: noCheck });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'model.request' && event.turn === 1) {
        made.tell({ type: 'message', text: 'First.', when: 'queue' });
        made.tell({ type: 'message', text: 'Second.', when: 'queue' });
      } else if (event.type === 'message.queued' && event.text === 'Second.') {
        made.tell({ type: 'move', queuedSeq: event.seq, beforeSeq: event.seq - 1 });
        made.tell({ type: 'reword', queuedSeq: event.seq, text: 'Second, now first.' });
      } else if (event.type === 'user.message' && event.queuedSeq !== undefined) {
        made.tell({ type: 'reword', queuedSeq: event.queuedSeq, text: 'Too late.' });
      }
    };
    await made.run();
    assert.deepEqual([made.of('message.reworded').length, ends(made).slice(2)], [1, ['Second, now first.', 'First.']]);
  });

  it('that is sent at the next step lets the step under way come to its end', async () => {
    const say = () => {
      made.tell({ type: 'message', text: 'Mind the docs.', when: 'next' });
      return {};
    };
    const made: EngineBench = new EngineBench({
      script: scriptOf([shell('make'), {}]),
      task: noCheck,
      commands: { make: say },
    });
    await made.run();
    assert.deepEqual(ends(made), [made.task.prompt, 'Mind the docs.']);
    assert.deepEqual([made.of('interrupted').length, made.results], [0, ['shell ok: [No output.]\n[Exit code 0.]']]);
  });

  it('that is sent now ends the command under way, and nobody is asked what to do', async () => {
    const calls = [...(shell('endless').calls ?? []), ...(shell('other').calls ?? [])];
    const made = new EngineBench({
      script: scriptOf([{ calls }, {}]),
      task: noCheck,
      commands: { endless: untilAborted },
    });
    await saying(made, 'tool.intent', ['Not so.', 'now']).run();
    assert.deepEqual([made.ran, made.of('question').length, ends(made).at(-1)], [['endless'], 0, 'Not so.']);
    assert.deepEqual(made.results, [
      'shell error: Interrupted by the user. It may have been carried out in part; check before you repeat it.',
      'shell error: Not run: the user interrupted.',
    ]);
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('that is sent now ends the answer under way, which is asked for again', async () => {
    const made = new EngineBench({ script: scriptOf([{ text: 'On my way.' }]), task: noCheck });
    await saying(made, 'message.start', ['Not so.', 'now']).run();
    assert.deepEqual(ends(made), [made.task.prompt, 'Not so.']);
    assert.deepEqual([made.of('interrupted').length, made.of('message.end').length], [1, 1]);
  });

  it('that is sent now is why a command that waits for approval is denied', async () => {
    const made = new EngineBench({
      script: scriptOf([shell('make'), {}]),
      task: noCheck,
      sandbox: { kind: 'none', reason: 'It is turned off.' },
    });
    await saying(made, 'approval.request', ['Use npm.', 'now']).run();
    assert.deepEqual([made.ran, made.results], [[], ['shell denied: This was not allowed. They wrote: Use npm.']]);
  });

  it('is sent once wherever the process dies', async () => {
    const fresh = () => new EngineBench({ script: scriptOf([shell('make'), {}, {}]), task: noCheck });
    const whole = fresh();
    await saying(whole, 'model.request', ['Then b.', 'queue']).run();
    const queuedAt = whole.of('message.queued')[0]?.seq ?? 0;
    for (let at = queuedAt + 1; at <= whole.events.length; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const made = fresh();
        await saying(made, 'model.request', ['Then b.', 'queue'])
          .run({ at, when })
          .catch(() => 'killed');
        await made.run();
        const said = made.of('user.message').map(({ text }) => text);
        assert.deepEqual([said, made.state.queued], [[made.task.prompt, 'Then b.'], []], `${at} ${when}`);
      }
    }
  });
});
