import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PerRepoQueue } from '../../src/adapters/git/process/perRepoQueue';
import { builtProgram } from '../fakes/builtProgram';
import { TestRepo } from '../fakes/testRepo';

const script = join(import.meta.dirname, '../fixtures/git/writer.ts');

describe('The queue of writes to one repository', () => {
  let repo: TestRepo;
  let commonDir: string;
  let writers: string;
  beforeEach(() => {
    repo = new TestRepo();
    commonDir = join(repo.root, '.git');
    writers = join(commonDir, 'background-agents', 'writers');
    writeFileSync(join(repo.root, 'counter'), '0');
  });
  afterEach(() => repo.dispose());

  const writer = (mode: 'count' | 'hold', count = 1) =>
    spawn(process.execPath, [builtProgram(script), commonDir, mode, String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  const owner = (of: object): void => {
    mkdirSync(writers, { recursive: true });
    writeFileSync(join(writers, '7'), JSON.stringify(of));
  };
  const write = (): Promise<string> => new PerRepoQueue().run(commonDir, () => Promise.resolve('written'));

  it('lets processes write one after the other', async () => {
    const children = Array.from({ length: 4 }, () => writer('count', 50));
    const codes = await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as number[])[0]));
    assert.deepEqual(codes, [0, 0, 0, 0]);
    assert.equal(readFileSync(join(repo.root, 'counter'), 'utf8'), '200');
    assert.deepEqual(readdirSync(writers).sort(), ['199', '199.free', '200', '200.free']);
  });

  it('passes on what a killed process held', async () => {
    const child = writer('hold');
    await once(child.stdout, 'data');
    let isWritten = false;
    const waiting = write().then(() => (isWritten = true));
    child.kill('SIGKILL');
    assert.equal(isWritten, false);
    await waiting;
    assert.deepEqual(readdirSync(writers).sort(), ['1', '2', '2.free']);
  });

  it('does not take a process for alive that has only the id of the owner', async () => {
    const host = await hostOfThis();
    owner({ pid: process.pid, start: 'another time', host });
    assert.equal(await write(), 'written');
  });

  it('stops an owner that was thought to be gone before it writes more', async () => {
    const queue = new PerRepoQueue();
    await queue.run(commonDir, async (lock) => {
      await lock.check();
      writeFileSync(join(writers, '2'), '');
      await assert.rejects(lock.check(), { reason: 'locked' });
    });
  });

  it('goes on after work that failed, and where the repository was removed meanwhile', async () => {
    const queue = new PerRepoQueue();
    await assert.rejects(
      queue.run(commonDir, () => Promise.reject(new Error('no'))),
      { message: 'no' },
    );
    await queue.run(commonDir, async () => {
      await rm(commonDir, { recursive: true });
    });
    assert.equal(existsSync(commonDir), false);
  });

  /** As the queue writes it of this process. */
  async function hostOfThis(): Promise<string> {
    await write();
    return (JSON.parse(readFileSync(join(writers, '1'), 'utf8')) as { host: string }).host;
  }
});
