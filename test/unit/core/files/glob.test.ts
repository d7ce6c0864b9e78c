import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { globMatcher, splitGlobs } from '../../../../src/core/files/glob';

const cases: [glob: string, matching: string[], other: string[]][] = [
  ['*.ts', ['a.ts', 'src/deep/a.ts'], ['a.tsx', 'ts']],
  ['**/*.ts', ['a.ts', 'src/deep/a.ts'], ['a.js']],
  ['src/**', ['src/a', 'src/a/b'], ['src', 'lib/src/a']],
  ['src/', ['src/a', 'src/a/b'], ['src', 'lib/src/a']],
  ['/README.md', ['README.md'], ['docs/README.md']],
  ['./src/*.ts', ['src/a.ts'], ['src/a/b.ts']],
  ['src/**/*.{ts,tsx}', ['src/a.ts', 'src/x/y/a.tsx'], ['src/a.js', 'a.ts']],
  ['{src,test}/**/*.{spec,test}.{js,ts}', ['src/a.spec.js', 'test/x/b.test.ts'], ['src/a.ts', 'lib/a.test.ts']],
  ['a{b,{c,d}}e', ['abe', 'x/ade'], ['ae', 'abcde']],
  ['[ab]?.md', ['a1.md', 'bb.md'], ['c1.md', 'a.md']],
  ['[!a-c]*.md', ['d.md'], ['a.md', 'b1.md']],
  ['app/[id]/page.tsx', ['app/[id]/page.tsx', 'app/i/page.tsx'], ['app/x/page.tsx']],
  ['**', ['a', 'a/b'], []],
  ['a\\*b', ['a*b'], ['axb']],
  ['{a', ['{a'], ['a']],
  ['docs/**/api/**/*.md', ['docs/api/x.md', 'docs/a/b/api/c/x.md'], ['docs/x.md']],
  ['*.{d.ts}', ['a.d.ts'], ['a.ts']],
];

describe('globMatcher', () => {
  for (const [glob, matching, other] of cases) {
    it(`knows which paths ${glob} means`, () => {
      const matches = globMatcher(glob);
      assert.deepEqual(
        [...matching, ...other].filter((path) => matches(path)),
        matching,
      );
    });
  }

  it('says the same as a search through every way to match', () => {
    const part = fc.constantFrom('a', 'b', '*', '?', '/', '**/', 'ab');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
        fc.array(fc.constantFrom('a', 'b', '/', 'ab'), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
        (glob, path) => {
          fc.pre(!/^\/|\/$|\/\/|\*\*[^/]|[^/]\*\*|^\.$/.test(glob) && glob.includes('/') && !/^\/|\/$|\/\//.test(path));
          assert.equal(globMatcher(glob)(path), everyWay(glob.split('/'), path.split('/')));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('ends soon for a glob that was written to take long', () => {
    assert.equal(globMatcher(`${'*a'.repeat(400)}b`)('a'.repeat(250)), false);
    assert.equal(globMatcher(`${'**/a/'.repeat(150)}b`)('a/'.repeat(1500) + 'c'), false);
    assert.equal(globMatcher('{a,b}'.repeat(100))('ab'), false);
  });
});

describe('splitGlobs', () => {
  it('splits at commas outside braces', () => {
    assert.deepEqual(splitGlobs('**/*.{ts,tsx}, src/*.js ,,{a,{b,c}}.md'), [
      '**/*.{ts,tsx}',
      'src/*.js',
      '{a,{b,c}}.md',
    ]);
  });
});

function everyWay(pattern: string[], names: string[]): boolean {
  const [part, ...rest] = pattern;
  if (part === '**' && rest.length === 0) {
    return names.length > 0;
  }
  if (part === undefined) {
    return names.length === 0;
  }
  if (part === '**') {
    return names.some((_, index) => everyWay(rest, names.slice(index))) || everyWay(rest, []);
  }
  const expression = new RegExp(`^${part.replaceAll('*', '.*').replaceAll('?', '.')}$`);
  return names[0] !== undefined && expression.test(names[0]) && everyWay(rest, names.slice(1));
}
