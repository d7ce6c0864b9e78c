import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSandbox } from '../../src/adapters/process/sandbox';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import type { CommandOptions } from '../../src/core/worktrees/worktreePorts';
import { SandboxRig } from '../security/sandboxRig';

/** Only a Mac has it. What its profile says is held on every system, in `test/unit/core/sandbox`. */
const onMac: (title: string, tests: () => void) => void = process.platform === 'darwin' ? describe : () => undefined;

onMac('the sandbox of macOS itself', () => {
  let rig: SandboxRig;
  let commands: ShellCommands;
  before(async () => {
    rig = new SandboxRig('mac');
    const lookup = () => Promise.resolve(['127.0.0.1']);
    commands = await ShellCommands.open({ ...rig.sandbox, taskId: rig.taskId, lookup });
  });
  after(() => rig.dispose());

  const run = async (command: string, more: Partial<CommandOptions> = {}) => {
    const signal = new AbortController().signal;
    const outputFile = rig.at('out.log');
    const how = { network: false, signal, timeoutMs: 60_000, onOutput: () => undefined, outputFile };
    return await commands.run(command, { ...how, ...more });
  };

  it('passes its self-test', async () => {
    const { report } = await openSandbox(rig.sandbox);
    const proved = ['outside', 'repository', 'secrets', 'network', 'processes'];
    const limits = { processes: 4096, memoryMb: 8192, fileMb: 10_240 };
    assert.deepEqual(report, { kind: 'seatbelt', proved, limits });
  });

  it('lets programs work: git, node, shells, the temporary folder', async () => {
    const { exitCode, output } = await run(
      `git log --format=%s && git status --short && '${process.execPath}' -e 'console.log(require("node:os").userInfo().uid > 0)' && mktemp "$TMPDIR/x.XXXXXX" && printf a | tee b`,
    );
    assert.equal(exitCode, 0, output);
    assert.match(output, /^first\n[^]*true\n/);
  });

  it('holds what is outside, secrets and the network back', async () => {
    const server = http.createServer((_, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { output } = await run(
      `cat ${rig.at('home', '.ssh', 'id_ed25519')}; : >${rig.at('repo', 'x')}; : >>.git; curl -sS -m 5 http://127.0.0.1:${port}/; mv ../wt "$TMPDIR/wt"`,
    );
    server.close();
    assert.doesNotMatch(output, /canary|reached/);
    assert.deepEqual([fs.existsSync(rig.at('repo', 'x')), fs.existsSync(rig.worktree)], [false, true]);
  });

  it('holds a command to chosen hosts', async () => {
    assert.equal(await commands.hostsComplaint(), null);
  });

  it('signals no other process, and leaves none behind', async () => {
    const bystander = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
    await run(`kill -9 ${bystander.pid ?? 0}; (sleep 600 &) ; sleep 601 & exit 0`);
    assert.equal(bystander.exitCode ?? bystander.signalCode, null);
    bystander.kill();
  });
});
