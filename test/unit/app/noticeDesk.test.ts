import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TaskId } from '../../../src/protocol';
import { discarded, NoticeWindow, NoticeWorld, running } from '../../fakes/noticeWorld';

function desk(): { world: NoticeWorld; window: NoticeWindow } {
  const world = new NoticeWorld();
  return { world, window: new NoticeWindow(world, 0) };
}

describe('when a person is told', () => {
  it('W03: 200 requests in a moment are one notification, and those after it the next one', async () => {
    const { world, window } = desk();
    const ids = Array.from({ length: 200 }, (_, index) => world.begins(`task ${index}`));
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

  it('tells of each pair of changes that do not merge once, several of a moment together, and by one window', async () => {
    const { world, window } = desk();
    const other = new NoticeWindow(world, 1);
    const [a, b, c] = [world.begins('a'), world.begins('b'), world.begins('c')];
    world.meet([b, a], [b, c]);
    await window.pass();
    await other.pass();
    world.meet([a, b]);
    world.meet([a, b], [b, c], [a, c]);
    await window.pass();
    window.crash();
    world.meet([a, b], [b, c], [a, c]);
    await window.pass();
    assert.deepEqual(world.told, [
      { window: 0, keys: ['a meets b', 'b meets c'] },
      { window: 0, keys: ['a meets c'] },
    ]);
  });

  it('tells after quiet hours of those that still do not merge, and not of the others', async () => {
    const { world, window } = desk();
    const [a, b, c] = [world.begins('a'), world.begins('b'), world.begins('c')];
    world.circumstances.isQuiet = true;
    world.meet([a, b], [b, c]);
    await window.pass();
    world.completes(a);
    await window.pass();
    world.meet([b, c]);
    world.circumstances.isQuiet = false;
    window.lookAgain();
    await window.pass();
    assert.deepEqual([world.told, world.digests], [[{ window: 0, keys: ['b meets c'] }], [0]]);
  });

  it('leaves out what was answered, went on or was discarded before it was told', async () => {
    const { world, window } = desk();
    const [answered, wentOn, gone, complete] = [
      world.begins('a'),
      world.begins('b'),
      world.begins('c'),
      world.begins('d'),
    ];
    world.waits(answered, 'r');
    [wentOn, gone, complete].forEach((id) => world.completes(id));
    world.set(answered, running);
    world.set(wentOn, running);
    world.lands(gone, discarded);
    await window.pass();
    assert.deepEqual(world.told, [{ window: 0, keys: ['d ended-1'] }]);
  });

  it('keeps what comes in quiet hours for one digest after them, also over a crash', async () => {
    const { world, window } = desk();
    const [complete, waiting, answered] = [world.begins('a'), world.begins('b'), world.begins('c')];
    world.circumstances.isQuiet = true;
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
    world.circumstances.isQuiet = false;
    window.lookAgain();
    await window.pass();
    window.lookAgain();
    await window.pass();
    assert.deepEqual([world.told, world.digests], [[], [0]]);
  });

  it('does not tell what a person who is there sees, where that is wished, nor what is told never', async () => {
    const { world, window } = desk();
    const id = world.begins('a');
    Object.assign(world.circumstances, { when: 'unfocused', isFocused: true });
    world.completes(id);
    await window.pass();
    world.circumstances.isFocused = false;
    window.lookAgain();
    await window.pass();
    assert.deepEqual(world.told, []);
    world.set(id, running);
    world.completes(id);
    await window.pass();
    assert.deepEqual(world.told, [{ window: 0, keys: ['a ended-2'] }]);
    world.circumstances.when = 'never';
    world.set(id, running);
    world.completes(id);
    await window.pass();
    assert.equal(world.told.length, 1);
  });
});

const names = ['a', 'b', 'c'];
const taskName = fc.constantFrom(...names).map((name) => name as TaskId);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ act: fc.constantFrom('run', 'wait', 'complete', 'discard', 'undo'), id: taskName }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('pass' as const), window: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('crash', 'dieAtClaim'), window: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('own'), id: taskName, window: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('quiet') }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Two windows of one data directory. */
class Course {
  readonly world = new NoticeWorld();
  readonly windows = [new NoticeWindow(this.world, 0), new NoticeWindow(this.world, 1)] as const;

  constructor() {
    names.forEach((name, index) => this.world.owners.set(this.world.begins(name), index % 2));
  }

  private readonly acts: Readonly<Record<Step['act'], (id: TaskId, window: NoticeWindow, number: number) => void>> = {
    run: (id) => this.world.set(id, running),
    wait: (id) => this.world.waits(id, `r${++this.world.processes}`),
    complete: (id) => {
      if (this.world.current.get(id)?.state.kind === 'running') {
        this.world.completes(id);
      }
    },
    discard: (id) => this.world.lands(id, discarded),
    undo: (id) => this.world.lands(id, { kind: 'none' }),
    own: (id, _, number) => {
      this.world.owners.set(id, number);
      this.world.set(id, this.world.current.get(id)?.state ?? running);
    },
    crash: (_, window) => window.crash(),
    dieAtClaim: (_, window) => (window.fate.diesAtClaim = true),
    pass: () => undefined,
    quiet: () => {
      this.world.circumstances.isQuiet = !this.world.circumstances.isQuiet;
      this.windows.forEach((each) => each.lookAgain());
    },
  };

  async take(one: Step): Promise<void> {
    const number = 'window' in one ? one.window : 0;
    const window = this.windows[number === 0 ? 0 : 1];
    this.acts[one.act]('id' in one ? one.id : ('a' as TaskId), window, number);
    if (one.act === 'pass') {
      await window.pass();
    }
  }

  /** Each task has something new to tell, and nothing stands in the way; the windows are reloaded before they tell it. */
  async end(): Promise<string[]> {
    for (const window of this.windows) {
      await window.pass();
      window.fate.diesAtClaim = false;
    }
    this.world.circumstances.isQuiet = false;
    const ids = [...this.world.current.keys()];
    ids.forEach((id) => this.world.set(id, running));
    ids.forEach((id) => this.world.completes(id));
    for (const window of [...this.windows, ...this.windows]) {
      window.crash();
      window.lookAgain();
      await window.pass();
    }
    return ids.map((id) => this.world.key(id) ?? '');
  }
}

describe('notifications of two windows, over crashes, reloads and all courses of tasks', () => {
  it('are never early, never twice and never lost', async () => {
    const holds = async (steps: readonly Step[]): Promise<void> => {
      const course = new Course();
      for (const one of steps) {
        await course.take(one);
      }
      const last = await course.end();
      const told = course.world.told.flatMap(({ keys }) => keys);
      const twice = told.filter((key, index) => told.indexOf(key) !== index);
      const lost = last.filter((key) => !told.includes(key));
      const early = told.filter((key) => key === 'early');
      assert.deepEqual(
        { twice, lost, early, log: course.world.log.lines },
        { twice: [], lost: [], early: [], log: [] },
      );
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), holds), { numRuns: 300 });
  });
});
