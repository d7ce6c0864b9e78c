import assert from 'node:assert/strict';
import type { EventBody } from '../../../src/protocol';
import { journal } from '../core/journal';
import { EngineBench } from './engineBench';

const finish = { tool: 'finish', input: { summary: 'Done.' } };
const write = (content: string) => ({ calls: [{ tool: 'write_file', input: { path: 'a.js', content } }, finish] });

describe('a task that was taken back to a step', () => {
  it('goes on from the conversation of the step with what it is told, under new numbers of turns', async () => {
    const turns = [write('one\n'), write('two\n'), write('three\n')];
    const made = new EngineBench({
      script: () => turns.shift() ?? {},
      task: { verify: null },
      files: { 'a.js': 'a\n' },
    });
    await made.run();
    made.tell({ type: 'message', text: 'Now two.' });
    await made.resume();
    const [step] = made.of('checkpoint');
    assert.ok(step !== undefined);
    const { commit, tree } = step;
    const back: EventBody = {
      type: 'restored',
      toSeq: step.seq,
      what: 'both',
      checkpoint: { commit, tree },
      files: [],
    };
    made.events.push(...journal([...made.events, back]).slice(-1));
    assert.deepEqual(made.state.outcome, { kind: 'stopped' });
    assert.deepEqual(made.state.checkpoint, { commit, tree });

    made.tell({ type: 'message', text: 'Now three.' });
    await made.resume();
    assert.deepEqual(
      made.requests.at(-1)?.messages.map((message) => (message.role === 'user' ? message.text : message.role)),
      [made.task.prompt, 'assistant', 'tool', 'Now three.'],
    );
    assert.deepEqual(
      made.of('model.request').map(({ turn }) => turn),
      [1, 2, 3],
    );
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });
});
