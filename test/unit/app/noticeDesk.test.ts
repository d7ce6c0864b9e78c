import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NoticeDesk } from '../../../src/app/noticeDesk';
import { nothingTold, type NoticeState, type NoticeWhen } from '../../../src/core/notices/noticeState';
import { Request, type RunnerEvent, type TaskId, type TaskState, type TaskView } from '../../../src/protocol';
import { MemoryLog } from '../../fakes/memoryLog';
import { task, taskView } from '../core/views';

const running: TaskState = { kind: 'running', progress: null };
const landed: TaskView['app']['landing'] = {
  kind: 'discarded',
  salvage: null,
  at: '2026-11-23T10:00:00.000Z',
  expired: false,
};

/** All tasks as they stand, as every window reads them. */
class World {
  readonly current = new Map<TaskId, TaskView>();
  readonly owners = new Map<TaskId, number>();
  readonly finished = new Map<TaskId, number>();
  /** What was claimed, by which process; what was told, wherever that was. */
  readonly claims = new Map<string, number>();
  readonly settled = new Set<string>();
  readonly told: { window: number; keys: string[] }[] = [];
  readonly digests: number[] = [];
  readonly alive = new Set<number>();
  readonly listeners = new Map<number, (change: { view: TaskView }) => void>();
  isQuiet = false;
  isFocused = false;
  when: NoticeWhen = 'always';
  now = Date.parse('2026-11-23T10:00:00.000Z');

  set(id: TaskId, state: TaskState, landing: TaskView['app']['landing'] = { kind: 'none' }): void {
    const view = taskView({ task: { ...task, id, title: id }, state });
    const put = { ...view, app: { ...view.app, landing } };
    this.current.set(id, put);
    this.listeners.forEach((listener) => listener({ view: put }));
  }

  waits(id: TaskId, requestId: string): void {
    this.set(id, { kind: 'waiting', request: Request.parse({ kind: 'limit', requestId, turns: 1 }) });
  }

  completes(id: TaskId): void {
    this.finished.set(id, (this.finished.get(id) ?? 0) + 1);
    this.set(id, { kind: 'complete', result: { kind: 'unverified' } });
  }

  /** What there is to tell of a task now. */
  key(id: TaskId): string | null {
    const { state, app } = this.current.get(id) ?? taskView({});
    if (state.kind === 'waiting') {
      return `${id} waiting-${state.request.requestId}`;
    }
    return state.kind === 'complete' && app.landing.kind === 'none' ? `${id} ended-${this.finished.get(id) ?? 0}` : null;
  }
}

let processes = 0;

/** One window, whose time passes when the test says so. */
class Window {
  private process = 0;
  private kept: NoticeState = nothingTold;
  private desk!: NoticeDesk;
  private running!: { dispose(): void };
  private readonly sleeping: (() => void)[] = [];
  /** The process ends after it claimed the next thing, before it tells. */
  diesAtClaim = false;
  readonly log = new MemoryLog();

  constructor(
    private readonly world: World,
    readonly number: number,
  ) {
    this.begin();
  }

  begin(): void {
    const mine = ++processes;
    this.process = mine;
    const { world, number } = this;
    world.alive.add(mine);
    const isAlive = (): boolean => world.alive.has(mine);
    this.desk = new NoticeDesk({
      log: this.log,
      clock: {
        now: () => new Date(world.now),
        sleep: (_, signal) =>
          new Promise((resolve, reject) => {
            this.sleeping.push(resolve);
            signal.addEventListener('abort', () => reject(new Error('ended')));
          }),
      },
      store: {
        current: world.current,
        events: (id) => [{ type: 'finished', seq: world.finished.get(id) ?? 0 } as unknown as RunnerEvent],
        onDidChange: (listener) => {
          world.listeners.set(mine, listener);
          return { dispose: () => world.listeners.delete(mine) };
        },
      },
      kept: {
        read: () => this.kept,
        write: (state) => {
          this.kept = isAlive() ? state : this.kept;
          return Promise.resolve();
        },
      },
      claims: {
        claim: (id, key) => {
          const name = `${id} ${key}`;
          const owner = world.claims.get(name);
          const isTaken = world.settled.has(name) || (owner !== undefined && owner !== mine && world.alive.has(owner));
          if (!isTaken && isAlive()) {
            world.claims.set(name, mine);
          }
          if (this.diesAtClaim) {
            this.diesAtClaim = false;
            this.crash();
          }
          return isAlive() ? Promise.resolve(!isTaken) : new Promise(() => undefined);
        },
        settle: (id, key) => {
          world.settled.add(`${id} ${key}`);
          return Promise.resolve();
        },
      },
      isOurs: (id) => world.owners.get(id) === number,
      circumstances: () => ({
        isFocused: world.isFocused,
        isQuiet: world.isQuiet,
        when: { waiting: world.when, complete: world.when, failed: world.when },
      }),
      tell: (views) => world.told.push({ window: number, keys: views.map(({ task: { id } }) => world.key(id) ?? 'early') }),
      tellDigest: () => void world.digests.push(number),
    });
    this.running = this.desk.start();
  }

  crash(): void {
    this.world.alive.delete(this.process);
    this.running.dispose();
    this.sleeping.splice(0);
    this.begin();
  }

  lookAgain(): void {
    this.desk.lookAgain();
  }

  /** Lets what is slept for pass, until nothing goes on. */
  async pass(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.sleeping.length > 0) {
      this.sleeping.splice(0).forEach((wake) => wake());
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function desk(): { world: World; window: Window } {
  const world = new World();
  return { world, window: new Window(world, 0) };
}

function begin(world: World, name: string): TaskId {
  const id = name as TaskId;
  world.owners.set(id, 0);
  world.set(id, running);
  return id;
}

describe('when a person is told', () => {
  it('W03: 200 requests in a moment are one notification, and those after it the next one', async () => {
    const { world, window } = desk();
    const ids = Array.from({ length: 200 }, (_, index) => begin(world, `task ${index}`));
    ids.forEach((id) => world.waits(id, 'first'));
    assert.deepEqual(world.told, []);
    await window.pass();
    ids.slice(0, 100).forEach((id) => world.waits(id, 'second'));
    await window.pass();
    assert.deepEqual(
      world.told.map(({ keys }) => keys),
      [ids.map((id) => `${id} waiting-first`), ids.slice(0, 100).map((id) => `${id} waiting-second`)],
    );
  });

  it('leaves out what was answered, went on or was discarded before it was told', async () => {
    const { world, window } = desk();
    const [answered, wentOn, discarded, complete] = ['a', 'b', 'c', 'd'].map((name) => begin(world, name));
    assert.ok(answered && wentOn && discarded && complete);
    world.waits(answered, 'r');
    [wentOn, discarded, complete].forEach((id) => world.completes(id));
    world.set(answered, running);
    world.set(wentOn, running);
    world.set(discarded, { kind: 'complete', result: { kind: 'unverified' } }, landed);
    await window.pass();
    assert.deepEqual(world.told, [{ window: 0, keys: ['d ended-1'] }]);
  });

  it('keeps what comes in quiet hours for one digest after them', async () => {
    const { world, window } = desk();
    const [complete, waiting, answered] = ['a', 'b', 'c'].map((name) => begin(world, name));
    assert.ok(complete && waiting && answered);
    world.isQuiet = true;
    world.completes(complete);
    world.waits(answered, 'r');
    await window.pass();
    world.waits(waiting, 'r');
    world.set(answered, running);
    await window.pass();
    window.crash();
    window.lookAgain();
    await window.pass();
    assert.deepEqual([world.told, world.digests], [[], []]);
    world.isQuiet = false;
    window.lookAgain();
    await window.pass();
    window.lookAgain();
    await window.pass();
    assert.deepEqual([world.told, world.digests], [[], [0]]);
  });

  it('does not tell what a person who is there sees, where that is wished, nor what is told never', async () => {
    const { world, window } = desk();
    const id = begin(world, 'a');
    world.when = 'unfocused';
    world.isFocused = true;
    world.completes(id);
    await window.pass();
    world.isFocused = false;
    window.lookAgain();
    await window.pass();
    assert.deepEqual(world.told, []);
    world.set(id, running);
    world.completes(id);
    await window.pass();
    assert.deepEqual(world.told, [{ window: 0, keys: ['a ended-2'] }]);
    world.when = 'never';
    world.set(id, running);
    world.completes(id);
    await window.pass();
    assert.equal(world.told.length, 1);
  });
});

const ids = ['a', 'b', 'c'] as unknown as TaskId[];
const taskOf = fc.nat(ids.length - 1).map((index) => ids[index] as TaskId);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('run', 'wait', 'complete', 'discard', 'undo'), id: taskOf }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), window: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crash', 'dieAtClaim'), window: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('own' as const), id: taskOf, window: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('quiet' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe('notifications of two windows, over crashes, reloads and all courses of tasks', () => {
  it('are never early, never twice and never lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const world = new World();
        const windows = [new Window(world, 0), new Window(world, 1)];
        ids.forEach((id, index) => world.owners.set(id, index % 2));
        ids.forEach((id) => world.set(id, running));
        let requests = 0;
        const act = async (one: Step): Promise<void> => {
          const window = 'window' in one ? windows[one.window] : undefined;
          switch (one.do) {
            case 'run':
              return world.set(one.id, running);
            case 'wait':
              return world.waits(one.id, `r${++requests}`);
            case 'complete':
              return world.current.get(one.id)?.state.kind === 'running' ? world.completes(one.id) : undefined;
            case 'discard':
            case 'undo': {
              const { state } = world.current.get(one.id) ?? taskView({});
              const landing = one.do === 'undo' ? ({ kind: 'none' } as const) : landed;
              return state.kind === 'complete' ? world.set(one.id, state, landing) : undefined;
            }
            case 'pass':
              return window?.pass();
            case 'crash':
              return window?.crash();
            case 'dieAtClaim':
              if (window !== undefined) {
                window.diesAtClaim = true;
              }
              return;
            case 'own':
              world.owners.set(one.id, one.window);
              return world.set(one.id, world.current.get(one.id)?.state ?? running);
            case 'quiet':
              world.isQuiet = !world.isQuiet;
              windows.forEach((each) => each.lookAgain());
          }
        };
        for (const one of steps) {
          await act(one);
        }
        for (const window of windows) {
          await window.pass();
        }
        // In the end each task has something new to tell, and nothing stands in the way.
        world.isQuiet = false;
        windows.forEach((window) => (window.diesAtClaim = false));
        ids.forEach((id) => world.set(id, running));
        ids.forEach((id) => world.completes(id));
        for (const window of [...windows, ...windows]) {
          window.crash();
          window.lookAgain();
          await window.pass();
        }
        const told = world.told.flatMap(({ keys }) => keys);
        assert.deepEqual(told.filter((key, index) => told.indexOf(key) !== index), [], 'twice');
        assert.ok(!told.includes('early'), 'early');
        const last = ids.map((id) => world.key(id) ?? '');
        assert.deepEqual(last.filter((key) => !told.includes(key)), [], 'lost');
        assert.deepEqual(windows.flatMap(({ log }) => log.lines), []);
      }),
      { numRuns: 300 },
    );
  });
});
