import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ShellCommands, type ShellOptions } from '../../src/adapters/process/shellCommands';
import type { CommandOptions } from '../../src/core/worktrees/worktreePorts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'commands-'));
const worktree = path.join(folder, 'work tree');
const outputFile = path.join(folder, 'output', 'call.log');
const taskId = `TASK${process.pid}`;

function options(more: Partial<CommandOptions> = {}): CommandOptions {
  const signal = new AbortController().signal;
  return { network: false, signal, timeoutMs: 60_000, onOutput: () => undefined, outputFile, ...more };
}

function open(isolation: ShellOptions['isolation']): Promise<ShellCommands> {
  return ShellCommands.open({ taskId, isolation, worktree, readOnly: [], hidden: [], env: process.env });
}

/** Processes that carry the task's mark. */
function processesOfTask(): string[] {
  return fs.readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && fs.readFileSync(`/proc/${pid}/environ`, 'utf8').includes(taskId);
    } catch (error) {
      return error instanceof Error && !('code' in error);
    }
  });
}

for (const isolation of ['none', 'sandbox'] as const) {
  describe(`commands (isolation ${isolation})`, () => {
    let commands: ShellCommands;
    before(async () => {
      fs.mkdirSync(worktree, { recursive: true });
      commands = await open(isolation);
    });
    afterEach(() => assert.deepEqual(processesOfTask(), []));
    after(() => fs.rmSync(folder, { recursive: true, force: true }));

    it('run in the worktree and report the output of both streams in order', async () => {
      const seen: [string, number][] = [];
      const result = await commands.run(
        'basename "$PWD"; echo err >&2; printf "\\033[31mred\\033[0m é\\n"; exit 3',
        options({ onOutput: (text, offset) => seen.push([text, offset]) }),
      );
      assert.deepEqual({ ...result, durationMs: 0 }, { exitCode: 3, durationMs: 0, output: 'work tree\nerr\nred é\n' });
      const kept = fs.readFileSync(outputFile);
      assert.equal(seen.map(([text]) => text).join(''), kept.toString());
      let offset = 0;
      for (const [text, at] of seen) {
        assert.equal(at, offset);
        offset += Buffer.byteLength(text);
      }
      assert.equal(offset, kept.length);
    });

    it('see no variable of ours that could hold a secret, and nobody at a terminal', async () => {
      process.env['SECRET_TOKEN'] = 'canary';
      const { output } = await commands.run('env; tty; cat; echo "end $?"', options());
      delete process.env['SECRET_TOKEN'];
      assert.doesNotMatch(output, /canary/);
      assert.match(output, /^CI=1$/m);
      assert.match(output, /not a tty\nend 0\n$/);
    });

    it('keep head and tail of 200 MB and hand on all of it', async function () {
      this.timeout(60_000);
      let length = 0;
      const result = await commands.run(
        'echo first; yes 0123456789012345678901234567890123456789 | head -c 200000000; echo; echo last',
        options({ onText: (text) => (length += text.length) }),
      );
      assert.equal(result.exitCode, 0);
      assert.equal(length, 200_000_012);
      assert.match(result.output, /^first\n[^]*\[\.{3} \d+ bytes of output left out \.{3}\]\n[^]*\nlast\n$/);
      const { size } = fs.statSync(outputFile);
      assert.ok(size > 2_000_000 && size < 2_200_000, `${size} bytes were kept`);
    });

    it('are ended by their time limit, also when they ignore SIGTERM', async () => {
      const result = await commands.run(
        'trap "" TERM; echo begun; while :; do sleep 0.05; done',
        options({ timeoutMs: 400 }),
      );
      assert.deepEqual(
        { ...result, durationMs: 0 },
        { exitCode: null, ended: 'was ended after 0 s', durationMs: 0, output: 'begun\n' },
      );
    });

    it('are ended with everything they started when the task is stopped', async () => {
      const controller = new AbortController();
      const command = 'setsid sleep 601 & (trap "" TERM; sleep 602) & echo begun; wait';
      const onOutput = (): void => controller.abort(new Error('stop'));
      const result = await commands.run(command, options({ signal: controller.signal, onOutput }));
      assert.deepEqual(
        { ...result, durationMs: 0 },
        { exitCode: null, ended: 'was stopped', durationMs: 0, output: 'begun\n' },
      );
    });

    it('end when the shell ends, though a process in the background holds the output open', async () => {
      const result = await commands.run('setsid sleep 603 & sleep 604 & echo done', options());
      assert.deepEqual({ ...result, durationMs: 0 }, { exitCode: 0, durationMs: 0, output: 'done\n' });
    });

    it('are not started when the task was stopped before', async () => {
      const signal = AbortSignal.abort(new Error('stop'));
      const { exitCode, ended } = await commands.run('sleep 605', options({ signal }));
      assert.deepEqual([exitCode, ended], [null, 'was stopped']);
    });

    it('leave nothing behind when they are stopped while they start', async () => {
      for (const delayMs of [0, 1, 3, 6, 12, 25]) {
        const controller = new AbortController();
        setTimeout(() => controller.abort(new Error('stop')), delayMs);
        const { exitCode } = await commands.run('sleep 606', options({ signal: controller.signal }));
        assert.equal(exitCode, null);
        assert.deepEqual(processesOfTask(), []);
      }
    });

    it('say by which signal they were ended', async () => {
      const { exitCode, ended } = await commands.run('kill -KILL $$', options());
      assert.deepEqual(
        isolation === 'none' ? [exitCode, ended] : [exitCode],
        isolation === 'none' ? [null, 'was ended by SIGKILL'] : [137],
      );
    });
  });
}

describe('commands without a sandbox', () => {
  before(() => fs.mkdirSync(worktree, { recursive: true }));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('say why', async () => {
    assert.deepEqual((await open('none')).report, { kind: 'none', reason: 'The sandbox is turned off for this task.' });
  });

  it('fail with a reason when they cannot be started', async () => {
    const commands = await open('none');
    fs.rmSync(worktree, { recursive: true });
    await assert.rejects(commands.run('true', options()), { domain: 'process', reason: 'spawn' });
  });
});
