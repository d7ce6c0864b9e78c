import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { foldQueue, queueChange } from '../../../../src/core/run/queue';
import { foldRun, initialRun } from '../../../../src/core/run/runReducer';
import type { EventBody, QueuedMessage } from '../../../../src/protocol';
import { journal, prompt, ready } from '../journal';

const three: QueuedMessage[] = ['a', 'b', 'c'].map((text, at) => ({ seq: at + 3, text }));
const begun: EventBody[] = [ready, prompt, ...three.map(({ text }): EventBody => ({ type: 'message.queued', text }))];
const queueAfter = (...bodies: EventBody[]) => journal([...begun, ...bodies]).reduce(foldRun, initialRun).queued;
const words = (queued: readonly QueuedMessage[]) => queued.map(({ text }) => text).join('');
const moved = (queuedSeq: number, beforeSeq: number | null): EventBody => ({
  type: 'message.moved',
  queuedSeq,
  beforeSeq,
});

describe('the queue of messages', () => {
  it('has the order in which they came until one is moved', () => {
    assert.deepEqual(queueAfter(), three);
    assert.equal(words(queueAfter(moved(5, 3))), 'cab');
    assert.equal(words(queueAfter(moved(3, null))), 'bca');
    assert.equal(words(queueAfter(moved(3, 5), moved(5, 4))), 'cba');
  });

  it('puts one that was to come before a message that was sent meanwhile in front', () => {
    const sent: EventBody = { type: 'user.message', text: 'a', source: 'user', queuedSeq: 3 };
    assert.equal(words(queueAfter(sent, moved(5, 3))), 'cb');
  });

  it('keeps the place and the number of a message that gets other words', () => {
    const [a, b, c] = three;
    const after = queueAfter({ type: 'message.reworded', queuedSeq: 4, text: 'B' });
    assert.deepEqual(after, [a, { ...b, text: 'B' }, c]);
  });

  it('records nothing of what changes nothing', () => {
    const commands: Parameters<typeof queueChange>[1][] = [
      { type: 'withdraw', queuedSeq: 9 },
      { type: 'move', queuedSeq: 9, beforeSeq: 3 },
      { type: 'move', queuedSeq: 3, beforeSeq: 3 },
      { type: 'move', queuedSeq: 3, beforeSeq: 4 },
      { type: 'move', queuedSeq: 5, beforeSeq: null },
      { type: 'reword', queuedSeq: 9, text: 'x' },
      { type: 'reword', queuedSeq: 3, text: 'a' },
    ];
    assert.deepEqual(
      commands.map((command) => queueChange(three, command)),
      commands.map(() => null),
    );
  });

  it('neither loses nor doubles a message, however they are moved', () => {
    const seq = fc.integer({ min: 1, max: 8 });
    const moves = fc.array(fc.record({ queuedSeq: seq, beforeSeq: fc.option(seq) }), { maxLength: 12 });
    fc.assert(
      fc.property(moves, (made) => {
        const after = made.reduce<readonly QueuedMessage[]>(
          (queued, move) => foldQueue(queued, { type: 'message.moved', ...move }),
          three,
        );
        assert.deepEqual(
          [...after].sort((one, other) => one.seq - other.seq),
          three,
        );
      }),
    );
  });
});
