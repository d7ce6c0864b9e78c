import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { DiskIndexLocks } from '../../src/adapters/git/process/diskIndexLocks';
import { processesIn } from '../../src/adapters/process/processesIn';
import { Repairs } from '../../src/app/worktrees/repairs';
import { type Fault, faultText, isRepairable } from '../../src/core/worktrees/faults';
import { english } from '../../src/core/translate';
import type { Task, TaskId } from '../../src/protocol';
import { JoinedBench } from '../fakes/joinedBench';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

describe('What is deleted, moved or left behind around a task', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  let task: Task;
  let worktree: string;

  beforeEach(async () => {
    repo = TestRepo.with({ 'a.txt': 'a\n' });
    bench = new TaskBench(repo);
    task = await bench.completed((at) => repo.write({ 'made.txt': 'made\n' }, at));
    worktree = bench.worktree(task);
  });
  afterEach(() => bench.dispose());

  const repairs = (processes = processesIn): Repairs =>
    new Repairs({
      git: createGit(),
      indexLocks: new DiskIndexLocks(processes),
      fleet: {
        discard: (taskId: TaskId) => bench.workspaces().discard(bench.journal.get(taskId)),
        restore: (taskId: TaskId) => bench.workspaces().restore(bench.journal.get(taskId)),
      },
    });
  const look = (): Promise<Fault[]> => repairs().look(bench.view(task));
  const only = async (): Promise<Fault> => {
    const [fault, ...others] = await look();
    assert.ok(fault !== undefined && others.length === 0, JSON.stringify([fault, ...others]));
    return fault;
  };
  const mend = async (): Promise<void> => {
    await repairs().repair(bench.view(task), await only());
    assert.deepEqual(await look(), []);
  };
  /** As a git leaves it that was killed so many minutes ago. */
  const leaveLock = (gitDir: string, minutes: number): string => {
    const lock = join(gitDir, 'index.lock');
    writeFileSync(lock, 'half an index');
    const then = Date.now() / 1000 - minutes * 60;
    utimesSync(lock, then, then);
    return lock;
  };

  it('is nothing as long as all is in its place', async () => {
    assert.deepEqual(await look(), []);
  });

  it('is a worktree that was deleted, which is made again as it was last seen', async () => {
    rmSync(worktree, { recursive: true });
    assert.deepEqual(await only(), { kind: 'worktree-missing', worktree, movedTo: null });
    await mend();
    assert.equal(existsSync(join(bench.worktree(task), 'made.txt')), true);
  });

  for (const [how, move] of [
    ['by git', (from: string, to: string) => repo.git('worktree', 'move', '-f', '-f', from, to)],
    ['by hand', (from: string, to: string) => renameSync(from, to)],
  ] as const) {
    it(`is a worktree that was moved ${how}, which is moved back with what it holds, and git knows it`, async () => {
      repo.write({ 'late.txt': 'after the last checkpoint\n' }, worktree);
      const files = filesBelow(worktree, ['.git']);
      const movedTo = join(repo.folder, '-moved "here"\n');
      move(worktree, movedTo);
      const fault = await only();
      assert.deepEqual(fault, { kind: 'worktree-missing', worktree, movedTo });
      assert.match(faultText(fault, english), /was moved to .*It would be moved back to .* \(git worktree repair\)/s);
      await mend();
      assert.deepEqual([filesBelow(worktree, ['.git']), existsSync(movedTo)], [files, false]);
      assert.equal(repo.gitIn(worktree, 'status', '--porcelain'), '?? late.txt\n?? made.txt\n');
    });
  }

  it('is a worktree that was moved far away, which is moved back from where a person says it is', async () => {
    const [elsewhere, other] = [join(repo.folder, 'far/away'), join(repo.folder, 'other')];
    mkdirSync(elsewhere, { recursive: true });
    repo.write({ 'late.txt': 'after the last checkpoint\n' }, worktree);
    const files = filesBelow(worktree, ['.git']);
    const movedTo = join(elsewhere, 'moved');
    renameSync(worktree, movedTo);
    assert.deepEqual(await only(), { kind: 'worktree-missing', worktree, movedTo: null });
    const others = await bench.create({ slug: 'other' });
    const another = (await bench.prepare(others)).worktree;
    mkdirSync(other);
    writeFileSync(join(other, '.git'), `gitdir: ${repo.root}/.git\n`);
    for (const wrong of [another, other, elsewhere, repo.root, join(elsewhere, 'none'), join(movedTo, 'made.txt')]) {
      await assert.rejects(repairs().movedTo(bench.view(task), wrong), { reason: 'not-possible-now', hint: /Choose/ });
    }
    assert.deepEqual([filesBelow(movedTo, ['.git']), existsSync(worktree)], [files, false]);
    symlinkSync(movedTo, join(repo.folder, 'link'));
    const fault = await repairs().movedTo(bench.view(task), join(repo.folder, 'link'));
    assert.deepEqual(fault, { kind: 'worktree-missing', worktree, movedTo });
    await repairs().repair(bench.view(task), fault);
    assert.deepEqual(await look(), []);
    assert.deepEqual([filesBelow(worktree, ['.git']), existsSync(movedTo)], [files, false]);
    assert.equal(repo.gitIn(worktree, 'status', '--porcelain'), '?? late.txt\n?? made.txt\n');
    const hint = /Choose/;
    await assert.rejects(repairs().movedTo(bench.view(task), worktree), { reason: 'not-possible-now', hint });
  });

  it('is no worktree whose git data belongs to another repository, whatever its folder says', async () => {
    const far = join(repo.folder, 'far/moved');
    mkdirSync(join(repo.folder, 'far'));
    const gitDir = repo.gitIn(worktree, 'rev-parse', '--absolute-git-dir').trim();
    renameSync(worktree, far);
    writeFileSync(join(gitDir, 'commondir'), '../../../../elsewhere/.git\n');
    await assert.rejects(repairs().movedTo(bench.view(task), far));
    assert.deepEqual([existsSync(join(far, 'made.txt')), existsSync(worktree)], [true, false]);
  });

  it('is a moved worktree that stays where it is when something stands in its place, or it is not what it was', async () => {
    const movedTo = join(repo.folder, 'moved');
    renameSync(worktree, movedTo);
    const fault = await only();
    mkdirSync(worktree);
    await assert.rejects(repairs().repair(bench.view(task), fault), { domain: 'git', hint: /Look at both folders/ });
    rmdirSync(worktree);
    const pointer = readFileSync(join(movedTo, '.git'));
    writeFileSync(join(movedTo, '.git'), `gitdir: ${repo.root}/.git\n`);
    await assert.rejects(repairs().repair(bench.view(task), fault), { domain: 'git', hint: /Look at both folders/ });
    assert.equal(existsSync(join(movedTo, 'made.txt')), true);
    writeFileSync(join(movedTo, '.git'), pointer);
    await mend();
  });

  it('is a branch that was deleted, which is made again where the worktree was on it', async () => {
    const before = repo.gitIn(worktree, 'rev-parse', 'HEAD');
    repo.git('update-ref', '-d', 'refs/heads/agents/do-it');
    assert.deepEqual(await only(), { kind: 'branch-missing', branch: 'agents/do-it', isOurs: true, worktree });
    await mend();
    assert.equal(repo.gitIn(worktree, 'rev-parse', 'HEAD'), before);
    assert.equal(repo.gitIn(worktree, 'status', '--porcelain').trim(), '?? made.txt');
  });

  it('is a repository that was moved, which is waited for', async () => {
    const aside = join(repo.folder, 'aside');
    renameSync(repo.root, aside);
    const fault = await only();
    assert.deepEqual([fault, isRepairable(fault)], [{ kind: 'repository-missing', root: repo.root }, false]);
    await assert.rejects(repairs().repair(bench.view(task), fault), { reason: 'not-possible-now' });
    renameSync(aside, repo.root);
    assert.deepEqual(await look(), []);
  });

  it('is a lock that no git holds, which is set aside when it is wanted, and kept', async () => {
    const gitDir = join(repo.root, '.git');
    const lock = leaveLock(gitDir, 180);
    const fault = await only();
    assert.equal(isRepairable(fault), true);
    assert.match(faultText(fault, english), /index\.lock is there since 180 minutes, .* No git holds it\./);
    assert.equal(existsSync(lock), true);
    await mend();
    assert.equal(readdirSync(gitDir).filter((name) => name.startsWith('index.lock.left-')).length, 1);
  });

  it('is no lock to be set aside while a git works there, or while it is young', async () => {
    const gitDir = repo.gitIn(worktree, 'rev-parse', '--absolute-git-dir').trim();
    const lock = leaveLock(gitDir, 0);
    assert.equal(isRepairable(await only()), false);
    leaveLock(gitDir, 30);
    const left = await only();
    assert.equal(isRepairable(left), true);
    const holder = spawn('git', ['cat-file', '--batch'], { cwd: worktree });
    await once(holder, 'spawn');
    const held = await only();
    assert.equal(isRepairable(held), false);
    assert.match(faultText(held, english), new RegExp(`Process ${holder.pid ?? 0} may hold it`));
    await assert.rejects(repairs().repair(bench.view(task), left), { reason: 'not-possible-now' });
    assert.equal(existsSync(lock), true);
    holder.kill();
    await once(holder, 'exit');
    leaveLock(gitDir, 0);
    await assert.rejects(repairs().repair(bench.view(task), left), { message: /another git has taken it since/ });
  });
});

describe('What is deleted, moved or left behind around a task of several repositories', () => {
  let bench: JoinedBench;
  let task: Task;
  let members: string[];

  beforeEach(async () => {
    bench = await JoinedBench.open();
    const made = (at: string): void => bench.repo.write({ 'backend/made.py': 'made\n' }, at);
    task = await bench.completed(made);
    members = (bench.view(task).app.workspace?.repos ?? []).slice(1).map(({ worktree }) => worktree);
  });
  afterEach(() => bench.dispose());

  const repairs = () =>
    new Repairs({
      git: bench.git,
      indexLocks: new DiskIndexLocks(processesIn),
      fleet: {
        discard: (taskId: TaskId) => bench.workspaces().discard(bench.journal.get(taskId)),
        restore: (taskId: TaskId) => bench.workspaces().restore(bench.journal.get(taskId)),
      },
    });

  it('is told of each of them, and mended in the one where it is', async () => {
    const [backend = '', frontend = ''] = members;
    assert.deepEqual(await repairs().look(bench.view(task)), []);
    renameSync(frontend, `${frontend}-moved`);
    bench.repo.gitIn(bench.at('backend'), 'update-ref', '-d', 'refs/heads/agents/do-it');
    const faults = await repairs().look(bench.view(task));
    assert.deepEqual(faults, [
      { kind: 'branch-missing', branch: 'agents/do-it', isOurs: true, worktree: backend },
      { kind: 'worktree-missing', worktree: frontend, movedTo: `${frontend}-moved` },
    ]);
    for (const fault of faults) {
      await repairs().repair(bench.view(task), fault);
    }
    assert.deepEqual(await repairs().look(bench.view(task)), []);
    assert.equal(bench.repo.gitIn(frontend, 'status', '--porcelain'), '');
  });

  it('is all worktrees made again at once where they were deleted', async () => {
    const worktree = bench.worktree(task);
    rmSync(worktree, { recursive: true });
    const faults = await repairs().look(bench.view(task));
    assert.deepEqual(faults, [{ kind: 'worktree-missing', worktree: members[0], movedTo: null }]);
    await repairs().repair(bench.view(task), faults[0] ?? assert.fail());
    assert.deepEqual(await repairs().look(bench.view(task)), []);
    assert.equal(readFileSync(join(bench.worktree(task), 'backend/made.py'), 'utf8'), 'made\n');
  });
});
