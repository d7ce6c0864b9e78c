import assert from 'node:assert/strict';
import { scriptOf, ScriptPlayer, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import { ModelError, StoreError } from '../../../src/core/errors';
import type { ModelClient, ModelMessage } from '../../../src/core/models/modelPorts';
import { conversationOf } from '../../../src/core/conversation/conversation';
import { MemoryLedger } from '../../fakes/memoryLedger';
import { EngineBench, untilAborted } from './engineBench';

const noCheck = { verify: null };
const shell = (command: string): ScriptedTurn => ({ calls: [{ tool: 'shell', input: { command } }] });

function questionOf(messages: readonly ModelMessage[]): string | null {
  const last = messages.at(-1);
  return last?.role === 'user' && last.text.startsWith('The person asks something on the side.')
    ? (last.text.split('\n').at(-1) ?? '')
    : null;
}

/** Plays the turns, and answers side questions; an error is thrown. */
function model(turns: readonly ScriptedTurn[], answer: (question: string) => ScriptedTurn): ModelClient {
  const play = scriptOf(turns);
  return new ScriptPlayer((request) => {
    const question = questionOf(request.messages);
    return question === null ? play(request) : answer(question);
  });
}

function asking(made: EngineBench, at: string, text: string): EngineBench {
  made.surroundings.onEvent = (event) => {
    if (event.type === at && made.of('aside.asked').length === 0) {
      made.tell({ type: 'aside', text });
    }
  };
  return made;
}

describe('a question on the side', () => {
  it('is answered from the conversation and does not enter it', async () => {
    const made = new EngineBench({
      model: model([shell('make'), {}], () => ({ text: 'Because.', usage: { input: 7 } })),
      task: noCheck,
    });
    await asking(made, 'tool.result', 'Why?').run();
    const [asked] = made.of('aside.asked');
    assert.deepEqual(
      made.of('aside.answered').map(({ askedSeq, text, isFailed }) => [askedSeq, text, isFailed]),
      [[asked?.seq, 'Because.', undefined]],
    );
    const [aside] = made.requests.filter(({ messages }) => questionOf(messages) === 'Why?');
    assert.deepEqual(
      aside?.messages.map(({ role }) => role),
      ['user', 'assistant', 'tool', 'user'],
    );
    assert.doesNotMatch(JSON.stringify(conversationOf(made.events)), /Why\?|Because/);
    const used = made.of('aside.answered')[0]?.settled?.used;
    assert.deepEqual([made.state.asides, used?.usage.input, made.state.outcome], [[], 7, { kind: 'unverified' }]);
  });

  it('is answered while a command runs, and runs no call', async () => {
    const made = new EngineBench({
      model: model([shell('endless'), {}], () => ({ text: 'It builds.', ...shell('rm') })),
      task: noCheck,
      commands: { endless: untilAborted },
    });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'tool.intent' && made.of('aside.asked').length === 0) {
        setImmediate(() => made.tell({ type: 'aside', text: 'What is going on?' }));
      } else if (event.type === 'aside.answered') {
        setImmediate(() => made.tell({ type: 'message', text: 'Go on.', when: 'now' }));
      }
    };
    await made.run();
    assert.deepEqual([made.ran, made.of('aside.answered')[0]?.text], [['endless'], 'It builds.']);
  });

  it('does not end the wait for an answer of the person', async () => {
    const ask = { calls: [{ tool: 'ask_user', input: { question: 'Which?' } }] };
    const made = new EngineBench({ model: model([ask, {}], () => ({ text: 'Two.' })), task: noCheck });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'question') {
        made.tell({ type: 'aside', text: 'How many?' });
      } else if (event.type === 'aside.answered') {
        made.tell({ type: 'message', text: 'The first.' });
      }
    };
    await made.run();
    assert.deepEqual([made.results, made.of('aside.answered')[0]?.text], [['ask_user ok: The first.'], 'Two.']);
  });

  it('that comes at the end of the work is answered yet', async () => {
    const made = new EngineBench({ model: model([{}], () => ({ text: 'Yes.' })), task: noCheck });
    await asking(made, 'finished', 'Done?').run();
    assert.deepEqual([made.of('aside.answered')[0]?.text, made.of('finished').length], ['Yes.', 1]);
  });

  it('says why there is no answer, and the work goes on', async () => {
    const failing = () => {
      throw new ModelError('overloaded', 'It is overloaded.');
    };
    const made = new EngineBench({ model: model([shell('make'), {}], failing), task: noCheck });
    await asking(made, 'tool.result', 'Why?').run();
    assert.deepEqual(
      made.of('aside.answered').map(({ text, isFailed }) => [text, isFailed]),
      [['It is overloaded.', true]],
    );
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('that waits for its turn to be asked does not outlive a stop', async () => {
    const gate = {
      look: () => Promise.resolve(null),
      pass: (_: unknown, signal: AbortSignal) =>
        new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      refused: () => Promise.resolve(),
    };
    const made = new EngineBench({
      model: model([shell('endless'), {}], () => ({ text: 'Because.' })),
      task: noCheck,
      commands: { endless: untilAborted },
      gate,
    });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'tool.intent') {
        setImmediate(() => made.tell({ type: 'aside', text: 'Why?' }));
      } else if (event.type === 'aside.asked') {
        setImmediate(() => made.tell({ type: 'stop' }));
      }
    };
    assert.equal(await made.run(), 'finished');
    assert.deepEqual(
      made.of('aside.answered').map(({ text, isFailed }) => [text, isFailed]),
      [['The task was stopped before there was an answer.', true]],
    );
    assert.deepEqual([made.state.asides, made.state.outcome], [[], { kind: 'stopped' }]);
  });

  it('says so when what it may use can not be looked up', async () => {
    const ledger = new MemoryLedger();
    const made = new EngineBench({ model: model([shell('make'), {}], () => ({})), task: noCheck, ledger });
    const damaged = new StoreError('damaged', 'The budgets can not be understood.');
    ledger.settings = () => (made.state.asides.length > 0 ? Promise.reject(damaged) : Promise.resolve(ledger.allowed));
    await asking(made, 'finished', 'Why?').run();
    assert.deepEqual(
      made.of('aside.answered').map(({ text, isFailed }) => [text, isFailed]),
      [['The budgets can not be understood.', true]],
    );
  });

  it('is answered by the next process when the first one ends before', async () => {
    let isFirst = true;
    const made: EngineBench = new EngineBench({
      model: model([shell('make'), {}], () => {
        if (isFirst) {
          isFirst = false;
          made.suspend.abort();
        }
        return { text: 'Because.' };
      }),
      task: noCheck,
    });
    assert.equal(await asking(made, 'tool.result', 'Why?').run(), 'suspended');
    assert.deepEqual([made.of('aside.answered').length, made.state.asides.length], [0, 1]);
    const again = new EngineBench({ model: model([shell('make'), {}], () => ({ text: 'Because.' })), task: noCheck });
    again.journal.events.push(...made.events);
    await again.run();
    assert.deepEqual([again.of('aside.answered').length, again.state.asides], [1, []]);
  });
});
