import assert from 'node:assert/strict';
import { coneOf, holdsFile, holdsFolder, isConeFolder, joined } from '../../../../src/core/worktrees/cone';
import { looksOnly, pathsNamedIn } from '../../../../src/core/worktrees/looksOnly';

describe('The folders of a sparse checkout', () => {
  it('are those that the globs of a scope can match, or nothing less than all', () => {
    const cases = new Map<readonly string[], readonly string[] | null>([
      [['a/**'], ['a']],
      [
        ['./a/b/*.ts', 'a/c/', 'a/b/deep/**'],
        ['a/b', 'a/c'],
      ],
      [['src/app.ts'], ['src/app.ts']],
      [['a/**', '**/*.ts'], null],
      [['*.md'], null],
      [['a/{b,c}/**', 'a/!(x)'], ['a']],
      [['../a/**'], null],
      [[], null],
    ]);
    for (const [globs, folders] of cases) {
      assert.deepEqual(coneOf(globs), folders, globs.join(' '));
    }
  });

  it('hold what is below them, and files right above', () => {
    const cone = joined(['a/b', 'c', 'a/b/deep']);
    assert.deepEqual(cone, ['a/b', 'c']);
    const files = ['top', 'a/x', 'a/b/x', 'a/b/deep/x', 'c/d/x', 'a/other/x', 'ab/x', 'd/x'];
    assert.deepEqual(
      files.filter((file) => holdsFile(cone, file)),
      files.slice(0, 5),
    );
    assert.deepEqual(
      ['a/b', 'a/b/deep', 'c', 'a', '', 'cd'].map((folder) => holdsFolder(cone, folder)),
      [true, true, true, false, false, false],
    );
    assert.equal(holdsFile([''], 'any/x'), true);
    assert.deepEqual(
      ['', 'a/[b]', 'a\nb', 'a//b', 'a/../b'].map((folder) => isConeFolder(folder)),
      [true, true, false, false, false],
    );
  });
});

describe('A command', () => {
  it('only looks when all that it runs are programs that look or move files', () => {
    for (const command of [
      'ls -la src',
      'grep -rn "x" . | head -5',
      'git log -3 && cat a',
      'rm -r a; find . -name x',
    ]) {
      assert.equal(looksOnly(command), true, command);
    }
    const others = [
      'npm test',
      'cat a && make',
      'find . -exec sh {} +',
      'echo $(make)',
      'ls\nmake',
      'git checkout x',
      '',
    ];
    for (const command of [...others, 'cat `x`', 'A=1 ls', 'diff <(make) x']) {
      assert.equal(looksOnly(command), false, command);
    }
  });

  it('names paths as words, those with a wildcard by their folder', () => {
    assert.deepEqual(pathsNamedIn('cat ./a/b.ts "c d/"; ls src/*/x --all=e/ ../up -n *.md'), [
      ...['cat', 'a/b.ts', 'c', 'd', 'ls', 'src', 'e'],
    ]);
  });
});
