import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withAttachments } from '../../../../src/core/composer/withAttachments';
import { conversationOf } from '../../../../src/core/conversation/conversation';
import { imagesBeside, oldImages } from '../../../../src/core/conversation/imageRoom';
import { ImageRef } from '../../../../src/protocol';
import type { EventBody } from '../../../../src/protocol';
import { ask, callId, journal, prompt, ready, requestId, says, task } from '../journal';

const image = (name: string, bytes = 1000): ImageRef =>
  ImageRef.parse({ mediaType: 'image/png', width: 4, height: 4, bytes, digest: name.padStart(64, '0') });
const words = (text: string, images: readonly ImageRef[]): string =>
  withAttachments(
    text,
    images.map((each, index) => ({ label: `Image ${index}`, text: 'a.png', image: each })),
  );
const gives = (text: string, ...images: ImageRef[]): EventBody => ({
  type: 'user.message',
  text: words(text, images),
  source: 'user',
});
const summedUp = (bodies: readonly EventBody[], upToSeq = bodies.length, most = 100): EventBody => ({
  ...{ type: 'compacted', kind: 'summary', upToSeq, text: 'So far.', by: 'model' },
  ...imagesBeside(journal(bodies), { upToSeq, most }),
});
/** A summary goes on where the one before ended; the first one sums up the task at the least. */
const summedUpTo = (bodies: readonly EventBody[]): number =>
  bodies.reduce((upTo, body) => (body.type === 'compacted' && body.kind === 'summary' ? body.upToSeq : upTo), 1);
const shownIn = (bodies: readonly EventBody[]): string[] =>
  conversationOf(journal(bodies)).flatMap((message) =>
    message.role === 'user'
      ? (message.images ?? []).map(({ digest }) => digest.replace(/^0+/, ''))
      : message.role === 'tool'
        ? message.results.flatMap(({ image: of }) => (of === undefined ? [] : of.digest.replace(/^0+/, '')))
        : [],
  );

describe('the images of a conversation that was summed up', () => {
  it('stay beside the summary where the person gave them along, also with an answer', () => {
    const asked: EventBody[] = [
      {
        type: 'question',
        request: { kind: 'question', requestId: requestId('q'), callId: callId('a'), question: 'Which?', options: [] },
      },
      { type: 'answer', requestId: requestId('q'), decision: { kind: 'reply', text: words('This.', [image('b')]) } },
    ];
    const early = [ready, prompt, ask(1), gives('Like this.', image('a')), ...asked, says('Seen.')];
    const compacted = summedUp(early);
    assert.deepEqual(compacted, {
      ...{ type: 'compacted', kind: 'summary', upToSeq: 7, text: 'So far.', by: 'model', imagesFrom: 4 },
    });
    assert.deepEqual(shownIn([...early, compacted, gives('And this.', image('c'))]), ['a', 'b', 'c']);
  });

  it('go with the oldest message first where there is no room for all, which the model is told', () => {
    const early = [ready, prompt, gives('One.', image('a'), image('b')), gives('Two.', image('c'))];
    const compacted = summedUp(early, 4, 2);
    assert.deepEqual([shownIn([...early, compacted]), 'imagesLeft' in compacted && compacted.imagesLeft], [['c'], 2]);
    assert.match(
      JSON.stringify(conversationOf(journal([...early, compacted]))),
      /Images that the person gave along longer ago/,
    );
    const none = summedUp([...early, compacted], 4, 0);
    assert.deepEqual(shownIn([...early, compacted, none]), []);
  });

  it('are told in words alone by a summary of an earlier version', () => {
    const compacted: EventBody = { type: 'compacted', kind: 'summary', upToSeq: 3, text: 'So far.', by: 'model' };
    assert.deepEqual(shownIn([ready, prompt, gives('One.', image('a')), compacted]), []);
  });

  it('are never more than a request may hold, in whatever order they come, are summed up and left out', () => {
    const given = fc.array(fc.integer({ min: 1, max: 3_500_000 }), { maxLength: 6 });
    const step = fc.oneof(
      given.map((sizes) => ({ kind: 'said' as const, sizes })),
      fc.integer({ min: 1, max: 3_500_000 }).map((size) => ({ kind: 'result' as const, sizes: [size] })),
      fc.nat(3).map((back) => ({ kind: 'sum' as const, back })),
    );
    fc.assert(
      fc.property(given, fc.array(step, { maxLength: 30 }), (first, steps) => {
        let count = 0;
        const sizes = new Map<string, number>();
        const made = (bytes: number): ImageRef => {
          const name = (count += 1).toString(16);
          sizes.set(name, bytes);
          return image(name, bytes);
        };
        const text = words(task.prompt, first.map(made));
        const bodies: EventBody[] = [ready, { type: 'user.message', text, source: 'prompt' }];
        for (const [at, each] of steps.entries()) {
          const name = `c${at}`;
          if (each.kind === 'said') {
            bodies.push(gives('More.', ...each.sizes.map(made)));
          } else if (each.kind === 'result') {
            bodies.push(says('', [{ callId: name, tool: 'view_image', input: '{}' }]));
            const [bytes = 1] = each.sizes;
            bodies.push({
              type: 'tool.result',
              callId: callId(name),
              tool: 'view_image',
              outcome: 'ok',
              text: 'It.',
              image: made(bytes),
            });
          } else {
            bodies.push(summedUp(bodies, Math.max(summedUpTo(bodies) + 1, bodies.length - each.back)));
          }
          for (let tries = 0, seq = oldImages(journal(bodies)); seq !== null; seq = oldImages(journal(bodies))) {
            assert.ok((tries += 1) < 3, 'room is made at once');
            bodies.push({ type: 'compacted', kind: 'images', beforeSeq: seq });
          }
          const shown = shownIn(bodies);
          assert.ok(shown.length <= 16 && shown.reduce((sum, each) => sum + (sizes.get(each) ?? 0), 0) <= 9_000_000);
        }
      }),
      { numRuns: 300 },
    );
  });
});
