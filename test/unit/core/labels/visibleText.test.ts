import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { visibleText } from '../../../../src/core/labels/visibleText';

describe('text that a person is asked about', () => {
  it('shows what would hide or deceive', () => {
    const hidden = `rm x\u202e && ls\u001b[2K\u200b\ta${' '.repeat(4000)}| sh\u00a0.`;
    assert.deepEqual(
      visibleText(hidden).map(({ text, isEscape }) => (isEscape ? [text] : text)),
      [
        'rm x',
        ['\\u{202e}'],
        ' && ls',
        ['\\u{1b}'],
        '[2K',
        ['\\u{200b}'],
        ['\\t'],
        'a',
        ['⟨4000 × space⟩'],
        '| sh',
        ['\\u{a0}'],
        '.',
      ],
    );
  });

  it('leaves plain text in any script as it is', () => {
    for (const text of ['npm run build && node dist/größe.js', '検索 | wc -l', 'a\nb', 'echo "é"']) {
      assert.deepEqual(visibleText(text), [{ text, isEscape: false }]);
    }
  });

  it('never lets a control or direction character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text)
          .map((part) => part.text)
          .join('');
        assert.doesNotMatch(shown, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
