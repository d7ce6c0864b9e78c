import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitByTopic } from '../../../../src/core/landing/topics';

describe('splitByTopic', () => {
  it('puts tests with what they test, and orders commits as they build on each other', () => {
    const paths = [
      'README.md',
      'docs/cart.md',
      'package-lock.json',
      'package.json',
      '.github/workflows/ci.yml',
      'tsconfig.build.json',
      'src/cart/total.ts',
      'src/shop/list.ts',
      'test/cart/total.test.ts',
      'test/other.test.ts',
      'index.ts',
    ];
    assert.deepEqual(splitByTopic(paths), [
      { kind: 'dependencies', name: '', paths: ['package-lock.json', 'package.json'] },
      { kind: 'config', name: '', paths: ['.github/workflows/ci.yml', 'tsconfig.build.json'] },
      { kind: 'source', name: '', paths: ['index.ts'] },
      { kind: 'source', name: 'src/cart', paths: ['src/cart/total.ts', 'test/cart/total.test.ts'] },
      { kind: 'source', name: 'src/shop', paths: ['src/shop/list.ts'] },
      { kind: 'tests', name: '', paths: ['test/other.test.ts'] },
      { kind: 'docs', name: '', paths: ['README.md', 'docs/cart.md'] },
    ]);
  });

  it('knows tests of other languages by their names', () => {
    assert.deepEqual(splitByTopic(['pkg/a/foo.go', 'pkg/a/foo_test.go', 'pkg/b/bar.py', 'tests/test_bar.py']), [
      { kind: 'source', name: 'pkg/a', paths: ['pkg/a/foo.go', 'pkg/a/foo_test.go'] },
      { kind: 'source', name: 'pkg/b', paths: ['pkg/b/bar.py', 'tests/test_bar.py'] },
    ]);
  });

  it('takes the first folder where there are many', () => {
    const paths = Array.from({ length: 9 }, (_, at) => `src/f${at}/x.ts`);
    assert.deepEqual(splitByTopic(paths), [{ kind: 'source', name: 'src', paths }]);
  });

  it('has every path in exactly one topic', () => {
    const name = fc.constantFrom('src', 'test', 'docs', 'a', 'package.json', 'x.test.ts', 'x.ts', 'README.md', '.env');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(fc.array(path), (paths) => {
        const found = splitByTopic(paths).flatMap((topic) => topic.paths);
        assert.deepEqual(found.sort(), [...new Set(paths)].sort());
      }),
    );
  });
});
