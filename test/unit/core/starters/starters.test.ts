import * as assert from 'node:assert/strict';
import { filesToRead, startersIn } from '../../../../src/core/starters/starters';
import { english } from '../../../../src/core/translate';

const none = { packageJson: null, packageLock: null };
const body = Array.from({ length: 10 }, (_, index) => `  step(${index});`).join('\n');
const cart = { path: 'src/cart.js', text: `/** Adds. */\nexport function add() {\n${body}\n}\n` };
const money = { path: 'src/money.js', text: `export function round(n) {\n${body}\n}\n\nexport class Sum {}\n` };
const cartTest = { path: 'test/cart.test.js', text: "import { add } from '../src/cart.js';\n" };

function found(parts: Partial<Parameters<typeof startersIn>[0]>): [string, string, string][] {
  return startersIn({ sources: [], tests: [], dependencies: none, ...parts }, english).map(({ kind, label, place }) => [
    kind,
    label,
    place,
  ]);
}

describe('tasks that a repository suggests', () => {
  it('are tests for the longest module that no test mentions, and comments for what has none', () => {
    assert.deepEqual(found({ sources: [cart, money], tests: [cartTest] }), [
      ['untested', 'Write tests for src/money.js, which no test mentions', 'src/money.js'],
      ['undocumented', 'Document what src/money.js exports: round, Sum', 'src/money.js:1'],
    ]);
  });

  it('call nothing untested that a test of another name mentions, nor where there are no tests', () => {
    const other = { path: 'test/all.test.js', text: "import '../src/money.js';\n" };
    const kinds = (tests: (typeof other)[]) => found({ sources: [cart, money], tests }).map(([kind]) => kind);
    assert.deepEqual(kinds([cartTest, other]), ['undocumented']);
    assert.deepEqual(kinds([]), ['undocumented']);
  });

  it('are what a TODO asks for', () => {
    const text = 'const a = 1;\n// TODO(me): handle a voucher that is spent */\n';
    assert.deepEqual(found({ sources: [{ path: 'src/a.ts', text }] }), [
      ['todo', 'Do the TODO in src/a.ts: handle a voucher that is spent', 'src/a.ts:2'],
    ]);
    assert.deepEqual(found({ sources: [{ path: 'src/a.ts', text: "const TODO = 'x'; // TODO\n" }] }), []);
  });

  it('are dependencies that the lock file itself speaks against, and never by a guess about newer versions', () => {
    const packageJson = JSON.stringify({ dependencies: { request: '^2.0.0', chalk: '^4.0.0', zod: '^4.0.0' } });
    const lock = (packages: object): string => JSON.stringify({ lockfileVersion: 3, packages });
    const deprecated = lock({
      'node_modules/request': { version: '2.88.2', deprecated: 'request has been deprecated' },
      'node_modules/inner': { version: '1.0.0', deprecated: 'no dependency of ours' },
    });
    assert.deepEqual(found({ dependencies: { packageJson, packageLock: deprecated } }), [
      ['dependency', 'Replace request 2.88.2, which is marked as deprecated', 'package-lock.json'],
    ]);
    const twice = lock({
      'node_modules/chalk': { version: '4.1.2' },
      'node_modules/x/node_modules/chalk': { version: '5.3.0' },
      'node_modules/zod': { version: '4.0.0' },
      'node_modules/y/node_modules/zod': { version: '4.1.0' },
    });
    assert.deepEqual(found({ dependencies: { packageJson, packageLock: twice } }), [
      ['dependency', 'Settle on one major version of chalk, which is locked as 4.1.2, 5.3.0', 'package-lock.json'],
    ]);
    assert.deepEqual(found({ dependencies: { packageJson: '{', packageLock: 'null' } }), []);
  });

  it('are three at most, and each is a whole task', () => {
    const packageJson = JSON.stringify({ dependencies: { request: '^2.0.0' } });
    const packageLock = JSON.stringify({ packages: { 'node_modules/request': { version: '2.0.0', deprecated: 'x' } } });
    const sources = [money, { path: 'src/b.js', text: '// TODO: round to cents\n' }];
    const starters = startersIn({ sources, tests: [cartTest], dependencies: { packageJson, packageLock } }, english);
    assert.deepEqual(
      starters.map(({ kind }) => kind),
      ['untested', 'dependency', 'undocumented'],
    );
    assert.ok(starters.every(({ prompt }) => prompt.length > 60));
  });

  it('come from files that somebody writes, and a bounded number of them', () => {
    const paths = [
      'src/a.ts',
      'src/a.test.ts',
      'dist/a.js',
      'vendor/b.go',
      'types/c.d.ts',
      'README.md',
      '.github/x.js',
      'pkg/d_test.go',
      'pkg/d.go',
      'tests/test_e.py',
    ];
    assert.deepEqual(filesToRead(paths, 10), {
      sources: ['src/a.ts', 'pkg/d.go'],
      tests: ['src/a.test.ts', 'pkg/d_test.go', 'tests/test_e.py'],
    });
    assert.deepEqual(filesToRead(paths, 1), { sources: ['src/a.ts'], tests: ['src/a.test.ts'] });
  });
});
