import assert from 'node:assert/strict';
import { includeRules } from '../../../../src/core/files/includeRules';
import { planCarry } from '../../../../src/core/files/carryPlan';

const rules = (file: string | null, settings: string | null = null, editor: readonly string[] = []) =>
  includeRules({ file, settings, editor });

describe('what a repository wants carried into worktrees', () => {
  it('is written as in .gitignore, or in the setting of VS Code', () => {
    const include = rules(
      '# secrets\n.env*\n!.env.example\n/config/\n',
      '{ "git.worktreeIncludeFiles": ["**/*.pem"], }',
      ['a/*'],
    );
    const paths = ['.env', 'x/.env.local', '.env.example', 'config/', 'config/a/b', 'x/config/', 'a/b', 'x/y.pem', 'z'];
    assert.deepEqual(
      paths.map((path) => include?.source(path)),
      [
        ...['.worktreeinclude', '.worktreeinclude', null, '.worktreeinclude', '.worktreeinclude', null],
        ...['git.worktreeIncludeFiles', 'git.worktreeIncludeFiles', null],
      ],
    );
    assert.deepEqual(include?.names, ['.worktreeinclude', 'git.worktreeIncludeFiles']);
  });

  it('is for us to choose when nobody says it, or when it can not be read', () => {
    const values = ['{', '7', 'null', '[]', '{"git.worktreeIncludeFiles": "x"}', '{"git.worktreeIncludeFiles": [7]}'];
    assert.deepEqual(
      values.map((settings) => rules(null, settings)),
      values.map(() => null),
    );
    assert.deepEqual(rules('')?.source('.env'), null);
  });

  it('is copied whatever it is, and the rest is left but for dependencies', () => {
    const entries = [
      { path: 'node_modules/', bytes: 5 },
      { path: '.env', bytes: 1 },
      { path: 'notes', bytes: 1 },
      { path: 'dist/', bytes: 90_000_000, namedBy: '.worktreeinclude' },
      { path: 'key.pem', bytes: 1, namedBy: '.worktreeinclude' },
      { path: 'other.pem', bytes: 1 },
    ];
    const limits = { totalBytes: 1_000_000_000, otherBytes: 10, named: ['.worktreeinclude'] };
    const { copy, left } = planCarry(entries, limits);
    assert.deepEqual(
      copy.map(({ path, why }) => `${path} ${why}`),
      [
        'dist/ named by .worktreeinclude',
        'key.pem named by .worktreeinclude, for your user only (mode 0600)',
        'node_modules/ dependencies',
      ],
    );
    assert.deepEqual(
      left.map(({ path, reason }) => `${path} ${reason ?? ''}`),
      [
        '.env not named by .worktreeinclude',
        'notes not named by .worktreeinclude',
        'other.pem a key, certificate or credentials',
      ],
    );
  });
});
