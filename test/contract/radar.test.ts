import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { Radar } from '../../src/app/radar/radar';
import { overlapBadge, overlapLines } from '../../src/core/radar/overlapLabels';
import { english } from '../../src/core/translate';
import { CallId, type OverlapWith, type Task, type TaskId, type TaskView } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

const git = createGit();
const ten = '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n';

describe('the radar', function () {
  this.timeout(60_000);
  let bench: TaskBench;
  let repo: TestRepo;
  let radar: Radar;
  let tasks: Task[];
  const log = new MemoryLog();

  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': ten, 'b.txt': ten, 'c.txt': 'c\n' });
    bench = new TaskBench(repo);
    tasks = [];
    const views = (): Map<TaskId, TaskView> => new Map(tasks.map((task) => [task.id, bench.view(task)]));
    radar = new Radar({
      store: {
        get current() {
          return views();
        },
      },
      git,
      log,
    });
  });
  afterEach(async () => {
    await radar.dispose();
    bench.dispose();
    assert.deepEqual(log.lines, []);
  });

  /** A task that has written these files and is complete. */
  const agent = async (title: string, files: Record<string, string>): Promise<Task> => {
    const slug = title.toLowerCase();
    const task = await bench.completed((worktree) => repo.write(files, worktree), { title, slug });
    tasks.push(task);
    return task;
  };
  const at = (from: number, count = 1): { from: number; count: number } => ({ from, count });
  const looked = async (...how: [] | ['known']): Promise<Record<string, readonly OverlapWith[]>> => {
    await radar.look([repo.root], ...how);
    return Object.fromEntries(
      [...radar.current].map(([id, overlaps]) => [bench.view({ id } as Task).task.title, overlaps]),
    );
  };

  it('tells each of two agents where the other changes the same lines', async () => {
    const [one, two] = [
      await agent('One', { 'a.txt': ten.replace('1\n', '0\n1\n').replace('5', 'five') }),
      await agent('Two', { 'a.txt': ten.replace('5', 'fünf') }),
    ];
    await agent('Three', { 'b.txt': ten.replace('5', 'five') });
    const before = repo.userState();
    const found = await looked();
    assert.deepEqual(repo.userState(), before);
    assert.equal(overlapBadge(found['One'] ?? [], english), '1 conflict');
    assert.deepEqual(overlapLines(found['One'] ?? [], english), ['a.txt:6 with “Two”']);
    assert.deepEqual(found, {
      One: [
        {
          other: two.id,
          title: 'Two',
          conflicts: [{ path: 'a.txt', kind: 'lines', places: [{ base: at(5), mine: at(6), theirs: at(5) }] }],
          clashes: [],
        },
      ],
      Two: [
        {
          other: one.id,
          title: 'One',
          conflicts: [{ path: 'a.txt', kind: 'lines', places: [{ base: at(5), mine: at(5), theirs: at(6) }] }],
          clashes: [],
        },
      ],
    });
  });

  it('sees what an agent has written and nobody has kept yet', async () => {
    await agent('One', { 'a.txt': ten.replace('5', 'five') });
    const task = await bench.create({ title: 'Two', slug: 'two' });
    const { worktree } = await bench.prepare(task);
    tasks.push(task);
    assert.deepEqual(await looked(), {});
    const call = { callId: CallId.parse('c'), tool: 'shell', input: '{}', effect: 'execute' } as const;
    bench.journal.record(task.id, { type: 'tool.intent', ...call });
    repo.write({ 'a.txt': ten.replace('5', 'fünf'), 'fresh.txt': 'untracked\n' }, worktree);
    assert.equal(bench.view(task).state.kind, 'running');
    assert.deepEqual(Object.keys(await looked()), ['One', 'Two']);
  });

  it('compares with what the person has in the checkout, uncommitted too', async () => {
    await agent('One', { 'a.txt': ten.replace('5', 'five') });
    await agent('Two', { 'b.txt': ten.replace('5', 'five') });
    repo.write({ 'a.txt': ten.replace('5', 'mine') });
    const before = repo.userState();
    const found = await looked();
    assert.deepEqual(repo.userState(), before);
    assert.deepEqual(
      Object.entries(found).map(([title, overlaps]) => [title, overlapLines(overlaps, english)]),
      [['One', ['a.txt:5 with your checkout']]],
    );
    repo.write({ 'a.txt': ten });
    assert.deepEqual(Object.keys(await looked('known')), ['One'], 'the checkout was not looked at again');
    assert.deepEqual(await looked(), {});
  });

  it('does not take for an agent’s change what the person did between the beginnings of two', async () => {
    await agent('One', { 'a.txt': ten.replace('9', 'nine'), 'b.txt': ten.replace('5', 'five') });
    repo.write({ 'a.txt': ten.replace('3', 'drei') });
    repo.commit('the person');
    repo.write({ 'a.txt': ten.replace('3', 'three, not committed') });
    await agent('Two', { 'a.txt': ten.replace('3', 'III'), 'b.txt': ten.replace('5', 'fünf') });
    const found = await looked();
    assert.deepEqual(
      Object.entries(found).map(([title, overlaps]) => [title, overlapLines(overlaps, english)]),
      [
        ['One', ['b.txt:5 with “Two”']],
        ['Two', ['b.txt:5 with “One”']],
      ],
    );
  });

  it('looks at nothing while there is one agent alone, and forgets those that are landed', async () => {
    const one = await agent('One', { 'a.txt': ten.replace('5', 'five') });
    repo.write({ 'a.txt': ten.replace('5', 'mine') });
    assert.deepEqual(await looked(), {});
    repo.write({ 'a.txt': ten });
    await agent('Two', { 'a.txt': ten.replace('5', 'fünf') });
    assert.deepEqual(Object.keys(await looked()), ['One', 'Two']);
    await bench.reviews().apply(bench.view(one));
    assert.deepEqual(await looked(), {});
  });

  it('writes nothing into the repository, and removes what git made for it', async () => {
    await agent('One', { 'a.txt': ten.replace('5', 'five') });
    await agent('Two', { 'a.txt': ten.replace('5', 'fünf') });
    repo.write({ 'a.txt': ten.replace('8', 'mine'), 'mine.txt': 'mine\n' });
    const filesOf = (): string[] => readdirSync(join(repo.root, '.git'), { recursive: true, encoding: 'utf8' }).sort();
    const before = filesOf();
    assert.deepEqual(Object.keys(await looked()), ['One', 'Two']);
    assert.deepEqual(filesOf(), before);
    await radar.dispose();
    assert.equal(existsSync(join(repo.root, '.git', 'index.lock')), false);
  });
});
