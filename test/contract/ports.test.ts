import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as readline from 'node:readline';
import { answeringPorts } from '../../src/adapters/process/answeringPorts';
import { type Script, scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import { PortLeases } from '../../src/adapters/store/portLeases';
import type { RunnerEvent } from '../../src/protocol';
import { createRunner } from '../../src/runner/createRunner';
import { builtProgram } from '../fakes/builtProgram';
import { MemoryLog } from '../fakes/memoryLog';
import { prepareTask } from '../fakes/preparedTask';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const script = join(import.meta.dirname, '../fixtures/store/leaser.ts');
let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  folder = await temporaryFolder();
  children = [];
});

afterEach(async () => {
  await Promise.all(children.map(end));
  await removeFolder(folder);
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

const leases = () => new PortLeases(join(folder, 'data'), new MemoryLog());

async function lease(taskId: string) {
  const worktree = join(folder, 'worktrees', taskId);
  mkdirSync(worktree, { recursive: true });
  return await leases().lease({ taskId, worktree });
}

/** The ports of the servers that a process of its own has started. */
async function serving(name: string, tasks: number): Promise<number[]> {
  const argv = [builtProgram(script), join(folder, 'data'), join(folder, 'worktrees'), name, String(tasks)];
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  for await (const line of readline.createInterface(child.stdout)) {
    return JSON.parse(line) as number[];
  }
  throw new Error('The process ended.');
}

describe('ports of agents', () => {
  it('do not clash when thirty start servers at once in several processes', async () => {
    const ports = (await Promise.all(['a', 'b', 'c'].map((name) => serving(name, 10)))).flat();
    assert.equal(new Set(ports).size, 30);
    const first = Math.min(...ports);
    const count = Math.max(...ports) - first + 1;
    assert.deepEqual(
      (await answeringPorts({ first, count })).filter((port) => ports.includes(port)),
      ports.toSorted((a, b) => a - b),
    );
  });

  it('stay those of a task, also in another process, while its worktree is there', async () => {
    const block = await lease('a');
    const other = await lease('b');
    assert.notDeepEqual(block, other);
    assert.deepEqual([await lease('a'), await lease('b')], [block, other]);
  });

  it('are given back when the worktree is gone, whoever removed it', async () => {
    const block = await lease('a');
    rmSync(join(folder, 'worktrees/a'), { recursive: true });
    assert.deepEqual(await lease('b'), block);
    assert.deepEqual(readdirSync(join(folder, 'data/ports')), [`${block?.first}.json`]);
  });

  it('leave out a block in which something listens, on whichever address', async () => {
    const block = await lease('a');
    rmSync(join(folder, 'worktrees/a'), { recursive: true });
    for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
      const server = createServer().listen((block?.first ?? 0) + 3, host);
      await once(server, 'listening');
      const other = await lease('b');
      assert.notDeepEqual(other, block, host);
      rmSync(join(folder, 'worktrees/b'), { recursive: true });
      server.close();
      await once(server, 'close');
    }
  });
});

/** What a task journals that runs the program with Node, outside of a sandbox. */
async function journalOf(program: string): Promise<RunnerEvent[]> {
  const { spec, repo } = await prepareTask(
    { 'serve.js': program },
    { isolation: 'none', approve: 'allow', verify: null },
  );
  const shell = { calls: [{ tool: 'shell', input: { command: `"${process.execPath}" serve.js` } }] };
  const script: Script = scriptOf([shell, {}]);
  const runner = createRunner({ createModel: () => new ScriptPlayer(script), log: new MemoryLog() });
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

describe('the ports of a task', () => {
  it('are in the environment of its commands, and are told while something answers there', async () => {
    const events = await journalOf(`
      let seen = 0;
      const server = require('node:net').createServer(() => ++seen === 2 && process.exit(0));
      server.listen(Number(process.env.PORT));
    `);
    const [leased] = events.flatMap((event) => (event.type === 'ports.leased' ? [event.block] : []));
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'ports.listening' ? [event.ports] : [])),
      [[leased?.first], []],
    );
  });
});
