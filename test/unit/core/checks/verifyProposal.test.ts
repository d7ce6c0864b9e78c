import assert from 'node:assert/strict';
import { verifyOptions } from '../../../../src/core/checks/verifyProposal';

const options = (files: Readonly<Record<string, string>>) =>
  verifyOptions((path) => Promise.resolve(files[path] ?? null));
const scripts = (each: Readonly<Record<string, unknown>>, more: object = {}) =>
  JSON.stringify({ scripts: each, ...more });

describe('verifyOptions', () => {
  const cases: [name: string, files: Record<string, string>, expected: string[]][] = [
    ['nothing to be found', { 'README.md': 'npm test' }, []],
    ['an npm script', { 'package.json': scripts({ test: 'mocha' }) }, ['npm test (package.json)']],
    [
      'further scripts in their order',
      { 'package.json': scripts({ lint: 'eslint', start: 'x', test: 'mocha', check: 'c' }), 'package-lock.json': '' },
      ['npm test (package.json)', 'npm run check (package.json)', 'npm run lint (package.json)'],
    ],
    ['pnpm', { 'package.json': scripts({ test: 'x' }), 'pnpm-lock.yaml': '' }, ['pnpm test (package.json)']],
    ['yarn', { 'package.json': scripts({ test: 'x' }), 'yarn.lock': '' }, ['yarn test (package.json)']],
    ['bun', { 'package.json': scripts({ test: 'x' }), 'bun.lock': '' }, ['bun run test (package.json)']],
    [
      'the declared tool before lock files',
      { 'package.json': scripts({ test: 'x' }, { packageManager: 'pnpm@9.0.0' }), 'yarn.lock': '' },
      ['pnpm test (package.json)'],
    ],
    ["npm's own placeholder", { 'package.json': scripts({ test: 'echo "Error: no test specified" && exit 1' }) }, []],
    ['malformed JSON', { 'package.json': '{ "scripts": ' }, []],
    ['scripts that are no text', { 'package.json': scripts({ test: 5, lint: null }) }, []],
    ['a byte order mark', { 'package.json': '\uFEFF' + scripts({ test: 'x' }) }, ['npm test (package.json)']],
    ['a Makefile', { Makefile: 'all:\n\ntest: all\n\tgo' }, ['make test (Makefile)']],
    ['a Makefile with a check', { Makefile: 'check:\n' }, ['make check (Makefile)']],
    ['a Makefile without', { Makefile: 'test := 1\ntests:\n.PHONY: test\n' }, []],
    [
      'pytest by its section',
      { 'pyproject.toml': '[tool.pytest.ini_options]' },
      ['python3 -m pytest (pyproject.toml)'],
    ],
    ['pytest in uv', { 'pyproject.toml': 'dev = ["pytest>=8"]', 'uv.lock': '' }, ['uv run pytest (pyproject.toml)']],
    ['pytest in poetry', { 'pytest.ini': '', 'poetry.lock': '' }, ['poetry run pytest (pytest.ini)']],
    ['pytest in a venv', { 'conftest.py': '', '.venv/pyvenv.cfg': '' }, ['.venv/bin/python -m pytest (conftest.py)']],
    ['Python without pytest', { 'pyproject.toml': '[project]', 'requirements.txt': 'not-pytest\nflask' }, []],
    ['go', { 'go.mod': 'module x' }, ['go test ./... (go.mod)']],
    ['cargo', { 'Cargo.toml': '' }, ['cargo test (Cargo.toml)']],
    [
      'several: tests before other checks',
      { 'package.json': scripts({ build: 'x', test: 'y' }), Makefile: 'test:', 'go.mod': '' },
      ['npm test (package.json)', 'make test (Makefile)', 'go test ./... (go.mod)', 'npm run build (package.json)'],
    ],
  ];
  for (const [name, files, expected] of cases) {
    it(name, async () => {
      assert.deepEqual(
        (await options(files)).map(({ command, source }) => `${command} (${source})`),
        expected,
      );
    });
  }
});
