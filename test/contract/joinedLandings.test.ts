import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { CheckoutQueue } from '../../src/app/reviews/checkoutQueue';
import { Landings } from '../../src/app/landing/landings';
import type { Git } from '../../src/core/worktrees/gitPorts';
import type { LandRequest, Task } from '../../src/protocol';
import { Crash, crashStep } from '../fakes/crash';
import { JoinedBench } from '../fakes/joinedBench';
import type { Around } from '../fakes/taskBench';

/** For what is done many times over. */
const slowMs = 240_000;

describe('landing in several repositories', () => {
  let bench: JoinedBench;
  const names = ['backend', 'frontend', 'shared-types'];
  const git = (name: string, ...args: string[]): string => bench.repo.gitIn(bench.at(name), ...args);
  const fresh = async (): Promise<void> => {
    bench = await JoinedBench.open();
    for (const name of names) {
      git(name, 'config', 'user.name', 'Ada');
      git(name, 'config', 'user.email', 'ada@example.com');
    }
  };
  beforeEach(fresh);
  afterEach(() => bench.dispose());

  const work = (worktree: string): void =>
    bench.repo.write(
      { 'shared-types/user.ts': 'export type User = string;\n', 'backend/user.py': 'email = 1\n' },
      worktree,
    );
  const landings = (around: Around = (part) => part): Landings =>
    new Landings({ git: around<Git>(bench.git), store: around(bench.journal), checkouts: new CheckoutQueue() });
  const asked = async (task: Task, more: Partial<LandRequest> = {}): Promise<LandRequest> => {
    const { base, head, branch } = await landings().look(bench.view(task));
    return { way: 'squash', base, head, branch, hooks: false, commits: [{ message: 'Land it' }], ...more };
  };
  const land = async (task: Task): Promise<void> => landings().land(bench.view(task), await asked(task));
  const landing = (task: Task): string => bench.view(task).app.landing.kind;
  const logs = (): string[] => names.map((name) => git(name, 'log', '--format=%an %s', 'main').trim());
  const heads = (): string[] => names.map((name) => git(name, 'rev-parse', 'main').trim());
  const statuses = (): string[] => names.map((name) => bench.status(name));
  const first = 'test@example.com first';
  const landed = [`Ada Land it\n${first}`, first, `Ada Land it\n${first}`];

  it('makes one commit in each that changed, beside what is not committed, and takes all of them back', async () => {
    const task = await bench.completed(work);
    bench.repo.write({ 'backend/mine.py': 'mine\n', 'frontend/mine.ts': 'mine\n' }, bench.folder);
    git('frontend', 'add', 'mine.ts');
    const survey = await landings().look(bench.view(task));
    assert.deepEqual(
      [survey.branch, survey.conflicts, survey.ways.map(({ way, why }) => [way, why])],
      [
        'main',
        [],
        ['squash', 'commits', 'rebase', 'merge', 'branch'].map((way) => [
          way,
          way === 'squash' ? null : 'Each of several repositories gets one commit.',
        ]),
      ],
    );
    const before = heads();
    await land(task);
    assert.deepEqual(logs(), landed);
    assert.deepEqual(statuses(), ['?? mine.py\n', 'A  mine.ts\n', '']);
    assert.equal(git('backend', 'show', 'main:user.py'), 'email = 1\n');
    await landings().undo(bench.view(task));
    assert.deepEqual(heads(), before);
    assert.deepEqual(statuses(), ['?? mine.py\n', 'A  mine.ts\n', '']);
    assert.equal(landing(task), 'none');
  });

  it('refuses other ways, and changes nothing when one branch is not what it was', async () => {
    const task = await bench.completed(work);
    await assert.rejects(
      async () => landings().land(bench.view(task), await asked(task, { way: 'rebase' })),
      /is of several repositories, and can't be committed in this way/,
    );
    const request = await asked(task);
    git('shared-types', 'checkout', '-q', '-b', 'other');
    const before = [heads(), statuses()];
    await assert.rejects(landings().land(bench.view(task), request), /another branch was checked out/);
    assert.deepEqual([heads(), statuses()], before);
  });

  it('moves no branch when a hook of the last one says no', async () => {
    const task = await bench.completed(work);
    bench.repo.write({ 'shared-types/.git/hooks/pre-commit': '#!/bin/sh\necho not today\nexit 1\n' }, bench.folder);
    bench.repo.gitIn(bench.at('shared-types'), 'config', 'core.hooksPath', '.git/hooks');
    chmodSync(bench.at('shared-types/.git/hooks/pre-commit'), 0o755);
    const before = [heads(), statuses()];
    const request = await asked(task, { hooks: true });
    await assert.rejects(landings().land(bench.view(task), request), /not today/);
    assert.deepEqual([heads(), statuses(), landing(task)], [...before, 'none']);
  });

  it('does not take back what has commits on it since', async () => {
    const task = await bench.completed(work);
    await land(task);
    git('backend', 'commit', '-q', '--allow-empty', '-m', 'mine');
    await assert.rejects(landings().undo(bench.view(task)), /has other commits since/);
    await landings().undo(bench.view(task), { revert: true });
    assert.deepEqual(statuses(), [' M user.py\n', '', ' M user.ts\n']);
  });

  it('is finished or taken back after a crash at any moment', async function () {
    this.timeout(slowMs);
    for (let before = 1; ; before += crashStep(17)) {
      const task = await bench.completed(work);
      const untouched = [heads(), statuses()];
      const request = await asked(task);
      const landingOnce = new Crash(before);
      const done = await landingOnce.run(landings((part) => landingOnce.around(part)).land(bench.view(task), request));
      await landings().recover(bench.view(task));
      if (landing(task) === 'none') {
        assert.deepEqual([heads(), statuses()], untouched);
        await land(task);
      }
      assert.deepEqual([logs(), statuses()], [landed, ['', '', '']]);
      const undoing = new Crash(before);
      const undone = await undoing.run(landings((part) => undoing.around(part)).undo(bench.view(task)));
      await landings().recover(bench.view(task));
      if (landing(task) === 'landed') {
        await landings().undo(bench.view(task));
      }
      assert.deepEqual([heads(), statuses()], untouched);
      bench.dispose();
      await fresh();
      if (done === 'done' && undone === 'done') {
        assert.ok(before > 8);
        break;
      }
    }
  });

  /** As if the process had been killed between the branches: `name` has its commit, the other one not yet. */
  const halfway = async (name: string): Promise<{ task: Task; before: string[] }> => {
    const task = await bench.completed(work);
    const before = heads();
    await land(task);
    const entries = bench.journal.entries(task.id);
    entries.splice(entries.findIndex(({ type }) => type === 'landed'));
    const other = names.findIndex((each) => each !== name && each !== 'frontend');
    git(names[other] ?? '', 'update-ref', 'refs/heads/main', before[other] ?? '');
    // The index follows when all branches are moved.
    names.forEach((each, at) => git(each, 'read-tree', before[at] ?? ''));
    return { task, before };
  };

  it('moves the other branches too when a crash came between them', async () => {
    const { task } = await halfway('backend');
    await landings().recover(bench.view(task));
    assert.deepEqual([logs(), statuses(), landing(task)], [landed, ['', '', ''], 'landed']);
  });

  it('moves the first one back when another can no longer be moved', async () => {
    const { task, before } = await halfway('backend');
    git('shared-types', 'commit', '-q', '--allow-empty', '-m', 'mine');
    await landings().recover(bench.view(task));
    assert.equal(landing(task), 'none');
    assert.deepEqual(heads().slice(0, 2), before.slice(0, 2));
    assert.equal(logs()[2], `test@example.com mine\n${first}`);
    assert.deepEqual(statuses().slice(0, 2), ['', '']);
  });
});
