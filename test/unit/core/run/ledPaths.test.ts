import assert from 'node:assert/strict';
import type { PathProbe } from '../../../../src/core/files/paths';
import { ledFacts, ledPaths } from '../../../../src/core/run/ledPaths';

/** A disk of real folders and of links, each by its absolute path. */
function disk(folders: readonly string[], links: Readonly<Record<string, string>>): PathProbe {
  const real = (path: string): string | null => {
    let at = '';
    for (const name of path.split('/').filter((part) => part !== '')) {
      if (name === '..') {
        at = at.slice(0, at.lastIndexOf('/'));
        continue;
      }
      at = links[`${at}/${name}`] ?? `${at}/${name}`;
      if (!folders.includes(at)) {
        return null;
      }
    }
    return at;
  };
  return {
    kindOf: (path) => Promise.resolve(path in links ? 'symlink' : folders.includes(path) ? 'directory' : null),
    realPath: (path) => Promise.resolve(real(path)),
  };
}

const probe = disk(['/wt', '/wt/src', '/else', '/else/deep'], {
  '/wt/docs': '/else',
  '/wt/inner': '/wt/src',
  '/wt/gone': '/nowhere',
});
const facts = async (command: string) => ledFacts(await ledPaths(command, '/wt', probe), '/wt');

describe('paths that lead elsewhere', () => {
  it('are none where each name says what it is', async () => {
    for (const command of ['cp a src/', 'cp /else/deep/a src', 'make', '', 'echo "a b" > src/new', 'cd src; ls ..']) {
      assert.deepEqual(await facts(command), [], command);
    }
  });

  it('are told as what they are, those outside of the worktree first', async () => {
    assert.deepEqual(await facts('cp inner/a docs/deep/b gone'), [
      '"docs/deep/b" leads to "/else/deep/b", outside the worktree.',
      '"inner/a" leads to "/wt/src/a".',
      '"gone" leads to "/wt/gone (a link that leads nowhere)".',
    ]);
  });

  it('follow a link before they go up from it, as the kernel does', async () => {
    assert.deepEqual(await facts('cat docs/deep/../../x'), [
      '"docs/deep/../../x" leads to "/x", outside the worktree.',
    ]);
  });

  it('are told up to a number, and a command that is too long says so', async () => {
    const many = Array.from({ length: 10 }, (_, index) => `docs/${index}`).join(' ');
    assert.deepEqual((await facts(many)).slice(8), ['2 more of its words lead elsewhere.']);
    const tooLong = 'It is too long for all of its words to be looked at for links.';
    assert.deepEqual(await facts(`echo ${'a '.repeat(2_000)}docs/x`), [tooLong]);
    assert.deepEqual(await facts(`echo ${'"'.repeat(100_001)}`), [tooLong]);
  });
});
