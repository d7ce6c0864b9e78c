import assert from 'node:assert/strict';
import { conversationOf } from '../../../../src/core/conversation/conversation';
import { liveEvents } from '../../../../src/core/conversation/liveEvents';
import type { EventBody, RestoreWhat } from '../../../../src/protocol';
import { journal } from '../journal';

const say = (text: string): EventBody => ({ type: 'user.message', text, source: 'user' });
const back = (toSeq: number, what: RestoreWhat = 'both'): EventBody => ({
  type: 'restored',
  toSeq,
  what,
  checkpoint: null,
  files: [],
});

const live = (...bodies: EventBody[]): number[] => liveEvents(journal(bodies)).map(({ seq }) => seq);

describe('the events that a conversation consists of', () => {
  it('are all of them when nothing was taken back', () => {
    assert.deepEqual(live(say('a'), say('b'), back(1, 'files')), [1, 2, 3]);
  });

  it('leave out what lies between a step and the way back to it', () => {
    assert.deepEqual(live(say('a'), say('b'), say('c'), back(1), say('d')), [1, 4, 5]);
  });

  it('hold again what was taken back when a later step is gone to', () => {
    assert.deepEqual(live(say('a'), say('b'), say('c'), back(1), say('d'), back(3), say('e')), [1, 2, 3, 6, 7]);
    assert.deepEqual(live(say('a'), say('b'), back(1), say('c'), back(4), say('d')), [1, 3, 4, 5, 6]);
  });

  it('go nowhere when the step is not before the way back', () => {
    assert.deepEqual(live(say('a'), back(2), back(9), say('b')), [1, 2, 3, 4]);
  });

  it('tell the model what was not taken back', () => {
    const texts = (what: RestoreWhat) =>
      conversationOf(journal([say('a'), say('b'), back(1, what)])).map((message) =>
        message.role === 'user' ? message.text.slice(0, 40) : message.role,
      );
    assert.deepEqual(
      [texts('both'), texts('files'), texts('conversation')],
      [
        ['a'],
        ['a', 'b', 'I have set the files back to an earlier '],
        ['a', 'I have taken this conversation back to h'],
      ],
    );
  });
});
