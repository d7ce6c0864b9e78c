import assert from 'node:assert/strict';
import { stepsOf } from '../../../../src/core/views/taskSteps';
import { english } from '../../../../src/core/translate';
import { CallId, ObjectName } from '../../../../src/protocol';
import { journal } from '../journal';

const name = (letter: string) => ObjectName.parse(letter.repeat(40));
const callId = CallId.parse('call-1');
const input = JSON.stringify({ path: 'a.js', content: 'a\n' });

describe('the steps of a task', () => {
  it('are its beginning and whatever kept a change, named by the call that made it', () => {
    const events = journal([
      { type: 'user.message', text: 'Do it.', source: 'prompt' },
      { type: 'tool.intent', callId, tool: 'write_file', input, effect: 'write' },
      { type: 'checkpoint', commit: name('a'), tree: name('b'), turn: 1, callId, partial: true },
      { type: 'checkpoint', commit: name('a'), tree: name('b'), turn: 1 },
      { type: 'checkpoint', commit: name('c'), tree: name('d'), turn: 2 },
    ]);
    assert.deepEqual(
      stepsOf(events, english).map(({ number, seq, turn, label, kept }) => [number, seq, turn, label, kept?.commit]),
      [
        [0, 1, 0, 'Beginning', undefined],
        [1, 3, 1, 'Wrote a.js', name('a')],
        [2, 5, 2, 'After turn 2', name('c')],
      ],
    );
  });
});
