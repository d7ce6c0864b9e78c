import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { DiskSchedule, writePlaceLimits } from '../../src/adapters/store/diskSchedule';
import { currentProcess } from '../../src/adapters/store/leaseFile';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { QueueNotes } from '../../src/app/fleet/queueNotes';
import { Scheduler } from '../../src/app/fleet/scheduler';
import { TaskStore } from '../../src/app/tasks/taskStore';
import type { TaskFiles } from '../../src/core/storePorts';
import { asked, entered } from '../../src/core/scheduling/turns';
import type { QueuedWhy, Task, TaskId } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { task as sample } from '../unit/core/journal';

const ids = new SystemIds();
const clock = new SystemClock();
const never = new AbortController().signal;

describe('places that processes share', () => {
  let root: string;
  let files: TaskFiles;
  let store: TaskStore;
  const log = new MemoryLog();
  const open: Scheduler[] = [];

  beforeEach(async () => {
    root = await temporaryFolder();
    files = await openTaskDirectory(root, { clock, log });
    store = new TaskStore(files, log);
    await store.load();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((scheduler) => scheduler.dispose()));
    store.dispose();
    await removeFolder(root);
    assert.deepEqual(
      log.lines.filter((line) => line.startsWith('error')),
      [],
    );
  });

  async function scheduler(maxRunning: number | null = null): Promise<Scheduler> {
    const made = new Scheduler({ schedule: await DiskSchedule.open(root, log), store, clock, log, maxRunning });
    open.push(made);
    return made;
  }

  async function write(change: Partial<Task> = {}): Promise<TaskId> {
    const id = ids.taskId();
    await files.create(id);
    await store.append(id, { type: 'created', task: { ...sample, ...change, id } });
    return id;
  }

  /** Resolves when the store says that of a task. */
  function until(taskId: TaskId, isTrue: (why: QueuedWhy | undefined) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        const { state } = store.get(taskId);
        if (state.kind === 'queued' && isTrue(state.why)) {
          listening.dispose();
          resolve();
        }
      };
      const listening = store.onDidChange(check);
      check();
    });
  }

  it('gives a task of one the place that a task of another leaves', async () => {
    await writePlaceLimits(root, { machine: 1 });
    const [one, other] = [await scheduler(), await scheduler()];
    const [first, second] = [await write(), await write()];
    await one.wait(first, never);
    let isIn = false;
    const waiting = other.wait(second, never).then(() => (isIn = true));
    const notes = new QueueNotes({ schedule: await DiskSchedule.open(root, log), store, log });
    const watching = notes.start();
    await until(second, (why) => why?.kind === 'place' && why.position === 1 && why.of === 'machine');
    assert.equal(isIn, false);
    one.leave(first);
    await waiting;
    await until(second, (why) => why === undefined);
    watching.dispose();
  });

  it('gives out the places of a process that was killed', async () => {
    await writePlaceLimits(root, { machine: 1 });
    const child = spawn('sleep', ['600']);
    await once(child, 'spawn');
    const identity = { ...(await currentProcess()), pid: child.pid ?? 0, startTime: null };
    const theirs = await DiskSchedule.open(root, log, identity);
    const claim = { repository: '/repo', provider: null, batch: 'theirs', priority: 'normal' } as const;
    await theirs.update((book) => entered(book, { taskId: ids.taskId(), holder: theirs.holder, claim }));
    await theirs.update((book) => asked(book, { taskId: ids.taskId(), holder: theirs.holder, claim }));
    const ours = await scheduler();
    const waiting = ours.wait(await write(), never).then(() => 'in');
    assert.equal((await theirs.book()).places.filter(({ stage }) => stage === 'running').length, 1);
    child.kill('SIGKILL');
    assert.equal(await waiting, 'in');
    assert.equal((await theirs.book()).places.length, 1);
  });

  it('begins nothing while all are paused, and goes on in turn', async () => {
    const schedule = await DiskSchedule.open(root, log);
    await schedule.setPaused(true);
    const ours = await scheduler(1);
    const order: number[] = [];
    const [first, second] = [await write(), await write()];
    const waits = [
      ours.wait(first, never).then(() => order.push(1)),
      ours.wait(second, never).then(() => order.push(2)),
    ];
    const notes = new QueueNotes({ schedule, store, log });
    const watching = notes.start();
    await until(second, (why) => why?.kind === 'paused');
    assert.deepEqual([order, await schedule.isPaused()], [[], true]);
    await schedule.setPaused(false);
    await waits[0];
    assert.deepEqual(order, [1]);
    ours.leave(first);
    await waits[1];
    watching.dispose();
  });

  it('keeps to limits that change while tasks wait, and to what a priority says', async () => {
    await writePlaceLimits(root, { machine: 2, repository: 1 });
    const ours = await scheduler();
    const elsewhere = { repos: [{ root: '/elsewhere' }] } satisfies Partial<Task>;
    const [first, second, third, other] = [await write(), await write(), await write(), await write(elsewhere)];
    const order: TaskId[] = [];
    const waits = [first, second, third, other].map((taskId) =>
      ours.wait(taskId, never).then(() => order.push(taskId)),
    );
    await Promise.all([waits[0], waits[3]]);
    assert.deepEqual(order, [first, other]);
    await store.append(third, { type: 'prioritized', priority: 'high' });
    await writePlaceLimits(root, { machine: 3, repository: 2 });
    await waits[2];
    assert.deepEqual(order, [first, other, third]);
    await writePlaceLimits(root, { machine: 4 });
    await waits[1];
  });

  it('forgets one that no longer wants a place', async () => {
    await writePlaceLimits(root, { machine: 1 });
    const ours = await scheduler();
    const [first, second, third] = [await write(), await write(), await write()];
    await ours.wait(first, never);
    const controller = new AbortController();
    const given = ours.wait(second, controller.signal);
    const waiting = ours.wait(third, never);
    const reason = new Error('stopped');
    controller.abort(reason);
    await assert.rejects(given, reason);
    ours.leave(first);
    await waiting;
    await assert.rejects(ours.wait(second, controller.signal), reason);
  });

  it('takes what it can not understand for an empty queue', async () => {
    const schedule = await DiskSchedule.open(root, log);
    await fs.mkdir(path.join(root, 'scheduling'), { recursive: true });
    await fs.writeFile(path.join(root, 'scheduling', 'places.json'), '{"v": 2');
    const ours = await scheduler(1);
    await ours.wait(await write(), never);
    assert.equal((await schedule.book()).places.length, 1);
  });

  it('holds no place of a window that was closed', async () => {
    await writePlaceLimits(root, { machine: 1 });
    const [one, other] = [await scheduler(), await scheduler()];
    await one.wait(await write(), never);
    const waiting = other.wait(await write(), never);
    await one.dispose();
    await waiting;
  });
});
