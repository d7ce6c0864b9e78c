import assert from 'node:assert/strict';
import { WaitingNotices } from '../../../src/app/waitingNotices';
import { Request, type TaskId, type TaskView } from '../../../src/protocol';
import { MemoryLog } from '../../fakes/memoryLog';
import { task, taskView } from '../core/views';

function waiting(name: string, requestId = name): TaskView {
  const request = Request.parse({ kind: 'limit', requestId, turns: 1 });
  return taskView({ task: { ...task, id: name as TaskId, title: name }, state: { kind: 'waiting', request } });
}

/** Notices whose time passes when the test says so. */
class Bench {
  readonly current = new Map<TaskId, TaskView>();
  readonly told: string[][] = [];
  readonly log = new MemoryLog();
  readonly notices: WaitingNotices;
  private readonly sleeping: (() => void)[] = [];

  constructor() {
    this.notices = new WaitingNotices({
      log: this.log,
      store: this,
      tell: (views) => this.told.push(views.map((view) => view.task.title)),
      clock: {
        sleep: (_, signal) =>
          new Promise((resolve, reject) => {
            this.sleeping.push(resolve);
            signal.addEventListener('abort', () => reject(new Error('ended')));
          }),
      },
    });
  }

  asks(view: TaskView): void {
    this.current.set(view.task.id, view);
    this.notices.add(view);
  }

  /** Lets what is slept for pass. */
  async pass(): Promise<void> {
    this.sleeping.splice(0).forEach((wake) => wake());
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('what many agents ask', () => {
  it('W03: 200 requests in a moment are one notification, and those after it the next one', async () => {
    const bench = new Bench();
    const names = Array.from({ length: 200 }, (_, index) => `task ${index}`);
    names.forEach((name) => bench.asks(waiting(name)));
    assert.deepEqual(bench.told, []);
    await bench.pass();
    for (const name of names.slice(0, 100)) {
      bench.asks(waiting(name, `again ${name}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(bench.told, [names]);
    await bench.pass();
    assert.deepEqual(bench.told, [names, names.slice(0, 100)]);
    await bench.pass();
    bench.asks(waiting('late'));
    await bench.pass();
    assert.deepEqual(bench.told.slice(2), [['late']]);
  });

  it('leaves out what was answered before it is told', async () => {
    const bench = new Bench();
    ['a', 'b', 'c'].forEach((name) => bench.asks(waiting(name)));
    bench.current.set('a' as TaskId, taskView({ state: { kind: 'running', progress: null } }));
    bench.current.set('b' as TaskId, waiting('b', 'another'));
    await bench.pass();
    assert.deepEqual(bench.told, [['c']]);
  });

  it('tells nothing after its end, and calls that no failure', async () => {
    const bench = new Bench();
    bench.asks(waiting('a'));
    bench.notices.dispose();
    await bench.pass();
    assert.deepEqual([bench.told, bench.log], [[], new MemoryLog()]);
  });
});
