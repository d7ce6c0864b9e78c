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

  it('finds comments at a pull request as quotes with their code, and what checks said as code, whatever is in it', () => {
    const text = 'This:\n```js\nx()\n```\nfails.';
    const threads = [{ path: 'a.ts', line: 3, comments: [{ author: 'ann', text }] }] as never;
    const checks = [{ name: 'ci', said: text }] as never;
    const [lead, ...others] = saidBlocks(addressText({ number: 7 }, { checks, threads }));
    assert.equal(lead?.kind, 'words');
    assert.deepEqual(others, [
      { kind: 'quote', blocks: [words('ann: This:'), code('x()'), words('fails.')] },
      words('Failing check: ci'),
      code(text),
    ]);
  });

  it('loses no line of what is said but fences', () => {
    const line = fc.constantFrom('a', ' b', '```', '````', '```ts', '~~~', '');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const left = (text: string) => text.split('\n').filter((each) => /[ab]/.test(each));
        assert.deepEqual(
          saidBlocks(lines.join('\n'))
            .flatMap((block) => (block.kind === 'quote' ? [] : left(block.text)))
            .map((each) => each.trim()),
          left(lines.join('\n')).map((each) => each.trim()),
        );
      }),
    );
  });
});
