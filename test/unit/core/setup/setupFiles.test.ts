import assert from 'node:assert/strict';
import { installsIn } from '../../../../src/core/setup/installs';
import type { Platform } from '../../../../src/core/setup/foundList';
import { readSetupFile } from '../../../../src/core/setup/setupFiles';

const worktrees = (value: unknown, platform: Platform = 'linux') =>
  readSetupFile('.cursor/worktrees.json', JSON.stringify(value), platform);
const tasks = (value: unknown, platform: Platform = 'linux') =>
  readSetupFile('.vscode/tasks.json', JSON.stringify({ tasks: value }), platform);
const created = { type: 'shell', runOptions: { runOn: 'worktreeCreated' } };

describe('.cursor/worktrees.json', () => {
  it('has commands for one system, or for all', () => {
    const file = { 'setup-worktree': ['all'], 'setup-worktree-unix': ['npm ci', 'npm run build'] };
    assert.deepEqual(
      [worktrees(file), worktrees(file, 'windows'), worktrees({ 'setup-worktree-windows': ['x'] })],
      [
        { lists: [{ steps: ['npm ci', 'npm run build'] }], problems: [] },
        { lists: [{ steps: ['all'] }], problems: [] },
        { lists: [], problems: [] },
      ],
    );
  });

  it('may name a script beside it, not one outside of the repository', () => {
    assert.deepEqual(worktrees({ 'setup-worktree': '../scripts/setup.sh' }).lists, [
      { steps: ['scripts/setup.sh'], scriptPath: 'scripts/setup.sh' },
    ]);
    assert.deepEqual(worktrees({ 'setup-worktree': '../../setup.sh' }), {
      lists: [],
      problems: ['.cursor/worktrees.json: the script lies outside of the repository.'],
    });
  });

  it('may have comments and trailing commas, and says what is wrong without showing values', () => {
    const text = '\ufeff{ // how\n "setup-worktree": ["echo \\"a // b\\"", /* last */ "c, }",], }';
    assert.deepEqual(readSetupFile('.cursor/worktrees.json', text, 'linux').lists, [
      { steps: ['echo "a // b"', 'c, }'] },
    ]);
    assert.deepEqual(
      ['', '<<<<<<< HEAD', '{"setup-worktree": 7}'].map(
        (broken) => readSetupFile('.cursor/worktrees.json', broken, 'linux').problems,
      ),
      [
        ['.cursor/worktrees.json was not used: it is no JSON.'],
        ['.cursor/worktrees.json was not used: it is no JSON.'],
        ['.cursor/worktrees.json was not used: it does not have the form of such a file.'],
      ],
    );
  });
});

describe('conductor.json', () => {
  it('has a setup script as one step', () => {
    const read = (value: unknown) => readSetupFile('conductor.json', JSON.stringify(value), 'linux').lists;
    assert.deepEqual(
      [read({ scripts: { setup: ' npm ci && npm run db ', run: 'npm start' } }), read({ scripts: {} }), read({})],
      [[{ steps: ['npm ci && npm run db'] }], [], []],
    );
  });
});

describe('tasks of VS Code', () => {
  it('run when a worktree is created, each after those it depends on', () => {
    const read = tasks([
      { label: 'watch', type: 'shell', command: 'tsc -w' },
      { label: 'deps', type: 'shell', command: 'npm ci' },
      { label: 'up', ...created, command: 'make', args: ['-C', '${workspaceFolder}/db', 'a b'], dependsOn: ['deps'] },
      { label: 'pack', type: 'npm', script: 'pack', runOptions: { runOn: 'worktreeCreated' } },
    ]);
    assert.deepEqual(read, {
      lists: [
        { steps: ['npm ci'], environment: {}, folder: '', part: 'deps' },
        { steps: ['make -C ${workspaceFolder}/db "a b"'], environment: {}, folder: '', part: 'up' },
        { steps: ['npm run pack'], environment: {}, folder: '', part: 'pack' },
      ],
      problems: [],
    });
  });

  it('have a folder, variables, and a form for a system', () => {
    const task = {
      ...{ label: 'up', ...created, command: 'a' },
      options: { cwd: '${workspaceFolder}/api', env: { HERE: '${workspaceFolder}', WHO: '${env:USER}' } },
      windows: { command: 'b' },
    };
    const environment = { HERE: '${workspaceFolder}', WHO: '${USER}' };
    assert.deepEqual(
      [tasks([task]).lists, tasks([task], 'windows').lists],
      [
        [{ steps: ['a'], environment, folder: 'api', part: 'up' }],
        [{ steps: ['b'], environment, folder: 'api', part: 'up' }],
      ],
    );
  });

  it('that need the editor are told, and leave the others alone', () => {
    assert.deepEqual(
      tasks([
        { label: 'ask', ...created, command: 'echo ${input:who}' },
        { label: 'gulp', ...created, type: 'gulp', command: 'x' },
        { label: 7, ...created, command: 'x' },
        { label: 'a', ...created, command: 'true', dependsOn: 'b' },
        { label: 'b', ...created, command: 'false', dependsOn: 'a' },
      ]),
      {
        lists: [
          { steps: ['false'], environment: {}, folder: '', part: 'b' },
          { steps: ['true'], environment: {}, folder: '', part: 'a' },
        ],
        problems: [
          '.vscode/tasks.json: the task “ask” was not used: it has a variable that only the editor knows.',
          '.vscode/tasks.json: the task “gulp” was not used: tasks of the type gulp need the editor.',
        ],
      },
    );
  });
});

describe('a lock file', () => {
  const commands = (...names: string[]) => installsIn(new Set(names)).map(({ command }) => command);

  it('without its dependencies has an install, one for each kind', () => {
    assert.deepEqual(
      [
        commands('package-lock.json', 'src'),
        commands('package-lock.json', 'node_modules'),
        commands('yarn.lock'),
        commands('yarn.lock', '.yarnrc.yml'),
        commands('yarn.lock', '.yarnrc.yml', '.pnp.cjs'),
        commands('pnpm-lock.yaml', 'package-lock.json', 'uv.lock'),
        commands('uv.lock', '.venv'),
        commands('package.json'),
      ],
      [
        ['npm ci'],
        [],
        ['yarn install --frozen-lockfile'],
        ['yarn install --immutable'],
        [],
        ['npm ci', 'uv sync --frozen'],
        [],
        [],
      ],
    );
  });
});
