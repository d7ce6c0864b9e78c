import assert from 'node:assert/strict';
import fc from 'fast-check';
import { landingMessage, mergeMessage, withTrailers } from '../../../../src/core/landing/landingMessage';
import { learnStyle, subjectOf, type MessageStyle } from '../../../../src/core/landing/messageStyle';
import { splitByTopic } from '../../../../src/core/landing/topics';

const usual: MessageStyle = {
  conventional: null,
  ticket: null,
  isLower: false,
  endsWithPeriod: false,
  maxSubject: 72,
  signsOff: false,
};

describe('learnStyle', () => {
  it('is the usual one where there are few messages, or only such as git words itself', () => {
    assert.deepEqual(learnStyle([]), usual);
    assert.deepEqual(learnStyle(['feat: a', 'feat: b']), usual);
    assert.deepEqual(
      learnStyle(["Merge branch 'a'", 'Revert "b"', 'fixup! c', 'Merge pull request #1 from x/y']),
      usual,
    );
  });

  it('learns types and scopes, the most used first', () => {
    const style = learnStyle(['feat(api): add it', 'fix(api): mend it', 'fix(web)!: drop it', 'Release 1.0']);
    assert.deepEqual(style, {
      ...usual,
      conventional: { types: ['fix', 'feat'], scopes: ['api', 'web'] },
      isLower: true,
      maxSubject: 50,
    });
  });

  it('takes no colon for a type that nobody uses as one', () => {
    assert.equal(learnStyle(['parser: go', 'lexer: go', 'ast: go on']).conventional, null);
  });

  it('learns tickets in each form, capitals, periods, length and sign-offs', () => {
    const long = 'x'.repeat(80);
    assert.deepEqual(learnStyle([`[AB-1] Add ${long}.`, `[AB-22] Mend ${long}.`, `[CD-3] Drop ${long}.`]), {
      ...usual,
      ticket: { shape: 'brackets', keys: ['AB-', 'CD-'] },
      endsWithPeriod: true,
      maxSubject: 93,
    });
    assert.deepEqual(learnStyle(['AB-1: a', 'AB-2: b', 'AB-3: c']).ticket, { shape: 'colon', keys: ['AB-'] });
    assert.deepEqual(learnStyle(['#1 a', '#2 b', '#3 c']).ticket, { shape: 'space', keys: ['#'] });
    const signed = 'A\n\nwhy\n\nSigned-off-by: A <a@example.com>';
    assert.equal(learnStyle([signed, signed, 'B']).signsOff, true);
  });

  it('never throws, whatever the messages are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (messages) => {
        const style = learnStyle(messages);
        assert.ok(style.maxSubject >= 50 && style.maxSubject <= 100);
      }),
    );
  });
});

describe('landingMessage', () => {
  const conventional = {
    ...usual,
    conventional: { types: ['feat', 'fix', 'docs', 'chore'], scopes: ['cart'] },
    isLower: true,
  };
  const say = (title: string, style: MessageStyle, paths = ['src/cart/total.ts'], mentions: string[] = []): string =>
    landingMessage({ title, paths, mentions }, style);

  it('keeps to what is usual in the repository', () => {
    assert.equal(say('ship it.', usual), 'Ship it');
    assert.equal(say('Ship it', { ...usual, isLower: true, endsWithPeriod: true }), 'ship it.');
    assert.equal(say('README says more', { ...usual, isLower: true }), 'README says more');
    assert.equal(say('Ship it', conventional), 'feat(cart): ship it');
    assert.equal(say('Fix the total', conventional, ['a.ts']), 'fix: fix the total');
    assert.equal(say('Tell more', conventional, ['README.md']), 'docs: tell more');
    assert.equal(say('Raise it', conventional, ['package.json']), 'chore: raise it');
  });

  it('names a ticket of the repository’s where the task does, and makes up none', () => {
    const style: MessageStyle = { ...usual, ticket: { shape: 'brackets', keys: ['AB-'] } };
    assert.equal(say('AB-7: ship it', style), '[AB-7] Ship it');
    assert.equal(say('Ship it', style, ['a.ts'], ['as AB-9 wants, not ISO-8601']), '[AB-9] Ship it');
    assert.equal(say('Ship it for ZZ-1', style), 'Ship it for ZZ-1');
    assert.equal(
      say('Ship it', { ...conventional, ticket: { shape: 'colon', keys: ['#'] } }, ['a.ts'], ['#4']),
      'feat: #4: ship it',
    );
  });

  it('shortens at a word and says the whole below', () => {
    const title = 'Make the cart add the shipping costs of every single article of it';
    assert.equal(say(title, { ...usual, maxSubject: 50 }), `Make the cart add the shipping costs of every\n\n${title}`);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 50, max: 100 }), (text, maxSubject) => {
        const message = landingMessage({ title: text, paths: [] }, { ...usual, maxSubject });
        assert.ok(subjectOf(message).length <= maxSubject);
      }),
    );
  });

  it('says of a part what it is of', () => {
    const topics = splitByTopic(['package.json', 'src/cart/a.ts', 'src/shop/b.ts', 'README.md']);
    const messages = topics.map((topic) =>
      landingMessage({ title: 'Ship it', paths: topic.paths, topic }, conventional),
    );
    assert.deepEqual(messages, [
      'chore: update dependencies\n\nShip it',
      'feat(cart): ship it',
      'feat: ship it in src/shop',
      'docs: update the documentation\n\nShip it',
    ]);
    assert.equal(mergeMessage('agents/ship-it', 'main', 'Ship it'), 'Merge agents/ship-it into main\n\nShip it');
  });
});

describe('withTrailers', () => {
  const trailers = { signedOffBy: 'A <a@example.com>', agentRun: '01ARZ3NDEKTSV4RRFFQ69G0000' };

  it('adds those that are missing in a paragraph of their own', () => {
    assert.equal(
      withTrailers('Ship it\n', trailers),
      'Ship it\n\nSigned-off-by: A <a@example.com>\nAgent-Run: 01ARZ3NDEKTSV4RRFFQ69G0000',
    );
    const begun = 'Ship it\n\nCo-authored-by: B <b@example.com>\nSigned-off-by: A <a@example.com>';
    assert.equal(withTrailers(begun, trailers), `${begun}\nAgent-Run: 01ARZ3NDEKTSV4RRFFQ69G0000`);
    assert.equal(withTrailers('Ship it: now', { agentRun: 'x' }), 'Ship it: now\n\nAgent-Run: x');
    assert.equal(withTrailers('Fix: now', {}), 'Fix: now');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (message) => {
        const once = withTrailers(message, trailers);
        assert.equal(withTrailers(once, trailers), once);
      }),
    );
  });
});
