import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DiskSetup } from '../../src/adapters/setup/diskSetup';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import { RepositoryMemory } from '../../src/adapters/store/repositoryMemory';
import type { SetupList, RunnerEvent } from '../../src/protocol';
import { scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import { createRunner } from '../../src/runner/createRunner';
import { MemoryLog } from '../fakes/memoryLog';
import { prepareTask } from '../fakes/preparedTask';
import { TestRepo } from '../fakes/testRepo';

let repo: TestRepo;
let worktree: string;

beforeEach(() => {
  repo = TestRepo.with({ 'a.txt': 'a\n' });
  worktree = join(repo.folder, 'wt');
  mkdirSync(worktree);
});

afterEach(() => rmSync(repo.folder, { recursive: true, force: true }));

function setup(isolation: 'sandbox' | 'none' = 'none', data = 'data'): DiskSetup {
  return new DiskSetup({
    ...{ root: repo.root, worktree },
    memory: new RepositoryMemory(join(repo.folder, data), join(repo.root, '.git')),
    openCommands: (variables) =>
      ShellCommands.open({
        ...{ taskId: `SETUP${process.pid}`, isolation, worktree, variables, readOnly: [repo.root], hidden: [] },
        env: process.env,
      }),
  });
}

async function run(made: DiskSetup, list: SetupList | undefined) {
  assert.ok(list);
  const commands = await made.commands(list);
  const { exitCode, output } = await commands.run(
    await made.script(list, { mark: 'mark', kept: await made.kept(list) }),
    {
      ...{ network: false, signal: new AbortController().signal, timeoutMs: 20_000, onOutput: () => undefined },
      outputFile: join(repo.folder, 'out.log'),
    },
  );
  return { exitCode, output };
}

const worktreesFile = (commands: unknown) => ({
  '.cursor/worktrees.json': JSON.stringify({ 'setup-worktree': commands }),
});

for (const isolation of ['none', 'sandbox'] as const) {
  describe(`a list of setup commands, isolation ${isolation}`, () => {
    it('runs as one shell in the worktree, with the variables that its file promises', async () => {
      repo.write({ '.env': 'KEY=1\n' });
      const steps = [
        'cp "$ROOT_WORKTREE_PATH/.env" .env',
        'mkdir -p sub && cd sub && kept=yes',
        'echo "$kept in $(basename "$PWD")" > said.txt',
        'test "$CONDUCTOR_WORKSPACE_PATH" = "$WORKTREE_PATH" && test "$REPO_PATH" = "$CONDUCTOR_ROOT_PATH"',
      ];
      repo.write(worktreesFile(steps), worktree);
      const made = setup(isolation);
      const { lists, problems } = await made.plan();
      const { exitCode, output } = await run(made, lists[0]);
      assert.deepEqual(
        [problems, lists[0]?.steps, exitCode, output.trim().split('\n')],
        [[], steps, 0, ['# mark step 1', '# mark step 2', '# mark step 3', '# mark step 4']],
      );
      assert.equal(readFileSync(join(worktree, '.env'), 'utf8'), 'KEY=1\n');
      assert.equal(readFileSync(join(worktree, 'sub/said.txt'), 'utf8'), 'yes in sub\n');
    });
  });
}

describe('a list of setup commands', () => {
  it('ends with the first step that fails, also one that is no whole command', async () => {
    repo.write(worktreesFile(["echo it's", 'touch never']), worktree);
    const made = setup();
    const { exitCode, output } = await run(made, (await made.plan()).lists[0]);
    assert.deepEqual(
      [exitCode === 0, output.includes('# mark step 1'), output.includes('step 2')],
      [false, true, false],
    );
    repo.write(worktreesFile(['set -e; false', 'touch never']), worktree);
    assert.equal((await run(made, (await made.plan()).lists[0])).exitCode, 1);
  });

  it('may be a script, which is shown, and is run whether or not it may be executed', async () => {
    repo.write({ ...worktreesFile('setup.sh'), '.cursor/setup.sh': '#!/bin/sh\necho "ran $0"\n' }, worktree);
    chmodSync(join(worktree, '.cursor/setup.sh'), 0o644);
    const made = setup();
    const [list] = (await made.plan()).lists;
    assert.equal(list?.script, '#!/bin/sh\necho "ran $0"\n');
    assert.deepEqual(await run(made, list), { exitCode: 0, output: '# mark step 1\nran .cursor/setup.sh\n' });
    assert.ok(list);
    assert.equal(await made.isAsPlanned(list), true);
    repo.write({ '.cursor/setup.sh': 'echo other\n' }, worktree);
    assert.equal(await made.isAsPlanned(list), false);
    rmSync(join(worktree, '.cursor/setup.sh'));
    assert.deepEqual(await made.plan(), {
      lists: [],
      problems: ['.cursor/worktrees.json names the script .cursor/setup.sh, which is not there or too large.'],
    });
  });

  it('is taken from the checkout where the worktree has none', async () => {
    repo.write(worktreesFile(['echo root']));
    assert.deepEqual((await setup().plan()).lists[0]?.steps, ['echo root']);
    repo.write(worktreesFile(['echo worktree']), worktree);
    assert.deepEqual((await setup().plan()).lists[0]?.steps, ['echo worktree']);
  });

  it('begins in the folder of its task, with its variables', async () => {
    const task = { label: 'up', type: 'shell', command: 'echo "$HERE"; pwd', runOptions: { runOn: 'worktreeCreated' } };
    const options = { cwd: '${workspaceFolder}/a b', env: { HERE: '${workspaceFolder}' } };
    repo.write({ '.vscode/tasks.json': JSON.stringify({ tasks: [{ ...task, options }] }), 'a b/c': '' }, worktree);
    const made = setup();
    const { output } = await run(made, (await made.plan()).lists[0]);
    assert.deepEqual(output.split('\n'), ['# mark step 1', worktree, join(worktree, 'a b'), '']);
  });
});

describe('a step that installs dependencies', () => {
  const entry = (version: string, more: object = {}) => ({
    version,
    resolved: `r-${version}`,
    integrity: `i-${version}`,
    ...more,
  });
  const lock = (packages: object) =>
    JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'x' }, ...packages } });
  const wanted = { 'node_modules/a': entry('1'), 'node_modules/b': entry('2', { optional: true }) };

  async function kept(there: object | null, steps: readonly string[] = ['npm ci', 'echo built']): Promise<number[]> {
    rmSync(join(worktree, 'node_modules'), { recursive: true, force: true });
    repo.write({ ...worktreesFile(steps), 'package-lock.json': lock(wanted) }, worktree);
    repo.write(there === null ? {} : { 'node_modules/.package-lock.json': lock(there) }, worktree);
    const made = setup();
    const [list] = (await made.plan()).lists;
    assert.ok(list);
    return await made.kept(list);
  }

  it('is left out where exactly the packages of its lock file are there', async () => {
    assert.deepEqual(
      [
        await kept(wanted),
        await kept({ 'node_modules/a': entry('1') }),
        await kept(null),
        await kept({ 'node_modules/a': entry('3'), 'node_modules/b': entry('2') }),
        await kept({ 'node_modules/b': entry('2') }),
        await kept({ ...wanted, 'node_modules/c': entry('1') }),
        await kept(wanted, ['cd web', 'npm ci']),
        await kept(wanted, ['npm ci && npm run build']),
      ],
      [[1], [1], [], [], [], [], [], []],
    );
  });

  it('does nothing then, and the steps after it run', async () => {
    await kept(wanted, ['npm ci', 'echo built']);
    const made = setup();
    const { exitCode, output } = await run(made, (await made.plan()).lists[0]);
    assert.deepEqual([exitCode, output], [0, '# mark step 1\n# mark step 2\nbuilt\n']);
  });
});

describe('consent to a setup', () => {
  it('holds for exactly what was shown, in any process, for this repository only', async () => {
    repo.write({ ...worktreesFile('s.sh'), '.cursor/s.sh': 'echo 1\n' }, worktree);
    const [list] = (await setup().plan()).lists;
    assert.ok(list);
    assert.equal(await setup().isRemembered(list), false);
    await setup().remember(list);
    await setup().remember(list);
    assert.equal(await setup().isRemembered(list), true);
    assert.equal(await setup('none', 'other').isRemembered(list), false);
    repo.write({ '.cursor/s.sh': 'echo 2\n' }, worktree);
    const [changed] = (await setup().plan()).lists;
    assert.ok(changed);
    assert.equal(await setup().isRemembered(changed), false);
  });
});

describe('lock files', () => {
  it('without their dependencies are found at the top and one folder below', async () => {
    repo.write({ 'package-lock.json': '{}', 'web/yarn.lock': '', 'api/uv.lock': '', 'api/.venv/x': '' }, worktree);
    const made = setup();
    const { lists } = await made.plan();
    assert.deepEqual(
      lists.map(({ source, makes, steps, folder }) => ({ source, makes, steps, folder })),
      [
        { source: 'package-lock.json', makes: 'node_modules', steps: ['npm ci'], folder: '' },
        {
          source: 'web/yarn.lock',
          makes: 'web/node_modules',
          steps: ['yarn install --frozen-lockfile'],
          folder: 'web',
        },
      ],
    );
    assert.deepEqual([await made.isMissing('node_modules'), await made.isMissing('api/.venv')], [true, false]);
  });
});

/** What a task in a repository with these commands journals, whose requests are all allowed. */
async function journalOf(commands: readonly string[]): Promise<RunnerEvent[]> {
  const { spec, repo } = await prepareTask(worktreesFile(commands), { approve: 'allow', verify: null });
  const runner = createRunner({ createModel: () => new ScriptPlayer(scriptOf([{}])), log: new MemoryLog() });
  const events: RunnerEvent[] = [];
  await new Promise<void>((resolve) => {
    runner.onMessage((message) => {
      if (message.kind === 'event') {
        events.push(message.event);
      } else if (message.kind === 'ended') {
        resolve();
      }
    });
    runner.send({ id: 'c1', taskId: spec.task.id, type: 'start', spec });
  });
  await runner.stop();
  rmSync(repo.folder, { recursive: true, force: true });
  return events;
}

describe('the hosts of an install or setup', () => {
  const lock = (url: string) => JSON.stringify({ packages: { 'node_modules/a': { resolved: url } } });

  it('are the registries that its files imply and name, and are part of what is consented to', async () => {
    const made = setup();
    repo.write({ 'package-lock.json': lock('https://registry.npmjs.org/a.tgz'), 'web/uv.lock': '' }, worktree);
    repo.write(worktreesFile(['npm ci']), worktree);
    const { lists } = await made.plan();
    assert.deepEqual(
      lists.map(({ kind, source, hosts }) => ({ kind, source, hosts })),
      [
        { kind: 'setup', source: '.cursor/worktrees.json', hosts: ['registry.npmjs.org'] },
        { kind: 'install', source: 'package-lock.json', hosts: ['registry.npmjs.org'] },
        { kind: 'install', source: 'web/uv.lock', hosts: ['pypi.org', 'files.pythonhosted.org'] },
      ],
    );
    await Promise.all(lists.map((list) => made.remember(list)));
    repo.write({ 'package-lock.json': lock('https://registry.npmjs.org/a-2.tgz') }, worktree);
    const same = (await made.plan()).lists;
    repo.write(
      { 'package-lock.json': lock('https://evil.example/a.tgz'), '.npmrc': 'registry=https://b.example' },
      worktree,
    );
    const changed = (await made.plan()).lists;
    assert.deepEqual(changed[1]?.hosts, ['registry.npmjs.org', 'evil.example', 'b.example']);
    const known = async (all: SetupList[]) => Promise.all(all.map((list) => made.isRemembered(list)));
    assert.deepEqual(
      [await known(same), await known(changed)],
      [
        [true, true, true],
        [false, false, true],
      ],
    );
  });
});

describe('a task in a repository with a setup', () => {
  const steps = (events: readonly RunnerEvent[]) =>
    events.flatMap((event) =>
      event.type === 'setup.step' || event.type === 'setup.result' ? [`${event.type} ${event.command}`] : [],
    );

  it('is set up before its agent starts', async () => {
    const events = await journalOf(['made=yes', 'test "$made" = yes && test -n "$PORT" && echo done > ignored']);
    const second = 'test "$made" = yes && test -n "$PORT" && echo done > ignored';
    assert.deepEqual(steps(events), ['setup.step made=yes', `setup.step ${second}`, `setup.result ${second}`]);
    const types = events.map(({ type }) => type);
    assert.ok(types.indexOf('setup.result') < types.indexOf('model.request'));
    assert.equal(events.at(-1)?.type, 'finished');
  });

  it('fails with the step, how it ended and what it printed last', async () => {
    const events = await journalOf(['true', 'echo no such package; exit 7', 'true']);
    const [outcome] = events.flatMap((event) => (event.type === 'finished' ? [event.outcome] : []));
    assert.deepEqual(outcome, {
      kind: 'failed',
      error: {
        ...{ domain: 'task', reason: 'setup-failed', audience: 'user' },
        message: 'Setup step 2 (echo no such package; exit 7) exited 7.\nno such package',
        hint: 'Its output has the details. Retry runs .cursor/worktrees.json again.',
      },
    });
    assert.deepEqual(
      events.filter(({ type }) => type === 'model.request'),
      [],
    );
  });
});

describe('what was installed', () => {
  const lock = (version: string): string =>
    JSON.stringify({ packages: { '': {}, 'node_modules/one': { version, integrity: version } } });

  it('is outdated by another lock file, as the package manager notes it or by its time, and not by the same', async () => {
    repo.write(
      {
        'package-lock.json': lock('1'),
        'node_modules/.package-lock.json': lock('1'),
        'tool/uv.lock': 'one',
        'tool/.venv/bin/python': '',
        'other/yarn.lock': 'never installed',
      },
      worktree,
    );
    const [old, late] = [new Date(1_000_000_000_000), new Date(1_000_000_100_000)];
    utimesSync(join(worktree, 'tool/uv.lock'), old, old);
    utimesSync(join(worktree, 'tool/.venv'), old, old);
    assert.deepEqual(await setup().outdated(), []);
    repo.write({ 'package-lock.json': lock('2') }, worktree);
    utimesSync(join(worktree, 'tool/uv.lock'), late, late);
    const outdated = await setup().outdated();
    assert.deepEqual(
      outdated.map(({ source, steps, makes }) => [source, steps, makes]),
      [
        ['package-lock.json', ['npm ci'], 'node_modules'],
        ['tool/uv.lock', ['uv sync --frozen'], 'tool/.venv'],
      ],
    );
    assert.equal(new Set(outdated.map(({ renews }) => renews)).size, 2);
    rmSync(join(worktree, 'node_modules'), { recursive: true });
    const missing = (await setup().plan()).lists.find(({ source }) => source === 'package-lock.json');
    assert.equal(missing?.digest, outdated[0]?.digest);
    assert.equal(missing?.renews, undefined);
  });
});
