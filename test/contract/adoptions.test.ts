import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { createGit } from '../../src/adapters/git/createGit';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { processesIn } from '../../src/adapters/process/processesIn';
import { type AdoptTerms } from '../../src/app/worktrees/adoptions';
import { type KnownWorktree, WorktreeCare } from '../../src/app/worktrees/worktreeCare';
import { InProcessLauncher } from '../../src/cli/launch/inProcessLauncher';
import type { TaskView } from '../../src/protocol';
import { temporaryFolder } from '../fakes/temporaryFolder';
import { filesBelow, TestRepo } from '../fakes/testRepo';
import { openServices, type WindowServices } from '../harness/servicesProcess';

const terms: AdoptTerms = {
  ...{ engine: { kind: 'command', command: 'true' }, verify: 'test -f new.txt', isolation: 'none', approve: 'ask' },
  limits: { maxTurns: 5, verifyRounds: 0 },
};

describe('A worktree of another program', () => {
  let repo: TestRepo;
  let services: WindowServices;
  let care: WorktreeCare;
  let path: string;

  beforeEach(async () => {
    repo = TestRepo.with({ 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': '*.ign\n' });
    path = join(repo.root, '.cursor/worktrees/one');
    repo.git('worktree', 'add', '-q', '-b', 'cursor/one', path);
    repo.write({ 'b.txt': 'committed there\n' }, path);
    repo.gitIn(path, 'commit', '-q', '-a', '-m', 'there');
    repo.write({ 'a.txt': 'edited\n', 'new.txt': 'n\n', 'note.ign': 'small and ignored\n' }, path);
    repo.gitIn(path, 'add', 'a.txt');
    services = await openServices(await temporaryFolder(), (log) => ({
      kind: 'here',
      launcher: new InProcessLauncher({ createModel: createModelClient, log }),
    }));
    const around = { home: join(repo.folder, 'home'), dataDirectory: repo.folder, codexHome: undefined };
    const clock = { now: () => new Date() };
    const steadyClock = { look: () => Promise.resolve({ sinceMs: 0, nowMs: Date.now() }) };
    care = new WorktreeCare({
      ...{ git: createGit(), carrier: new DiskCarrier(), clock, steadyClock, processesIn, around },
      ...services,
    });
  });

  afterEach(async () => {
    await services.close();
    repo.dispose();
  });

  const find = async (): Promise<KnownWorktree> => {
    const found = (await care.list(repo.root)).find((each) => each.path === path);
    assert.ok(found);
    return found;
  };
  const state = () => ({
    files: filesBelow(path, ['.git']),
    status: repo.gitIn(path, '--no-optional-locks', 'status', '--porcelain=v2', '--branch', '-z'),
    branch: repo.git('rev-parse', 'cursor/one'),
  });
  const adopted = async (): Promise<TaskView> => {
    const { task } = await services.adoptions.adopt(await find(), terms);
    await services.fleet.submit(task.id);
    return services.fleet.settled(task.id);
  };

  it('becomes a task where it lies, is checked, applied and undone, and nothing in it is touched', async () => {
    const before = state();
    const view = await adopted();
    assert.deepEqual(
      [view.state.kind, view.run.outcome?.kind, view.app.workspace?.repos[0].worktree],
      ['complete', 'verified', path],
    );
    assert.deepEqual(
      view.run.files.map(({ path: file, status }) => [file, status]),
      [
        ['a.txt', 'modified'],
        ['b.txt', 'modified'],
        ['new.txt', 'added'],
      ],
    );
    assert.equal((await find()).taskId, view.task.id);
    const user = repo.userState();
    await services.fleet.apply(view.task.id);
    assert.deepEqual(
      [repo.read('a.txt'), repo.read('b.txt'), repo.read('new.txt')],
      ['edited\n', 'committed there\n', 'n\n'],
    );
    await services.fleet.undo(view.task.id);
    assert.deepEqual(repo.userState(), user);
    assert.deepEqual(state(), before);
  });

  it('is updated to the branch with its files alone, and its own branch stays', async () => {
    const { task } = await adopted();
    repo.write({ 'later.txt': 'l\n' });
    repo.git('add', 'later.txt');
    repo.git('commit', '-q', '-m', 'later');
    const head = repo.head();
    const { branch } = state();
    await services.fleet.update(task.id, 'check');
    const updated = await services.fleet.settled(task.id);
    assert.deepEqual([updated.state.kind, updated.run.outcome?.kind], ['complete', 'verified']);
    assert.equal(updated.app.workspace?.repos[0].head, head);
    assert.equal(existsSync(join(path, 'later.txt')), true);
    assert.deepEqual([state().branch, updated.app.updating], [branch, null]);
    assert.deepEqual(
      updated.run.files.map(({ path: file }) => file),
      ['a.txt', 'b.txt', 'new.txt'],
    );
  });

  it('is salvaged when it is discarded, keeps its branch, and comes back with all that was in it', async () => {
    const { task } = await adopted();
    const files = filesBelow(path, ['.git']);
    await services.fleet.discard(task.id);
    assert.equal(existsSync(path), false);
    assert.doesNotThrow(() => repo.git('rev-parse', '--verify', '-q', 'refs/heads/cursor/one'));
    await services.fleet.restore(task.id);
    const worktree = services.store.get(task.id).app.workspace?.repos[0].worktree ?? '';
    assert.deepEqual(filesBelow(worktree, ['.git']), files);
    await services.fleet.discard(task.id);
    assert.doesNotThrow(() => repo.git('rev-parse', '--verify', '-q', 'refs/heads/cursor/one'));
    assert.equal(repo.git('for-each-ref', 'refs/heads/agents'), '');
  });

  it('is neither adopted nor removed while a process works in it', async () => {
    const worker = spawn('sleep', ['600'], { cwd: path });
    await once(worker, 'spawn');
    const expected = { reason: 'not-possible-now', message: new RegExp(`process ${worker.pid ?? 0} works in it`) };
    await assert.rejects(services.adoptions.adopt(await find(), terms), expected);
    assert.equal(services.store.current.size, 0);
    worker.kill();
    await once(worker, 'exit');
    const { task } = await adopted();
    const again = spawn('sleep', ['600'], { cwd: path });
    await once(again, 'spawn');
    const before = state();
    await assert.rejects(services.fleet.discard(task.id), { reason: 'not-possible-now' });
    assert.deepEqual(state(), before);
    again.kill();
    await once(again, 'exit');
    await services.fleet.discard(task.id);
    assert.equal(existsSync(path), false);
  });

  it('is not adopted when it is locked, gone, or of a task already', async () => {
    repo.git('worktree', 'lock', path);
    await assert.rejects(services.adoptions.adopt(await find(), terms), { message: /it is locked/ });
    repo.git('worktree', 'unlock', path);
    await adopted();
    await assert.rejects(services.adoptions.adopt(await find(), terms), { message: /of an agent already/ });
  });

  it('says so when it is gone before the task begins', async () => {
    const { task } = await services.adoptions.adopt(await find(), terms);
    repo.git('worktree', 'remove', '--force', path);
    await services.fleet.submit(task.id);
    const { state: now } = await services.fleet.settled(task.id);
    assert.equal(now.kind, 'failed');
    assert.match(JSON.stringify(now), /is gone, so the work in it can't be gone on with/);
    assert.equal(readFileSync(join(repo.root, 'a.txt'), 'utf8'), 'a\n');
  });
});
