import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { DiskFiles } from '../../src/adapters/files/diskFiles';
import { MountedSecrets } from '../../src/adapters/process/mountedSecrets';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import { carriedItems } from '../../src/core/views/carriedItems';
import type { Commands } from '../../src/core/worktrees/worktreePorts';
import type { Carried, Task, Workspace } from '../../src/protocol';
import { explained, withCopies } from '../../src/runner/openSecretFiles';
import { runPrepared } from '../fakes/runPrepared';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

const environment: Carried = { path: '.env', how: 'mounted', bytes: 13, why: 'environment file' };
const signal = new AbortController().signal;

describe('Files of secrets', () => {
  let repo: TestRepo;
  let bench: TaskBench;
  beforeEach(() => {
    repo = TestRepo.with({ '.gitignore': '.env\nkeys/\n', 'app/a.js': 'a\n' });
    repo.write({ '.env': 'KEY=very-own\n' });
    bench = new TaskBench(repo);
  });
  afterEach(() => bench.dispose());

  const workspaceOf = (task: Task): Workspace => {
    const { workspace } = bench.view(task).app;
    assert.ok(workspace !== null);
    return workspace;
  };

  async function open(task: Task, isolation: 'sandbox' | 'none' = 'sandbox') {
    const workspace = workspaceOf(task);
    const [{ worktree }] = workspace.repos;
    const secrets = new MountedSecrets(workspace);
    const commands = await ShellCommands.open({
      ...{
        taskId: `${task.id}-${process.pid}`,
        isolation,
        worktree,
        readOnly: [repo.root],
        hidden: [],
        env: process.env,
      },
      mounts: secrets.covers,
    });
    let number = 0;
    const run = async (command: string, through: Commands = commands): Promise<string> => {
      const outputFile = path.join(repo.folder, `out-${task.id}-${(number += 1)}.log`);
      const how = { network: false, signal, timeoutMs: 60_000, onOutput: () => undefined, outputFile };
      const { exitCode, output } = await through.run(command, how);
      return exitCode === 0 ? output : `failed: ${output}`;
    };
    return { secrets, commands, run, worktree };
  }

  it('are read by the commands of all tasks where they are, and by nobody in a worktree', async () => {
    const tasks = [await bench.create({ isolation: 'sandbox' }), await bench.create({ isolation: 'sandbox' })];
    for (const task of tasks) {
      const { worktree } = await bench.prepare(task);
      assert.deepEqual([workspaceOf(task).carried, fs.existsSync(path.join(worktree, '.env'))], [[environment], false]);
    }
    const [first, second] = await Promise.all(tasks.map((task) => open(task)));
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(await first.run('cat .env'), 'KEY=very-own\n');
    assert.equal(await second.run('cat .env'), 'KEY=very-own\n');
    for (const change of ['echo B=2 >> .env', 'rm -f .env', 'mv .env other', 'chmod 777 .env', 'cp /dev/null .env']) {
      assert.match(await first.run(change), /^failed: /, change);
    }
    assert.deepEqual(fs.readFileSync(path.join(repo.root, '.env'), 'utf8'), 'KEY=very-own\n');
    const stats = fs.statSync(path.join(first.worktree, '.env'));
    assert.deepEqual([stats.size, stats.mode & 0o777], [0, 0o600]);

    fs.writeFileSync(path.join(repo.root, '.env.new'), 'KEY=rotated\n');
    fs.renameSync(path.join(repo.root, '.env.new'), path.join(repo.root, '.env'));
    assert.equal(await first.run('cat .env'), 'KEY=rotated\n');
    fs.rmSync(path.join(repo.root, '.env'));
    assert.equal(await first.run('cat .env'), '');
  });

  it('are told apart by the file tools, until the task has a file of its own in the place', async () => {
    const task = await bench.create({ isolation: 'sandbox' });
    await bench.prepare(task);
    const { secrets, run, worktree } = await open(task);
    await run('true');
    const files = new DiskFiles({ worktree, ripgrep: null, mounted: (at) => secrets.has(at) });
    const told = /^Error: "\.env" holds secrets and stays in the user's checkout/;
    await assert.rejects(files.read('.env'), told);
    await assert.rejects(files.write('.env', 'KEY=mine\n'), told);
    await assert.rejects(files.delete('.env'), told);
    fs.writeFileSync(path.join(worktree, '.env'), 'KEY=mine\n');
    assert.equal((await files.read('.env')).text, 'KEY=mine\n');
    assert.equal(await run('cat .env; echo KEY=other > .env; cat .env'), 'KEY=mine\nKEY=other\n');
  });

  it('are copied for a setup, which may replace them, and go again unless it changed them', async () => {
    const task = await bench.create({ isolation: 'sandbox' });
    await bench.prepare(task);
    const { secrets, commands, run, worktree } = await open(task);
    const setup = withCopies(secrets, commands);
    const [theirs, ours] = [path.join(repo.root, '.env'), path.join(worktree, '.env')];
    assert.equal(await run(`rm .env; cp ${theirs} .env && cat .env`, setup), 'KEY=very-own\n');
    assert.equal(fs.readFileSync(ours, 'utf8'), '');
    assert.match(
      await run('echo A=1 >> .env', explained(secrets, commands)),
      /\[\.env holds secrets\. It is the user's own file, which can be read here and not changed, moved or removed\.\]/,
    );
    assert.equal(await run('echo A=1 >> .env', setup), '');
    assert.equal(await run('cat .env'), 'KEY=very-own\nA=1\n');
    assert.equal(fs.readFileSync(theirs, 'utf8'), 'KEY=very-own\n');
  });

  it('are mounted behind no link, and as folders too', async () => {
    repo.write({ '.worktreeinclude': '.env\nkeys/\n.ssh/\n', 'keys/server.pem': 'the key\n', 'keys/list': 'one\n' });
    repo.write({ 'app/.env': 'APP=1\n', '.ssh/id_rsa': 'mine\n' });
    repo.write({ '.gitignore': '.env\nkeys/\n.ssh/\n' });
    await bench.carryChoices().decide(repo.root, { '.env': 'own' });
    const task = await bench.create({ isolation: 'sandbox' });
    const { worktree } = await bench.prepare(task);
    assert.deepEqual(
      workspaceOf(task).carried.map(({ path: at, how, why }) => [at, how, why]),
      [
        ['.env', 'copied', 'named by you, for your user only (mode 0600)'],
        ['keys/', 'copied', 'named by .worktreeinclude'],
        ['.ssh/', 'mounted', 'named by .worktreeinclude'],
        ['app/.env', 'mounted', 'named by .worktreeinclude'],
        ['keys/server.pem', 'mounted', 'named by .worktreeinclude'],
      ],
    );
    const { run } = await open(task);
    assert.deepEqual(fs.readdirSync(path.join(worktree, 'keys')), ['list']);
    assert.equal(
      await run('cat .env app/.env keys/* .ssh/* && echo A=2 > .env'),
      'KEY=very-own\nAPP=1\none\nthe key\nmine\n',
    );
    assert.match(await run('echo > .ssh/id_rsa'), /^failed: /);
    assert.equal(fs.readFileSync(path.join(repo.root, '.env'), 'utf8'), 'KEY=very-own\n');
    const elsewhere = path.join(repo.folder, 'elsewhere');
    fs.mkdirSync(elsewhere);
    fs.rmSync(path.join(worktree, 'app'), { recursive: true });
    fs.symlinkSync(elsewhere, path.join(worktree, 'app'));
    assert.match(await run('cat app/.env'), /^failed: /);
    assert.deepEqual(fs.readdirSync(elsewhere), []);
  });

  it('are copied for the user only where there is no sandbox, which the task says', async () => {
    const task = await bench.create({ isolation: 'sandbox' });
    const { worktree } = await bench.prepare(task);
    const { secrets } = await open(task, 'none');
    await secrets.copy(new DiskCarrier(), 'all');
    assert.equal(fs.readFileSync(path.join(worktree, '.env'), 'utf8'), 'KEY=very-own\n');
    assert.equal(fs.statSync(path.join(worktree, '.env')).mode & 0o777, 0o600);
    assert.equal(secrets.has('.env'), false);
    const view = bench.view(task);
    const run = { ...view.run, sandbox: { kind: 'none', reason: 'bubblewrap is not installed.' } as const };
    assert.deepEqual(carriedItems({ ...view, run }), [
      { ...environment, how: 'copied', reason: 'for your user only (mode 0600), as there is no sandbox to read it in' },
    ]);
  });

  it('are seen by checks, and are in no checkpoint, in no salvage and after a discard nowhere', async () => {
    const engine = { kind: 'command', command: 'grep -c very-own .env > seen.txt; echo "keys/" > .gitignore' } as const;
    const task = await bench.create({ isolation: 'sandbox', engine, verify: 'grep -q very-own .env' });
    const { worktree } = await bench.prepare(task);
    const events = await runPrepared(bench, task);
    const receipts = events.flatMap((event) => (event.type === 'check.result' ? [event] : []));
    assert.deepEqual(
      receipts.map(({ receipt }) => [receipt.exitCode, receipt.mounted]),
      [[0, [{ path: '.env', from: 'checkout' }]]],
    );
    assert.equal(fs.readFileSync(path.join(worktree, 'seen.txt'), 'utf8'), '1\n');
    const checkpoints = events.flatMap((event) => (event.type === 'checkpoint' ? [event.commit] : []));
    assert.ok(checkpoints.length > 0);
    for (const commit of checkpoints) {
      assert.equal(repo.git('ls-tree', '-r', '--name-only', commit).split('\n').includes('.env'), false);
    }

    await bench.workspaces().discard(bench.view(task));
    assert.equal(fs.existsSync(worktree), false);
    fs.rmSync(path.join(repo.root, '.env'));
    repo.git('gc', '--quiet', '--prune=now');
    const objects = execFileSync('git', ['-C', repo.root, 'cat-file', '--batch-all-objects', '--batch'], {
      maxBuffer: 64 * 1024 * 1024,
    });
    assert.equal(objects.includes('very-own\n'), false);
    assert.equal(spawnGrep('KEY=very-own', repo.folder), '');
    await bench.workspaces().restore(bench.view(task));
    assert.deepEqual(workspaceOf(task).carried, [environment]);
  });
});

function spawnGrep(text: string, folder: string): string {
  return execFileSync('sh', ['-c', 'grep -rlF -e "$1" "$2" || true', 'sh', text, folder], { encoding: 'utf8' });
}
