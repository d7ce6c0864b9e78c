import assert from 'node:assert/strict';
import { openGroupDirectory } from '../../src/adapters/store/groupDirectory';
import { createGit } from '../../src/adapters/git/createGit';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { GroupStore } from '../../src/app/tasks/groupStore';
import type { TaskChange } from '../../src/app/tasks/taskStore';
import { Trains } from '../../src/app/trains/trains';
import { Emitter } from '../../src/core/emitter';
import type { TrainState } from '../../src/core/train/trainState';
import type { GroupId, ObjectName, Receipt, Task, TaskId } from '../../src/protocol';
import { Crash, crashStep } from '../fakes/crash';
import { MemoryLog } from '../fakes/memoryLog';
import { TaskBench } from '../fakes/taskBench';
import { temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';

const check = 'check';
const model = { kind: 'model', model: { provider: 'anthropic', name: 'm' } } as const;

/** Agents whose results are there, and what goes on around them when they are combined. */
class TrainBench extends TaskBench {
  readonly messages: string[] = [];
  readonly tried: string[] = [];
  readonly made: ObjectName[] = [];
  readonly changes = new Emitter<TaskChange>((error) => {
    throw error;
  });
  /** What an agent does with a message. */
  mends: (task: Task) => Promise<void> = () => Promise.resolve();

  private readonly names = new Map<TaskId, string>();

  async agent(title: string, files: Readonly<Record<string, string>>): Promise<Task> {
    const task = await this.completed((worktree, repo) => repo.write(files, worktree), { title, engine: model });
    this.names.set(task.id, title);
    return task;
  }

  nameOf(taskId: TaskId): string {
    return this.names.get(taskId) ?? '';
  }

  /** The agent works and is complete again. */
  async work(task: Task, files: Readonly<Record<string, string>>): Promise<void> {
    this.repo.write(files, this.worktree(task));
    await this.checkpoint(task);
    this.finish(task);
  }

  finish(task: Task): void {
    this.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    this.tell(task.id);
  }

  trains(groups: GroupStore, crash = new Crash(Infinity)): Trains {
    const { journal } = this;
    const guarded = Object.assign(Object.create(groups) as GroupStore, {
      append: crash.around({ append: (...args: Parameters<GroupStore['append']>) => groups.append(...args) }).append,
      acquire: () => Promise.resolve({ fence: 1, holder: { pid: 1, host: 'here' }, release: () => Promise.resolve() }),
    });
    let ids = 0;
    return new Trains({
      git: this.git,
      store: {
        get current() {
          return journal.current;
        },
        get: (taskId) => journal.get(taskId),
        events: (taskId) => journal.events(taskId),
        catchUp: () => Promise.resolve(),
        onDidChange: (listener) => this.changes.listen(listener),
      },
      groups: guarded,
      tryouts: crash.around({ run: (_: TaskId, { commit }: { commit: ObjectName }) => this.tryOut(commit) }),
      made: crash.around({ create: (made: { commit: ObjectName; like: Task }) => this.make(made) }),
      fleet: crash.around({
        message: (taskId: TaskId, text: string) => this.hear(taskId, text),
        submit: () => Promise.resolve(),
        update: () => Promise.reject(new Error('Nothing here conflicts.')),
      }),
      files: { letters: { waiting: () => Promise.resolve([]) } },
      ids: { short: () => `id-${++ids}`, taskId: () => '01ARZ3NDEKTSV4RRFFQ69G9999' as TaskId },
      clock: { now: () => new Date('2026-01-01T00:00:00.000Z') },
      log: this.log,
    });
  }

  /** Red where two files say so of each other. */
  private async tryOut(commit: ObjectName): Promise<Receipt[]> {
    const text = async (path: string): Promise<string> =>
      Buffer.from((await this.git.show(this.repo.root, commit, path)) ?? []).toString();
    const isRed = (await text('one.txt')) === 'left\n' && (await text('two.txt')) === 'right\n';
    const tree = await this.git.treeOf(this.repo.root, commit);
    this.tried.push(tree);
    return [{ command: check, exitCode: isRed ? 1 : 0, durationMs: 1, tree, sandboxed: false }];
  }

  private async make({ commit, like }: { commit: ObjectName; like: Task }) {
    this.made.push(commit);
    const point = { snapshot: commit, head: null, headName: 'main', uncommitted: 0 };
    const task = await this.create({
      ...like,
      id: this.journal.nextId(),
      base: { kind: 'point', point, content: commit },
    });
    this.names.set(task.id, 'result');
    return this.view(task);
  }

  private async hear(taskId: TaskId, text: string): Promise<void> {
    this.messages.push(`${this.nameOf(taskId)}: ${text}`);
    this.journal.record(taskId, { type: 'user.message', text, source: 'user' });
    this.tell(taskId);
    await this.mends(this.journal.get(taskId).task);
  }

  private tell(taskId: TaskId): void {
    this.changes.fire({ taskId, view: this.journal.get(taskId), events: [] });
  }
}

describe('Combining results of agents, with care', () => {
  let bench: TrainBench;
  let groups: GroupStore;

  beforeEach(async () => {
    bench = new TrainBench(TestRepo.with({ 'a.txt': 'a\n' }), createGit());
    const log = new MemoryLog();
    groups = new GroupStore(await openGroupDirectory(await temporaryFolder(), { clock: new SystemClock(), log }), log);
  });

  afterEach(() => {
    groups.dispose();
    bench.dispose();
  });

  async function agents(): Promise<[Task, Task, Task]> {
    return [
      await bench.agent('A', { 'one.txt': 'left\n' }),
      await bench.agent('B', { 'two.txt': 'right\n' }),
      await bench.agent('C', { 'three.txt': 'three\n' }),
    ];
  }

  const start = (trains: Trains, tasks: readonly Task[]): Promise<GroupId> =>
    trains.start({ taskIds: tasks.map(({ id }) => id), commands: [check], title: 'All' });

  /** How each stands at the end. */
  function standings({ cars, joined }: TrainState): unknown {
    return {
      joined: joined?.taskIds.map((taskId) => bench.nameOf(taskId)),
      left: cars.flatMap(({ carriage, standing }) =>
        standing.kind === 'left' ? [[bench.nameOf(carriage.taskId), standing.why.kind]] : [],
      ),
    };
  }

  it('asks the agent that broke the checks, tells it with what, and takes it up again when it has mended them', async () => {
    const tasks = await agents();
    bench.mends = (task) => bench.work(task, { 'two.txt': 'right, mended\n' });
    const trains = bench.trains(groups);
    const groupId = await start(trains, tasks);
    const train = await trains.settled(groupId);

    assert.deepEqual(train === null ? null : standings(train), { joined: ['A', 'C', 'B'], left: [] });
    const [message = '', ...more] = bench.messages;
    assert.deepEqual(more, []);
    assert.match(message, /^B: Joining id-2: a check fails, once your change is joined with that of “A”\./);
    assert.match(message, /\+left/);
    assert.equal(bench.made.length, 1);
  });

  it('asks no more often than its bound, and goes on with the others', async () => {
    const tasks = await agents();
    let round = 0;
    bench.mends = (task) => bench.work(task, { 'other.txt': `no help ${++round}\n` });
    const trains = bench.trains(groups);
    const train = await trains.settled(await start(trains, tasks));
    assert.deepEqual(train === null ? null : standings(train), { joined: ['A', 'C'], left: [['B', 'red']] });
    assert.equal(bench.messages.length, 2);
  });

  it('leaves out an agent that changes nothing when it is asked', async () => {
    const tasks = await agents();
    bench.mends = (task) => {
      bench.finish(task);
      return Promise.resolve();
    };
    const trains = bench.trains(groups);
    const train = await trains.settled(await start(trains, tasks));
    assert.deepEqual(train === null ? null : standings(train), { joined: ['A', 'C'], left: [['B', 'gone']] });
    assert.equal(bench.messages.length, 1);
  });

  it('makes the result of what is joined when a person does not want to wait', async () => {
    const tasks = await agents();
    const trains = bench.trains(groups);
    const groupId = await start(trains, tasks);
    await isMending(groupId);
    await trains.close(groupId);
    const train = await trains.settled(groupId);
    assert.deepEqual(train === null ? null : standings(train), { joined: ['A', 'C'], left: [['B', 'red']] });
    assert.equal(train?.end?.kind, 'done');
  });

  it('makes nothing when it is cancelled', async () => {
    const tasks = await agents();
    const trains = bench.trains(groups);
    const groupId = await start(trains, tasks);
    await isMending(groupId);
    await trains.cancel(groupId);
    assert.deepEqual((await trains.settled(groupId))?.end, { kind: 'cancelled' });
    assert.deepEqual(bench.made, []);
    await assert.rejects(trains.close(groupId), { message: 'These agents are not being combined.' });
  });

  it('goes on from wherever it was killed, says nothing twice and makes one result', async () => {
    for (let call = 1; ; call += crashStep(11)) {
      const fresh = new TrainBench(TestRepo.with({ 'a.txt': 'a\n' }), createGit());
      bench.dispose();
      bench = fresh;
      const log = new MemoryLog();
      const files = await openGroupDirectory(await temporaryFolder(), { clock: new SystemClock(), log });
      groups = new GroupStore(files, log);
      const tasks = await agents();
      bench.mends = (task) => bench.work(task, { 'two.txt': 'right, mended\n' });
      const crash = new Crash(call);
      const doomed = bench.trains(groups, crash);
      const ended = await crash.run(start(doomed, tasks).then((groupId) => doomed.settled(groupId)));
      const [groupId] = groups.current.keys();
      if (groupId !== undefined && groups.get(groupId).train !== null) {
        const trains = bench.trains(groups);
        await trains.takeUp({ roots: [bench.repo.root] });
        const train = await trains.settled(groupId);
        assert.deepEqual(
          train === null ? null : standings(train),
          { joined: ['A', 'C', 'B'], left: [] },
          `call ${call}`,
        );
        assert.equal(bench.messages.length, 1, `call ${call}`);
        assert.equal(bench.made.length, 1, `call ${call}`);
      }
      if (ended === 'done') {
        assert.ok(call > 10);
        return;
      }
    }
  });

  async function isMending(groupId: GroupId): Promise<void> {
    const isSo = (): boolean =>
      groups.get(groupId).train?.cars.some(({ standing }) => standing.kind === 'mending') === true;
    await new Promise<void>((resolve) => {
      const listening = groups.onDidChange(() => {
        if (isSo()) {
          listening.dispose();
          resolve();
        }
      });
      if (isSo()) {
        listening.dispose();
        resolve();
      }
    });
  }
});
