import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { stripAnsi } from '../../../../src/core/ansi';
import { excerpt, tailOf } from '../../../../src/core/conversation/excerpt';

describe('excerpts', () => {
  it('leave a short text alone and cut the middle of a long one at line ends', () => {
    assert.equal(excerpt('short', 10), 'short');
    const text = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');
    assert.match(excerpt(text, 120), /^line 0\n[^]*\n\[\.{3} \d+ characters left out \.{3}\]\nline \d+\n[^]*line 99$/);
  });

  it('are never much longer than asked, never cut a character in two, and keep the end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 10, max: 100 }), (text, limit) => {
        const cut = excerpt(text, limit);
        assert.ok(cut.length <= limit + 60);
        assert.equal(Buffer.from(cut).toString(), cut);
        assert.ok(text.endsWith(tailOf(text, limit)));
      }),
    );
  });

  it('hold no terminal sequences', () => {
    assert.equal(
      stripAnsi('\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u001b\\ \u001b(B\u009b2Kend'),
      'red link end',
    );
  });
});
