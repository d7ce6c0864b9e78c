import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { saidBlocks } from '../../../../src/core/composer/saidBlocks';
import { addressText } from '../../../../src/core/forges/addressPull';

const words = (text: string) => ({ kind: 'words', text });
const code = (text: string) => ({ kind: 'code', text });

describe('what was said, as words and code', () => {
  for (const [what, said, blocks] of [
    [
      'one fence between words',
      'Look:\n```ts\nconst a = 1;\n```\nMend it.',
      [words('Look:'), code('const a = 1;'), words('Mend it.')],
    ],
    ['a fence in a longer one', '````\n```\na\n```\n````', [code('```\na\n```')]],
    ['tildes', '~~~\n  a\n~~~', [code('  a')]],
    ['nothing between fences', 'a\n```\n```', [words('a'), code('')]],
    ['a fence without an end', 'a\n```\nb', [words('a\n```\nb')]],
    ['code in a line', 'Use `a` and ```b``` here.', [words('Use `a` and ```b``` here.')]],
    ['nothing', '', []],
  ] as const) {
    it(`knows ${what}`, () => assert.deepEqual(saidBlocks(said), blocks));
  }

  it('finds each point of a pull request in code, whatever fences are in it', () => {
    const text = 'This:\n```js\nx()\n```\nfails.';
    const threads = [{ path: 'a.ts', line: 3, comments: [{ author: 'ann', text }] }] as never;
    const blocks = saidBlocks(addressText({ number: 7 }, { checks: [], threads }));
    assert.deepEqual(
      blocks.map(({ kind }) => kind),
      ['words', 'code'],
    );
    assert.equal(blocks[1]?.text, `ann: ${text}`);
  });

  it('loses no line of what is said but fences', () => {
    const line = fc.constantFrom('a', ' b', '```', '````', '```ts', '~~~', '');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const left = (text: string) => text.split('\n').filter((each) => /[ab]/.test(each));
        assert.deepEqual(
          saidBlocks(lines.join('\n'))
            .flatMap(({ text }) => left(text))
            .map((each) => each.trim()),
          left(lines.join('\n')).map((each) => each.trim()),
        );
      }),
    );
  });
});
