import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { openEventJournal } from '../../../src/adapters/store/eventJournal';
import { openTaskDirectory } from '../../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../../src/adapters/system/systemClock';
import { SystemIds } from '../../../src/adapters/system/systemIds';
import type { TaskChange } from '../../../src/app/tasks/taskStore';
import { TaskStore } from '../../../src/app/tasks/taskStore';
import type { EventJournal, TaskFiles } from '../../../src/core/storePorts';
import { viewTask } from '../../../src/core/views/taskView';
import type { EventBody, TaskId } from '../../../src/protocol';
import { MemoryLog } from '../../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';
import { ask, prompt, ready, says, task } from '../core/journal';

const clock = new SystemClock();
const ids = new SystemIds();
const finished: EventBody = { type: 'finished', outcome: { kind: 'unverified' } };

describe('TaskStore', () => {
  let root: string;
  let log: MemoryLog;
  let files: TaskFiles;
  /** The data directory as another process has it open. */
  let elsewhere: TaskFiles;
  let store: TaskStore;
  let changes: TaskChange[];
  let taskId: TaskId;

  const created = async (): Promise<TaskId> => {
    const id = ids.taskId();
    await elsewhere.create(id);
    await elsewhere.append(id, { type: 'created', task: { ...task, id } });
    return id;
  };

  const journal = (fence: number): Promise<EventJournal> =>
    openEventJournal({ taskId, taskDir: files.taskDir(taskId), fence, redact: (text) => text, clock, log });

  /** Resolves when the view is as asked for, at one of the store's own signs of change. */
  const until = (isThere: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (isThere()) {
          listening.dispose();
          resolve();
        }
      };
      const listening = store.onDidChange(check);
      check();
    });

  beforeEach(async () => {
    root = await temporaryFolder();
    log = new MemoryLog();
    files = await openTaskDirectory(root, { clock, log });
    elsewhere = await openTaskDirectory(root, { clock, log });
    taskId = await created();
    store = new TaskStore(files, log);
    changes = [];
    await store.load();
    store.onDidChange((change) => changes.push(change));
  });

  afterEach(async () => {
    store.dispose();
    await removeFolder(root);
  });

  it('folds what is on disk as core does', async () => {
    const writer = await journal(1);
    await writer.append(ready);
    await writer.append(prompt);
    await writer.close();
    const fresh = new TaskStore(files, log);
    await fresh.load();
    const stored = await files.load(taskId);
    assert.deepEqual(fresh.get(taskId), viewTask(stored.entries, stored.events, false));
    assert.deepEqual(fresh.events(taskId), stored.events);
    assert.deepEqual([...fresh.current.keys()], [taskId]);
    fresh.dispose();
  });

  it('does not know other tasks', () => {
    assert.throws(() => store.get(ids.taskId()), { domain: 'store', reason: 'unknown-task' });
  });

  it('leaves the view that someone holds as it was', async () => {
    const before = store.get(taskId);
    const copy = structuredClone(before);
    await store.append(taskId, { type: 'renamed', title: 'Better' });
    assert.deepEqual([before, store.get(taskId).task.title], [copy, 'Better']);
  });

  it('has an entry in the view and told of it once it is appended', async () => {
    await store.append(taskId, { type: 'cancelled' });
    assert.deepEqual(changes, [{ taskId, view: store.get(taskId), events: [] }]);
    assert.deepEqual(store.get(taskId).state, { kind: 'stopped', by: 'user' });
  });

  it('keeps the order of entries that another process appended meanwhile', async () => {
    await elsewhere.append(taskId, { type: 'preparing', step: 'Snapshot' });
    await store.append(taskId, { type: 'preparing', step: 'Worktree' });
    const { app } = store.get(taskId);
    assert.deepEqual([app.seq, app.stage], [3, { kind: 'preparing', step: 'Worktree' }]);
  });

  it('finds a task and all that another process writes of it', async () => {
    const other = await created();
    await until(() => store.current.has(other));
    await elsewhere.append(taskId, { type: 'renamed', title: 'From there' });
    const writer = await journal(1);
    for (const body of [ready, prompt, ask(1), says('Done.')]) {
      await writer.append(body);
    }
    await until(() => store.events(taskId).length === 4 && store.get(taskId).task.title === 'From there');
    await writer.append(finished);
    await until(() => store.events(taskId).length === 5);
    await writer.close();
    const told = changes.filter((change) => change.taskId === taskId).flatMap((change) => change.events);
    assert.deepEqual(told, store.events(taskId));
    assert.deepEqual(store.get(taskId).run.outcome, { kind: 'unverified' });
  });

  it('leaves the tasks that were there alone where that is wanted, and finds those that come', async () => {
    const fresh = new TaskStore(files, log);
    await fresh.load('left');
    try {
      await elsewhere.append(taskId, { type: 'renamed', title: 'From there' });
      const other = await created();
      await new Promise<void>((resolve) => {
        const check = (): void => (fresh.current.has(other) ? resolve() : undefined);
        fresh.onDidChange(check);
        check();
      });
      assert.deepEqual([...fresh.current.keys()], [other]);
    } finally {
      fresh.dispose();
    }
  });

  it('hears what others write of a task that is its own', async () => {
    await store.setOwned(taskId, true);
    const writer = await journal(1);
    for (const body of [ready, prompt]) {
      store.record(await writer.append(body));
    }
    await elsewhere.append(taskId, { type: 'renamed', title: 'From there' });
    await until(() => store.get(taskId).task.title === 'From there');
    await writer.close();
    assert.deepEqual(store.events(taskId), writer.events);
  });

  it('takes each event of its own runner once, in order, though the disk holds them too', async () => {
    await store.setOwned(taskId, true);
    const writer = await journal(1);
    for (const body of [ready, prompt, ask(1), says('Done.'), finished]) {
      store.record(await writer.append(body));
      await store.append(taskId, { type: 'renamed', title: body.type });
    }
    await writer.close();
    await store.setOwned(taskId, false);
    assert.deepEqual(store.events(taskId), writer.events);
    assert.deepEqual(
      changes.flatMap((change) => change.events),
      writer.events,
    );
  });

  it('fills a gap from the disk', async () => {
    await store.setOwned(taskId, true);
    const writer = await journal(1);
    for (const body of [ready, prompt, ask(1)]) {
      await writer.append(body);
    }
    const last = await writer.append(says('Done.'));
    await writer.close();
    store.record(last);
    await until(() => store.events(taskId).length === 4);
    assert.deepEqual(store.events(taskId), writer.events);
  });

  it('shows a task as interrupted when its owner is gone', async () => {
    const lease = await elsewhere.acquire(taskId);
    assert.ok(lease);
    await elsewhere.append(taskId, { type: 'preparing', step: 'Worktree' });
    await until(() => store.get(taskId).state.kind === 'preparing');
    await lease.release();
    await until(() => store.get(taskId).state.kind === 'stopped');
    assert.deepEqual(store.get(taskId).state, { kind: 'stopped', by: 'interrupted' });
  });

  it('goes on when a listener throws and when a folder is taken away', async () => {
    store.onDidChange(() => {
      throw new Error('broken');
    });
    await fs.rm(files.taskDir(taskId), { recursive: true });
    const other = await created();
    await until(() => store.current.has(other));
    assert.ok(log.lines.includes('error A listener for changes of tasks failed.: broken'));
  });
});
