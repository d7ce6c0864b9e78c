import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { openSandbox } from '../../src/adapters/process/sandbox';
import { ShellCommands } from '../../src/adapters/process/shellCommands';

// Not below /tmp, where the checkout may stand and which the sandbox replaces: what is hidden has to be hidden for its own sake.
const parent = path.join(os.homedir(), '.cache', 'background-agents-dev');
fs.mkdirSync(parent, { recursive: true });
const folder = fs.realpathSync(fs.mkdtempSync(path.join(parent, 'sandbox-')));
const at = (...names: string[]) => path.join(folder, ...names);
const home = at('home');
const [repo, worktree] = [at('repo'), at('data', 'worktrees', 'wt')];
let commands: ShellCommands;
let server: http.Server;

const git = (cwd: string, ...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...argv], { cwd, encoding: 'utf8' });

async function run(command: string, network = false): Promise<{ exitCode: number | null; output: string }> {
  const { exitCode, output } = await commands.run(command, {
    network,
    signal: new AbortController().signal,
    timeoutMs: 20_000,
    onOutput: () => undefined,
    outputFile: at('out.log'),
  });
  return { exitCode, output };
}

function prepare(): void {
  for (const name of ['home/.ssh', 'repo', 'data/tasks/other', 'data/worktrees/other']) {
    fs.mkdirSync(at(name), { recursive: true });
  }
  fs.writeFileSync(at('home/.ssh/id_ed25519'), 'canary');
  fs.writeFileSync(at('home/.npmrc'), 'canary');
  fs.writeFileSync(at('home/.bashrc'), '# shell');
  fs.writeFileSync(at('data/tasks/other/events.jsonl'), 'canary');
  fs.writeFileSync(at('data/worktrees/other/file'), 'canary');
  git(repo, 'init', '--quiet');
  git(repo, 'commit', '--quiet', '--allow-empty', '--message', 'first');
  git(repo, 'worktree', 'add', '--quiet', worktree);
}

describe('the sandbox', () => {
  before(async () => {
    prepare();
    server = http.createServer((_, response) => response.end('reached')).listen(0, '127.0.0.1');
    commands = await ShellCommands.open({
      taskId: `SANDBOX${process.pid}`,
      isolation: 'sandbox',
      worktree,
      readOnly: [at('repo', '.git')],
      hidden: [at('data', 'tasks'), at('data', 'worktrees')],
      env: { ...process.env, HOME: home },
    });
  });
  after(() => {
    server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('was tried and is reported', () =>
    assert.deepEqual(commands.report, {
      kind: 'bubblewrap',
      proved: ['outside', 'repository', 'secrets', 'network', 'processes'],
      limits: { processes: 4096, memoryMb: 8192, fileMb: 10_240 },
    }));

  it('lets the worktree be written, and temporary folders for the time of the command', async () => {
    assert.deepEqual(await run('echo x > made && cat made && echo y > /tmp/y && cat /tmp/y && echo z > /var/tmp/z'), {
      exitCode: 0,
      output: 'x\ny\n',
    });
    assert.equal(fs.readFileSync(path.join(worktree, 'made'), 'utf8'), 'x\n');
    assert.equal((await run('ls /tmp/y')).exitCode, 2);
  });

  it('refuses to write anywhere else', async () => {
    const places = [
      `${repo}/escaped`,
      `${home}/escaped`,
      '/escaped',
      '/etc/escaped',
      '../escaped',
      `${repo}/.git/hooks/x`,
    ];
    for (const place of places) {
      const { exitCode } = await run(`echo x > '${place}'`);
      assert.equal(exitCode === 0 && fs.existsSync(path.resolve(worktree, place)), false, place);
      assert.equal(fs.existsSync(path.resolve(worktree, place)), false, place);
    }
  });

  it('refuses to make anything writable again', async () => {
    const { output } = await run(
      'mount -o remount,rw,bind / 2>&1; mount -o remount,rw / 2>&1; umount -l .git 2>&1; id -u',
    );
    assert.match(output, /(denied|not permitted|must be superuser)/);
    assert.notEqual((await run('echo x > /etc/escaped')).exitCode, 0);
    assert.notEqual((await run('echo x > .git')).exitCode, 0);
  });

  it('protects the pointer to the git data, its configuration and its hooks', async () => {
    const before = fs.readFileSync(path.join(worktree, '.git'), 'utf8');
    for (const command of [
      'echo gitdir: /tmp/evil > .git',
      'rm -f .git',
      'mv .git other',
      'git config core.fsmonitor /tmp/evil',
      `git config --worktree core.fsmonitor /tmp/evil`,
      'git commit --allow-empty -m no',
    ]) {
      assert.notEqual((await run(command)).exitCode, 0, command);
    }
    assert.equal(fs.readFileSync(path.join(worktree, '.git'), 'utf8'), before);
    assert.doesNotMatch(git(repo, 'config', '--list'), /fsmonitor/);
  });

  it('lets git be asked', async () => {
    const { exitCode, output } = await run('git status --short && git log --format=%s');
    assert.deepEqual([exitCode, output.endsWith('first\n')], [0, true]);
  });

  it('hides secrets, other tasks and the sockets of the system', async () => {
    const secrets = [
      'home/.ssh/id_ed25519',
      'home/.npmrc',
      'data/tasks/other/events.jsonl',
      'data/worktrees/other/file',
    ];
    for (const secret of secrets) {
      assert.doesNotMatch((await run(`cat '${at(secret)}'`)).output, /canary/, secret);
    }
    assert.deepEqual(await run('cat ~/.npmrc /etc/shadow'), { exitCode: 0, output: '' });
    assert.equal((await run('cat ~/.bashrc')).output, '# shell');
    assert.equal((await run('ls -A /run/user 2>/dev/null')).output, '');
  });

  it('has no network, not even the loopback of the machine, unless it is given', async () => {
    const ask = `node -e "fetch('http://127.0.0.1:${(server.address() as AddressInfo).port}').then(r=>r.text()).then(console.log,()=>{console.log('refused');process.exit(7)})"`;
    assert.deepEqual(await run(ask), { exitCode: 7, output: 'refused\n' });
    assert.deepEqual(await run(ask, true), { exitCode: 0, output: 'reached\n' });
  });

  it('shows no process of the machine', async () => {
    const { output } = await run("ls /proc | grep -c '^[0-9]'; kill -0 " + String(process.pid));
    assert.match(output, /^[1-6]\n[^]*No such process/);
  });

  it('can be used from a folder whose git data is the worktree', async () => {
    const here = await ShellCommands.open({
      taskId: `SANDBOX${process.pid}`,
      isolation: 'sandbox',
      worktree: repo,
      readOnly: [at('repo', '.git')],
      hidden: [],
      env: { ...process.env, HOME: home },
    });
    const result = await here.run('echo x > ok && git config a.b c', {
      network: false,
      signal: new AbortController().signal,
      timeoutMs: 20_000,
      onOutput: () => undefined,
      outputFile: at('out.log'),
    });
    assert.notEqual(result.exitCode, 0);
    assert.equal(fs.existsSync(at('repo', 'ok')), true);
    assert.doesNotMatch(git(repo, 'config', '--list'), /a\.b/);
  });
});

describe('a sandbox that cannot be had', () => {
  const options = { isolation: 'sandbox', worktree: os.tmpdir(), readOnly: [], hidden: [] } as const;

  it('says that bubblewrap is missing, and how to get it', async () => {
    const sandbox = await openSandbox({ ...options, env: { PATH: '/nowhere' } });
    assert.deepEqual(sandbox.report, {
      kind: 'none',
      reason: 'bubblewrap is not installed.',
      fix: 'Install it: sudo apt-get install bubblewrap',
    });
    assert.deepEqual(sandbox.wrap(['true'], false), ['true']);
  });

  it('passes on what bubblewrap complained about', async () => {
    const bin = fs.mkdtempSync(path.join(os.tmpdir(), 'bin-'));
    const script = '#!/bin/sh\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n';
    fs.writeFileSync(path.join(bin, 'bwrap'), script, { mode: 0o755 });
    const { report } = await openSandbox({ ...options, env: { PATH: `${bin}:/bin` } });
    fs.rmSync(bin, { recursive: true });
    assert.equal(report.kind, 'none');
    assert.match(report.reason, /^bubblewrap can't be used here: setting up uid map: Permission denied$/);
    assert.match(report.fix ?? '', /^Allow user namespaces/);
  });
});
