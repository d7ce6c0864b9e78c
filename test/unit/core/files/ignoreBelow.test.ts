import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ignoreBelow } from '../../../../src/core/files/ignoreBelow';
import { isLeftOut, parseIgnoreRules } from '../../../../src/core/files/ignoreRules';

describe('ignoreBelow', () => {
  it('says the same from above as the file says in its folder', () => {
    assert.deepEqual(ignoreBelow('# a comment\n\n*.log\n/build\nsrc/*.js\n!keep.log\ncache/\n', 'a b/c'), [
      '/a\\ b/c/**/*.log',
      '/a\\ b/c/build',
      '/a\\ b/c/src/*.js',
      '!/a\\ b/c/**/keep.log',
      '/a\\ b/c/**/cache/',
    ]);
  });

  it('hides the same files, and none elsewhere', () => {
    const name = fc.constantFrom('a', 'b', 'x.log', 'build', 'src');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    const pattern = fc.oneof(fc.constantFrom('*.log', '/build', 'src/*', '!a', 'b/', '/src/**/b', '**/x.log'), path);
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), path, (patterns, file) => {
        const text = patterns.join('\n');
        const own = parseIgnoreRules(text, { ignoreCase: false });
        const above = parseIgnoreRules(ignoreBelow(text, 'repo').join('\n'), { ignoreCase: false });
        assert.equal(isLeftOut(above, `repo/${file}`), isLeftOut(own, file));
        assert.equal(isLeftOut(above, `other/${file}`), false);
      }),
    );
  });
});
