import * as assert from 'node:assert/strict';
import { mentionAt, withMention } from '../../../../src/core/composer/mentionAt';

describe('a name that is being written', () => {
  it('begins with @ behind a space or a bracket and ends at the caret', () => {
    const begun = (text: string, caret = text.length): unknown => mentionAt(text, caret);
    assert.deepEqual(
      [begun('@'), begun('see @src/a'), begun('see (@b'), begun('see @src/a b', 8), begun('a\n@x')],
      [
        { from: 0, to: 1, query: '' },
        { from: 4, to: 10, query: 'src/a' },
        { from: 5, to: 7, query: 'b' },
        { from: 4, to: 8, query: 'src' },
        { from: 2, to: 4, query: 'x' },
      ],
    );
    assert.deepEqual(
      [begun('me@host'), begun('@a '), begun('@@'), begun(`@${'x'.repeat(151)}`)],
      [...[null, null, null, null]],
    );
  });

  it('is written out where it stood, and the caret stands behind it', () => {
    const text = 'Fix @us here';
    const begun = mentionAt(text, 7);
    assert.ok(begun !== null);
    const written = [
      { kind: 'file', path: 'src/users.ts' },
      { kind: 'symbol', path: 'src/users.ts', name: 'useIt' },
      { kind: 'folder', path: 'all users' },
    ] as const;
    assert.deepEqual(
      written.map((mention) => withMention(text, begun, mention)),
      [
        { text: 'Fix src/users.ts here', caret: 17 },
        { text: 'Fix useIt here', caret: 10 },
        { text: 'Fix `all users` here', caret: 16 },
      ],
    );
  });
});
