import assert from 'node:assert/strict';
import { proposeParts } from '../../../../src/core/sprints/proposeParts';

const files = [
  'package.json',
  'src/auth/login.ts',
  'src/auth/__tests__/login.test.ts',
  'src/billing/invoice.ts',
  'src/notifications/mail.ts',
  'src/user-profiles/profile.ts',
  'src/index.ts',
  'test/auth/session.test.ts',
];

function titles(prompt: string, of: readonly string[] = files): unknown {
  const found = proposeParts(prompt, of);
  return found === null ? null : [found.by, ...found.parts.map(({ title }) => title)];
}

describe('proposeParts', () => {
  it('takes the folders that the text names', () => {
    assert.deepEqual(titles('Write tests for these modules: src/auth, src/billing, src/notifications.'), [
      'named',
      'src/auth',
      'src/billing',
      'src/notifications',
    ]);
  });

  it('knows modules by their names alone, where only one folder has it', () => {
    assert.deepEqual(titles('Cover the auth, billing, notifications and user-profiles modules with tests'), [
      'named',
      'src/auth',
      'src/billing',
      'src/notifications',
      'src/user-profiles',
    ]);
  });

  it('does not take a folder that holds another named one, nor a file in one for a part', () => {
    assert.deepEqual(
      titles('In src, test src/auth/ and src/billing/ as in src/auth/__tests__/login.test.ts'),
      ['named', 'src/auth/__tests__', 'src/billing'].map((title) =>
        title === 'src/auth/__tests__' ? 'src/auth' : title,
      ),
    );
  });

  it('takes files where it names no folders', () => {
    assert.deepEqual(titles('Add types to src/auth/login.ts and src/billing/invoice.ts'), [
      'named',
      'src/auth/login.ts',
      'src/billing/invoice.ts',
    ]);
  });

  it('takes the packages of a repository, of whatever language', () => {
    const packages = ['package.json', 'packages/a/package.json', 'packages/b/package.json', 'tools/go/go.mod'];
    assert.deepEqual(titles('Raise the coverage', [...packages, 'packages/a/node_modules/x/package.json']), [
      'packages',
      'packages/a',
      'packages/b',
      'tools/go',
    ]);
  });

  it('takes the folders of sources otherwise', () => {
    assert.deepEqual(titles('Raise the coverage'), [
      'folders',
      'src/auth',
      'src/billing',
      'src/notifications',
      'src/user-profiles',
    ]);
  });

  it('says nothing where there is nothing to split', () => {
    assert.equal(proposeParts('Raise the coverage', ['a.ts', 'b.ts']), null);
    assert.equal(proposeParts('Test src/auth', ['src/auth/a.ts']), null);
  });

  it('gives each part its folder, and what mirrors it among the tests', () => {
    assert.deepEqual(proposeParts('src/auth and src/billing', files)?.parts[0], {
      title: 'src/auth',
      scope: ['src/auth/**', 'test/**/auth/**', 'test/**/auth.*', 'test/**/*auth[._-]*'],
      directive: '',
    });
  });
});
