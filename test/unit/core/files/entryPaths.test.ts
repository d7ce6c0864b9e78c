import assert from 'node:assert/strict';
import { isSafeEntry } from '../../../../src/core/files/entryPaths';

describe('isSafeEntry', () => {
  it('accepts names a repository may hold', () => {
    const names = [
      'a',
      'a/b.txt',
      '.gitignore',
      '.github/x',
      'git',
      '.gitx/y',
      'new\nline',
      'q"\'$(x)',
      'back\\slash',
      'näme',
    ];
    assert.deepEqual(
      names.filter((name) => !isSafeEntry(name)),
      [],
    );
  });

  it('refuses what leads out or means .git somewhere', () => {
    const out = ['', '/', '/etc/passwd', 'a//b', 'a/', '..', 'a/../b', './a', 'a\0b', 'x'.repeat(5000)];
    const gits = [
      '.git',
      '.git/config',
      'a/.GIT/hooks/x',
      '.git.',
      '.git ',
      '.git. .',
      'GIT~1',
      'git~2/x',
      '.g\u200dit',
      '.git::$INDEX_ALLOCATION/x',
      '．git',
    ];
    assert.deepEqual([...out, ...gits].filter(isSafeEntry), []);
  });
});
