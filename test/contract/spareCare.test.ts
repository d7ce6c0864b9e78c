import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { createGit } from '../../src/adapters/git/createGit';
import { Spares, type SparesDeps } from '../../src/app/worktrees/spares';
import type { Task } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

describe('Spares', () => {
  let bench: TaskBench;
  let nowMs = 0;
  /** The folders that were measured. */
  const measured: string[] = [];
  const carrier = new (class extends DiskCarrier {
    override size(folder: string, limit: number): Promise<number> {
      measured.push(folder);
      return super.size(folder, limit);
    }
  })();

  beforeEach(() => (bench = new TaskBench(TestRepo.with({ 'a.txt': 'one\n' }))));
  afterEach(() => bench.dispose());

  const sparesWith = (spareLimits?: NonNullable<SparesDeps['spareLimits']>): Spares =>
    new Spares({
      ...{ git: createGit(), carrier, files: bench.journal, store: bench.journal, log: bench.log },
      clock: { now: () => new Date(), monotonicMs: () => nowMs },
      ...(spareLimits === undefined ? {} : { spareLimits }),
    });
  const kept = (): number => (existsSync(bench.journal.sparesDir) ? readdirSync(bench.journal.sparesDir).length : 0);
  const renewed = async (task: Task, spares: Spares): Promise<number> => {
    const { workspace } = bench.view(task).app;
    assert.ok(workspace);
    spares.renew(task, workspace);
    await spares.settle();
    return kept();
  };
  const prepared = async (): Promise<Task> => {
    const task = await bench.create();
    await bench.prepare(task);
    return task;
  };

  it('are made only where they are wanted and within the limits, and go when switched off', async () => {
    const task = await prepared();
    assert.equal(await renewed(task, sparesWith()), 0);
    assert.equal(
      await renewed(
        task,
        sparesWith(() => ({ maxCount: 1, maxBytes: 1_000_000 })),
      ),
      0,
    );
    assert.equal(
      await renewed(
        task,
        sparesWith(() => ({ maxCount: 5, maxBytes: 1 })),
      ),
      0,
    );
    assert.equal(
      await renewed(
        task,
        sparesWith(() => ({ maxCount: 5, maxBytes: 1_000_000 })),
      ),
      1,
    );
    assert.equal(
      await renewed(
        task,
        sparesWith(() => null),
      ),
      0,
    );
    assert.deepEqual(bench.log.lines, []);
  });

  it('look at the files of all worktrees once in a quarter of an hour, however often they are renewed', async () => {
    const task = await prepared();
    const spares = sparesWith(() => ({ maxCount: 5, maxBytes: 1_000_000 }));
    measured.length = 0;
    assert.equal((await renewed(task, spares)) + (await renewed(task, spares)), 2);
    assert.deepEqual(measured, [path.join(bench.repo.folder, 'worktrees')]);
    nowMs += 15 * 60_000;
    await renewed(task, spares);
    assert.equal(measured.length, 2);
  });

  it('follow the commit of a checkout that has tasks, from any folder in it', async () => {
    const spares = sparesWith(() => ({ maxCount: 5, maxBytes: 1_000_000 }));
    const { repo } = bench;
    const filesOfSpare = (): Record<string, string> => {
      const [name] = existsSync(bench.journal.sparesDir) ? readdirSync(bench.journal.sparesDir) : [];
      return name === undefined ? {} : filesBelow(path.join(bench.journal.sparesDir, name, 'files'));
    };
    spares.follow(repo.root);
    await spares.settle();
    assert.deepEqual(filesOfSpare(), {});
    await renewed(await prepared(), spares);
    repo.write({ 'src/b.txt': 'two\n' });
    repo.commit('b');
    spares.follow(path.join(repo.root, 'src'));
    await spares.settle();
    assert.deepEqual(filesOfSpare(), filesBelow(repo.root, ['.git']));
    repo.git('checkout', '-q', '--detach', 'HEAD~1');
    spares.follow(repo.root);
    await spares.settle();
    assert.deepEqual(Object.keys(filesOfSpare()), ['a.txt']);
    assert.deepEqual(bench.log.lines, []);
  });

  it('are not made for a folder without a repository, which is said in the log alone', async () => {
    const spares = sparesWith(() => ({ maxCount: 5, maxBytes: 1_000_000 }));
    await prepared();
    spares.follow(bench.repo.folder);
    await spares.settle();
    assert.deepEqual([kept(), bench.log.lines.length], [0, 1]);
  });

  it('go with the last task of their repository', async () => {
    const spares = sparesWith(() => ({ maxCount: 5, maxBytes: 1_000_000 }));
    const [one, other] = [await prepared(), await prepared()];
    assert.equal(await renewed(one, spares), 1);
    const left: number[] = [];
    for (const task of [one, other]) {
      const { workspace } = bench.view(task).app;
      await bench.workspaces().discard(bench.view(task));
      spares.release(workspace);
      await spares.settle();
      left.push(kept());
    }
    assert.deepEqual(left, [1, 0]);
  });
});
