import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { Radar } from '../../src/app/radar/radar';
import { pathInOther } from '../../src/core/radar/pathInOther';
import { overlapLines } from '../../src/core/radar/overlapLabels';
import { english } from '../../src/core/translate';
import type { Task, TaskId, TaskView } from '../../src/protocol';
import { JoinedBench } from '../fakes/joinedBench';
import { MemoryLog } from '../fakes/memoryLog';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

describe('the radar over several repositories and checkouts', function () {
  this.timeout(60_000);
  let bench: TaskBench;
  let tasks: Task[];
  const log = new MemoryLog();
  beforeEach(() => (tasks = []));
  afterEach(() => {
    bench.dispose();
    assert.deepEqual(log.lines, []);
  });

  const view = (id: TaskId): TaskView => bench.view({ id } as Task);

  /** What is told of each task, by its title. */
  const looked = async (folder: string, joined?: string): Promise<Record<string, string[]>> => {
    const current = new Map(tasks.map(({ id }) => [id, view(id)]));
    const radar = new Radar({ store: { current }, git: createGit(undefined, 'network', joined ?? null), log });
    try {
      await radar.look([folder]);
      return Object.fromEntries(
        [...radar.current].map(([id, overlaps]) => [view(id).task.title, overlapLines(overlaps, english)]),
      );
    } finally {
      await radar.dispose();
    }
  };

  it('compares tasks in each repository that they share, by the names that each has for its files', async () => {
    const several = await JoinedBench.open();
    bench = several;
    const write = (files: Record<string, string>) => (worktree: string) => several.repo.write(files, worktree);
    const one = { 'shared-types/user.ts': 'export interface User {\n  name: null;\n}\n', 'backend/user.py': 'one\n' };
    const two = { 'shared-types/user.ts': 'export interface User {\n  name: Name;\n}\n', 'backend/new.py': 'two\n' };
    tasks.push(await several.completed(write(one), { title: 'One', slug: 'one' }));
    tasks.push(await several.completed(write(two), { title: 'Two', slug: 'two' }));
    const before = several.usersState();
    assert.deepEqual(await looked(several.folder, join(several.folder, 'joined')), {
      One: ['shared-types/user.ts:2 with “Two”'],
      Two: ['shared-types/user.ts:2 with “One”'],
    });
    assert.deepEqual(several.usersState(), before);
    const [first, second] = tasks.map(({ id }) => view(id));
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(pathInOther(first, 'backend/user.py', second), 'backend/user.py');
    const task = { ...second.task, joined: undefined };
    const [, backend] = second.app.workspace?.repos ?? [];
    assert.ok(backend !== undefined && second.app.workspace !== null);
    const single = {
      ...second,
      task,
      app: { ...second.app, workspace: { ...second.app.workspace, repos: [backend] } },
    };
    assert.equal(pathInOther(first, 'backend/user.py', single as TaskView), 'user.py');
    assert.equal(pathInOther(single as TaskView, 'user.py', first), 'backend/user.py');
  });

  it('compares tasks of two checkouts of one repository, also where the other one is not open', async () => {
    const repo = TestRepo.with({ 'a.txt': '1\n2\n3\n' });
    bench = new TaskBench(repo);
    const beside = join(repo.folder, 'beside');
    repo.git('worktree', 'add', '-q', '-b', 'beside', beside);
    const work = (text: string) => (worktree: string) => repo.write({ 'a.txt': text }, worktree);
    tasks.push(await bench.completed(work('1\ntwo\n3\n'), { title: 'Here', slug: 'here' }));
    const there = { title: 'There', slug: 'there', repos: [{ root: beside }] as Task['repos'] };
    tasks.push(await bench.completed(work('1\nzwei\n3\n'), there));
    assert.deepEqual(await looked(repo.root), { Here: ['a.txt:2 with “There”'], There: ['a.txt:2 with “Here”'] });
  });
});
