import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { rankNames } from '../../../../src/core/composer/rankNames';

const paths = [
  ...['src/', 'src/users/', 'src/users/list.ts', 'src/users.ts', 'src/users.test.ts', 'docs/end-users.md'],
  ...['src/abusers.ts', 'src/core/user/sort.ts', 'src/updateServers.ts', 'README.md'],
];

describe('names that may be meant', () => {
  it('are ranked: the name itself, its beginning, a part of it, its folders, its characters in order', () => {
    assert.deepEqual(rankNames(paths, 'Users', 20), [
      'src/users/',
      'src/users.ts',
      'src/users.test.ts',
      'docs/end-users.md',
      'src/abusers.ts',
      'src/users/list.ts',
      'src/updateServers.ts',
      'src/core/user/sort.ts',
    ]);
    assert.deepEqual(rankNames(paths, 'users/l', 20), ['src/users/list.ts']);
    assert.deepEqual(rankNames(paths, '', 2), ['src/', 'README.md']);
    assert.deepEqual(rankNames(paths, 'zzz', 20), []);
  });

  it('are all that hold the characters in their order, and no other', () => {
    const path = fc.string({ unit: fc.constantFrom('a', 'b', 'C', '/', '.'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(path), fc.string({ unit: fc.constantFrom('a', 'B', 'c') }), (all, query) => {
        const pattern = new RegExp(query.replace(/(?<=.)(?=.)/g, '[^]*'), 'i');
        assert.deepEqual(
          rankNames(all, query, all.length).toSorted(),
          all.filter((one) => pattern.test(one)).toSorted(),
        );
      }),
    );
  });
});
