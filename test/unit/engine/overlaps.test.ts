import assert from 'node:assert/strict';
import { scriptOf, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import type { TellOverlaps } from '../../../src/protocol';
import { EngineBench } from './engineBench';

const noCheck = { verify: null };
const shell = (command: string): ScriptedTurn => ({ calls: [{ tool: 'shell', input: { command } }] });
const place = { other: null, path: 'a.ts', base: { from: 3, count: 2 } };
const note: TellOverlaps = { type: 'overlaps', places: [place], text: 'Others change a.ts.', by: 'window' };

describe('an agent that is told where it meets others', () => {
  it('finds it in its next request, once, whoever says it how often', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'tool.intent') {
        made.tell(note);
        made.tell({ ...note, text: 'The same again.' });
        made.tell({ ...note, places: [{ ...place, base: { from: 4, count: 9 } }], text: 'And nearly there.' });
      }
    };
    await made.run();
    assert.deepEqual(
      made.requests.map(({ messages }) =>
        messages.map((message) => (message.role === 'user' ? message.text : message.role)),
      ),
      [[made.task.prompt], [made.task.prompt, 'assistant', 'tool', note.text]],
    );
    assert.deepEqual(made.state.toldOverlaps, [place]);
    assert.deepEqual(
      made.of('overlaps.told').map(({ text, by, places }) => ({ text, by, places })),
      [{ text: note.text, by: 'window', places: [place] }],
    );
  });

  it('is told of another place, and of the same of another agent', async () => {
    const made = new EngineBench({ script: scriptOf([shell('make'), {}]), task: noCheck });
    const other = { ...place, other: made.task.id };
    const far = { ...place, base: { from: 30, count: 2 } };
    made.surroundings.onEvent = (event) => {
      if (event.type === 'tool.intent') {
        made.tell(note);
        made.tell({ ...note, places: [other] });
        made.tell({ ...note, places: [place, far] });
      }
    };
    await made.run();
    assert.deepEqual(
      made.of('overlaps.told').map(({ places }) => places),
      [[place], [other], [place, far]],
    );
  });

  it('is not woken by it, and does not go on for it', async () => {
    const made = new EngineBench({ script: scriptOf([{}]), task: noCheck });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'finished') {
        made.tell(note);
      }
    };
    await made.run();
    assert.deepEqual(
      [made.requests.length, made.of('overlaps.told'), made.state.outcome],
      [1, [], { kind: 'unverified' }],
    );
    const last = new EngineBench({ script: scriptOf([{ text: 'Done.' }]), task: noCheck });
    last.surroundings.onEvent = (event) => {
      if (event.type === 'message.end') {
        last.tell(note);
      }
    };
    await last.run();
    assert.deepEqual([last.requests.length, last.state.outcome], [1, { kind: 'unverified' }]);
  });
});
