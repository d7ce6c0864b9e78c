import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import type { TaskFiles } from '../../src/core/storePorts';
import type { TaskId } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { OwnerProcess } from '../fakes/ownerProcess';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { task } from '../unit/core/journal';

const clock = new SystemClock();
const ids = new SystemIds();

describe('TaskFiles', () => {
  let root: string;
  let log: MemoryLog;
  let files: TaskFiles;
  let taskId: TaskId;

  beforeEach(async () => {
    root = await temporaryFolder();
    log = new MemoryLog();
    files = await openTaskDirectory(root, { clock, log });
    taskId = ids.taskId();
    await files.create(taskId);
    await files.append(taskId, { type: 'created', task: { ...task, id: taskId } });
  });

  afterEach(() => removeFolder(root));

  const file = (name: string): string => path.join(files.taskDir(taskId), name);

  it('makes everything for the user alone', async () => {
    const lease = await files.acquire(taskId);
    const modes = await Promise.all(
      [root, path.join(root, 'tasks'), files.taskDir(taskId), file('task.jsonl'), file('lease.json')].map(
        async (place) => ((await fs.stat(place)).mode & 0o777).toString(8),
      ),
    );
    await lease?.release();
    assert.deepEqual(modes, ['700', '700', '700', '600', '600']);
  });

  it('loads what was appended, whole and from a position on', async () => {
    const whole = await files.load(taskId);
    const renamed = await files.append(taskId, { type: 'renamed', title: 'Other' });
    assert.deepEqual(
      whole.entries.map((entry) => [entry.seq, entry.type]),
      [[1, 'created']],
    );
    const rest = await files.load(taskId, whole.position);
    assert.deepEqual(rest.entries, [renamed]);
    assert.deepEqual(await files.load(taskId, rest.position), { ...rest, entries: [] });
  });

  it('orders appends of one process that come at once', async () => {
    const titles = Array.from({ length: 20 }, (_, index) => `title ${index}`);
    await Promise.all(titles.map((title) => files.append(taskId, { type: 'renamed', title })));
    const { entries } = await files.load(taskId);
    assert.deepEqual(
      entries.map((entry) => [entry.seq, entry.type === 'renamed' ? entry.title : entry.type]),
      [[1, 'created'], ...titles.map((title, index) => [index + 2, title])],
    );
  });

  it('R01: drops a torn last line before it appends', async () => {
    await fs.appendFile(file('task.jsonl'), '{"v":1,"seq":2,"type":"ren');
    assert.equal((await files.load(taskId)).entries.length, 1);
    await files.append(taskId, { type: 'cancelled' });
    const { entries } = await files.load(taskId);
    assert.deepEqual(
      entries.map((entry) => [entry.seq, entry.type]),
      [
        [1, 'created'],
        [2, 'cancelled'],
      ],
    );
    assert.equal((await fs.readFile(file('task.jsonl'), 'utf8')).includes('"ren'), false);
  });

  it('R03: skips a bad line in the middle, says so, and does not give its number again', async () => {
    await fs.appendFile(file('task.jsonl'), '{"v":1,"seq":2,"type":"unheard"}\nnot json\n');
    await files.append(taskId, { type: 'cancelled' });
    const { entries } = await files.load(taskId);
    assert.deepEqual(
      entries.map((entry) => [entry.seq, entry.type]),
      [
        [1, 'created'],
        [4, 'cancelled'],
      ],
    );
    assert.ok(log.lines.some((line) => line.startsWith('warn Skipped a line') && line.endsWith('not JSON')));
  });

  it('R03: leaves a damaged task alone and loads the others', async () => {
    const [damaged, newer, huge, empty] = [ids.taskId(), ids.taskId(), ids.taskId(), ids.taskId()];
    for (const id of [damaged, newer, huge, empty]) await files.create(id);
    const journal = (id: TaskId, name = 'task.jsonl'): string => path.join(files.taskDir(id), name);
    await fs.writeFile(journal(damaged), '\0\0\0\0\n');
    await fs.copyFile(journal(taskId), journal(newer));
    await fs.writeFile(journal(newer, 'events.jsonl'), '{"v":2,"seq":1,"type":"dreamt"}\n');
    await fs.writeFile(journal(huge), `${' '.repeat(33 * 1024 * 1024)}\n`);
    await fs.mkdir(path.join(root, 'tasks', 'notes'));
    const { tasks, setAside } = await files.loadAll();
    assert.deepEqual(
      tasks.map((stored) => stored.taskId),
      [taskId],
    );
    const unknown = 'Its journal does not say what the task is: the line that does is damaged.';
    const later = `${journal(newer, 'events.jsonl')} was written by a newer version of Background Agents.`;
    const reasons = new Map<TaskId, string>([
      [damaged, unknown],
      [newer, later],
      [huge, unknown],
    ]);
    assert.deepEqual(
      setAside,
      [...reasons]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, reason]) => ({ taskId: id, folder: files.taskDir(id), reason })),
    );
    assert.equal(await fs.readFile(journal(newer, 'events.jsonl'), 'utf8'), '{"v":2,"seq":1,"type":"dreamt"}\n');
  });

  it('loads 500 tasks, and tells how far it is', async () => {
    const made = Array.from({ length: 499 }, () => ids.taskId());
    for (const id of made) {
      await files.create(id);
      const created = { v: 1, seq: 1, at: task.createdAt, type: 'created', task: { ...task, id } };
      await fs.writeFile(path.join(files.taskDir(id), 'task.jsonl'), `${JSON.stringify(created)}\n`);
    }
    const told: [number, number][] = [];
    const { tasks } = await files.loadAll((read, all) => told.push([read, all]));
    assert.deepEqual(
      tasks.map((stored) => stored.taskId),
      [taskId, ...made].sort(),
    );
    assert.deepEqual(
      told,
      tasks.map((_, index) => [index + 1, 500]),
    );
  });

  it('does not know a task without a folder', async () => {
    const unknown = ids.taskId();
    const isUnknown = { reason: 'unknown-task' };
    await assert.rejects(files.load(unknown), isUnknown);
    await assert.rejects(files.append(unknown, { type: 'cancelled' }), isUnknown);
    await assert.rejects(files.acquire(unknown), isUnknown);
    assert.equal(await files.owner(unknown), null);
  });

  it('refuses a data directory of a newer version', async () => {
    await fs.writeFile(path.join(root, 'version.json'), '{"layout":2}');
    await assert.rejects(openTaskDirectory(root, { clock, log }), {
      reason: 'newer-layout',
      message: `The data directory ${root} was written by a newer version of Background Agents.`,
    });
    assert.equal(await fs.readFile(path.join(root, 'version.json'), 'utf8'), '{"layout":2}');
  });

  it('says that the data directory is not writable', async () => {
    const taken = path.join(root, 'taken');
    await fs.mkdir(taken, { mode: 0o500 });
    const isNotWritable = {
      reason: 'not-writable',
      message: /^Cannot use the data directory .*: permission was denied\.$/,
    };
    await fs.chmod(root, 0o755);
    await asNobody(async () => {
      await assert.rejects(openTaskDirectory(path.join(taken, 'data'), { clock, log }), isNotWritable);
    });
  });

  describe('leases', () => {
    it('R06: give a greater fence to each owner, also when the lease file is lost', async () => {
      const fences: number[] = [];
      for (const loses of [false, false, true]) {
        const lease = await files.acquire(taskId);
        assert.ok(lease);
        await files.append(taskId, { type: 'owned', ...lease.holder, fence: lease.fence });
        fences.push(lease.fence);
        await lease.release();
        if (loses) {
          await fs.rm(file('lease.json'));
        }
      }
      const last = await files.acquire(taskId);
      assert.deepEqual([...fences, last?.fence], [1, 2, 3, 4]);
    });

    it('refuse a second owner in this process, until released', async () => {
      const first = await files.acquire(taskId);
      assert.deepEqual([await files.acquire(taskId), await files.owner(taskId)], [null, process.pid]);
      await first?.release();
      await first?.release();
      assert.equal(await files.owner(taskId), null);
      assert.equal((await files.acquire(taskId))?.fence, 2);
    });

    it('are stale when another process has the id by now', async () => {
      await files.acquire(taskId);
      const record = JSON.parse(await fs.readFile(file('lease.json'), 'utf8')) as object;
      await fs.writeFile(file('lease.json'), JSON.stringify({ ...record, startTime: '1' }));
      assert.deepEqual([await files.owner(taskId), (await files.acquire(taskId))?.fence], [null, 2]);
    });

    it('of another machine are kept while they are touched', async () => {
      const there = { pid: 1, startTime: null, host: 'elsewhere' };
      const other = await openTaskDirectory(root, { clock, log, identity: there });
      await other.acquire(taskId);
      assert.deepEqual([await files.acquire(taskId), await files.owner(taskId)], [null, 1]);
      const longAgo = new Date(Date.now() - 3_600_000);
      await fs.utimes(file('lease.json'), longAgo, longAgo);
      assert.deepEqual([await files.owner(taskId), (await files.acquire(taskId))?.fence], [null, 2]);
    });

    it('of an old owner do not end the one of a new owner', async () => {
      const old = await files.acquire(taskId);
      const record = JSON.parse(await fs.readFile(file('lease.json'), 'utf8')) as object;
      await fs.writeFile(file('lease.json'), JSON.stringify({ ...record, fence: 9 }));
      await old?.release();
      assert.equal(await files.owner(taskId), process.pid);
    });
  });

  describe('with several processes', () => {
    const processes: OwnerProcess[] = [];
    const startProcess = (mode: 'hold' | 'write'): OwnerProcess => {
      const started = new OwnerProcess(root, taskId, mode);
      processes.push(started);
      return started;
    };

    afterEach(async () => {
      await Promise.all(processes.splice(0).map((started) => started.kill()));
    });

    it('R06: gives a task to exactly one of them', async () => {
      const racers = Array.from({ length: 4 }, () => startProcess('hold'));
      assert.deepEqual(await Promise.all(racers.map((racer) => racer.line())), Array(4).fill('ready'));
      racers.forEach((racer) => racer.go());
      const results = await Promise.all(racers.map((racer) => racer.line()));
      assert.deepEqual(results.sort(), ['owns 1', 'refused', 'refused', 'refused']);
    });

    it('R06: takes a task from a killed owner and finds all it has written', async () => {
      const owner = startProcess('write');
      assert.equal(await owner.line(), 'ready');
      owner.go();
      assert.equal(await owner.line(), 'owns 1');
      let wrote = '';
      while (wrote !== 'wrote 20') {
        wrote = await owner.line();
      }
      assert.equal(await files.owner(taskId), owner.pid);
      await owner.kill();
      assert.equal(await files.owner(taskId), null);
      assert.equal((await files.acquire(taskId))?.fence, 2);
      const { events } = await files.load(taskId);
      assert.ok(events.length >= 20);
      assert.deepEqual(
        events.map((event) => event.seq),
        events.map((_, index) => index + 1),
      );
    });

    it('tells of tasks, entries, events and the death of an owner elsewhere', async () => {
      const told: TaskId[] = [];
      let wake: () => void = () => undefined;
      const watch = files.watch((changed) => {
        told.push(changed);
        wake();
      });
      /** Reads again at each sign of change, as a reader does, until it finds what it waits for. */
      const until = async (isThere: () => Promise<boolean>): Promise<void> => {
        for (;;) {
          const next = new Promise<void>((resolve) => (wake = resolve));
          if (await isThere()) {
            return;
          }
          await next;
        }
      };
      try {
        const owner = startProcess('write');
        await owner.line();
        owner.go();
        await until(async () => (await files.owner(taskId)) === owner.pid);
        await until(async () => (await files.load(taskId)).events.length > 5);
        await owner.kill();
        await until(async () => told.splice(0).includes(taskId) && (await files.owner(taskId)) === null);
        const another = ids.taskId();
        const elsewhere = await openTaskDirectory(root, { clock, log });
        await elsewhere.create(another);
        await elsewhere.append(another, { type: 'created', task: { ...task, id: another } });
        await until(async () => told.includes(another) && (await files.load(another)).entries.length === 1);
      } finally {
        watch.dispose();
      }
    });
  });

  it('reads output in parts that make up the whole, without cutting a character', async () => {
    const text = 'aé€😀'.repeat(40);
    await fs.writeFile(file('output/call_1.log'), text);
    const size = Buffer.byteLength(text);
    for (const limit of [1, 2, 3, 5, 7, 1000]) {
      const parts: string[] = [];
      for (let offset = 0; offset < size; offset += limit) {
        const part = await files.readOutput(taskId, 'call_1', { offset, limit });
        assert.equal(part.size, size);
        parts.push(part.text);
      }
      assert.equal(parts.join(''), text, `in parts of ${limit}`);
    }
    assert.deepEqual(await files.readOutput(taskId, '../task', { offset: 0, limit: 9 }), { text: '', size: 0 });
  });

  it('names worktrees by slug and the end of the id', () => {
    const expected = path.join(root, 'worktrees', `fix-it-${taskId.slice(-6).toLowerCase()}`);
    assert.equal(files.worktreeDir(taskId, 'fix-it'), expected);
  });
});

/** Without root's power to write everywhere. */
async function asNobody(act: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) {
    return act();
  }
  process.seteuid?.(65_534);
  try {
    await act();
  } finally {
    process.seteuid?.(0);
  }
}
