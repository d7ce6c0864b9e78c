import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { createGit } from '../../src/adapters/git/createGit';
import { processesIn } from '../../src/adapters/process/processesIn';
import { carryOutCleanup, lookAtAll, previewCleanup } from '../../src/app/worktrees/cleanup';
import { type KnownWorktree, WorktreeCare } from '../../src/app/worktrees/worktreeCare';
import type { Verdict } from '../../src/core/worktrees/safeToDelete';
import type { Task, TaskId } from '../../src/protocol';
import { Crash, crashStep } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const git = createGit();

describe('Care of worktrees', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  let now = new Date();
  let sinceMs = 0;
  beforeEach(() => {
    now = new Date();
    sinceMs = 0;
    repo = TestRepo.with({ 'a.txt': 'a\n', '.gitignore': 'node_modules/\ndist/\n*.ign\n' });
    bench = new TaskBench(repo);
  });
  afterEach(() => bench.dispose());

  const care = (processes = processesIn): WorktreeCare =>
    new WorktreeCare({
      git,
      carrier: new DiskCarrier(),
      store: bench.journal,
      fleet: { discard: (taskId: TaskId) => bench.workspaces().discard(bench.journal.get(taskId)) },
      processesIn: processes,
      clock: { now: () => now },
      steadyClock: { look: () => Promise.resolve({ sinceMs, nowMs: now.getTime() }) },
      around: { home: join(repo.folder, 'home'), dataDirectory: repo.folder, codexHome: undefined },
    });
  /** All that has an effect ends with the crash. */
  const careWith = (crash: Crash): WorktreeCare =>
    new WorktreeCare({
      ...{ git: crash.around(git), carrier: crash.around(new DiskCarrier()), store: bench.journal, processesIn },
      fleet: {
        discard: (taskId: TaskId) => bench.workspaces((part) => crash.around(part)).discard(bench.journal.get(taskId)),
      },
      clock: { now: () => now },
      steadyClock: { look: () => Promise.resolve({ sinceMs, nowMs: now.getTime() }) },
      around: { home: join(repo.folder, 'home'), dataDirectory: repo.folder, codexHome: undefined },
    });
  const list = (): Promise<KnownWorktree[]> => care().list(repo.root);
  const find = async (path: string): Promise<KnownWorktree> => {
    const found = (await list()).find((each) => each.path === path);
    assert.ok(found, path);
    return found;
  };
  const verdict = async (path: string, processes = processesIn): Promise<Verdict> =>
    care(processes).verdict(await find(path));
  /** A worktree as another program makes it. */
  const foreign = (path: string, ...more: string[]): string => {
    const full = join(repo.folder, path);
    repo.git('worktree', 'add', '-q', ...more, full);
    return full;
  };
  const empty = async (more: Partial<Task> = {}): Promise<string> =>
    (await bench.prepare(await bench.create(more))).worktree;

  const adminFolder = (worktree: string): string => repo.gitIn(worktree, 'rev-parse', '--absolute-git-dir').trim();

  it('lists those of every program, of tasks, orphans and lost ones', async () => {
    const ours = await empty();
    const cursor = foreign('project/.cursor/worktrees/one', '-b', 'cursor/one');
    const codex = foreign('home/.codex/worktrees/ab12/project', '--detach');
    const orphan = foreign('home/.cursor/worktrees/project/two', '-b', 'two');
    const gone = foreign('elsewhere', '-b', 'gone');
    rmSync(join(repo.root, '.git/worktrees/two'), { recursive: true });
    rmSync(gone, { recursive: true });
    mkdirSync(join(repo.folder, 'home/.cursor/worktrees/other repository'), { recursive: true });
    const found = (await list()).map(({ path, tool, branch, state, taskId }) => [path, tool, branch, state, taskId]);
    const taskId = [...bench.journal.current.keys()][0] ?? null;
    assert.deepEqual(
      found.sort(),
      [
        [ours, 'background-agents', 'agents/do-it', 'present', taskId],
        [cursor, 'cursor', 'cursor/one', 'present', null],
        [codex, 'codex', null, 'present', null],
        [orphan, 'cursor', null, 'orphan', null],
        [gone, 'other', 'gone', 'missing', null],
      ].sort(),
    );
  });

  describe('safe to delete', () => {
    it('is a worktree of ours in which nothing happened', async () => {
      assert.deepEqual(await verdict(await empty()), { kind: 'safe' });
    });

    const breaks: [name: string, act: (worktree: string) => void, obstacle: unknown][] = [
      ['an untracked file', (at) => repo.write({ 'new.txt': 'n' }, at), { kind: 'untracked', files: 1 }],
      ['an edited file', (at) => repo.write({ 'a.txt': 'b' }, at), { kind: 'uncommitted', files: 1 }],
      [
        'an edited file that git was told not to look at',
        (at) => {
          repo.gitIn(at, 'update-index', '--assume-unchanged', 'a.txt');
          repo.write({ 'a.txt': 'b' }, at);
        },
        { kind: 'uncommitted', files: 1 },
      ],
      [
        'an edited file that git was told to skip',
        (at) => {
          repo.gitIn(at, 'update-index', '--skip-worktree', 'a.txt');
          repo.write({ 'a.txt': 'b' }, at);
        },
        { kind: 'uncommitted', files: 1 },
      ],
      ['an ignored file', (at) => repo.write({ 'k.ign': 'k' }, at), { kind: 'ignored', paths: ['k.ign'] }],
      [
        'a commit on its own branch alone',
        (at) => repo.gitIn(at, 'commit', '-q', '--allow-empty', '-m', 'x'),
        { kind: 'unreachable', commits: 1 },
      ],
      [
        'a commit that HEAD has left behind',
        (at) => {
          repo.gitIn(at, 'commit', '-q', '--allow-empty', '-m', 'x');
          repo.gitIn(at, 'reset', '-q', '--hard', 'HEAD~1');
        },
        { kind: 'unreachable', commits: 1 },
      ],
      [
        'a commit on a detached HEAD',
        (at) => {
          repo.gitIn(at, 'checkout', '-q', '--detach');
          repo.gitIn(at, 'commit', '-q', '--allow-empty', '-m', 'x');
        },
        { kind: 'unreachable', commits: 1 },
      ],
      [
        'a lock that a killed git left',
        (at) => writeFileSync(join(adminFolder(at), 'index.lock'), ''),
        { kind: 'unfinished', what: 'git command (its index.lock is there)' },
      ],
      [
        'an index that cannot be read',
        (at) => writeFileSync(join(adminFolder(at), 'index'), 'no index'),
        { kind: 'unknown' },
      ],
      [
        'a HEAD that cannot be read',
        (at) => writeFileSync(join(adminFolder(at), 'HEAD'), `${'1'.repeat(40)}\n`),
        { kind: 'unknown' },
      ],
    ];
    for (const [name, act, obstacle] of breaks) {
      it(`is not one with ${name}`, async () => {
        const worktree = await empty();
        act(worktree);
        const found = await verdict(worktree);
        assert.ok(found.kind === 'keep');
        const told = found.obstacles.map((each) => (each.kind === 'unknown' ? { kind: each.kind } : each));
        assert.ok(
          told.some((each) => isDeepStrictEqual(each, obstacle)),
          inspect(told),
        );
      });
    }

    it('is not one with a repository inside, one of another program, one that is gone, or one nobody can look at', async () => {
      const worktree = await empty();
      repo.gitIn(worktree, 'init', '-q', 'inner');
      const kinds = async (path: string, processes = processesIn) => {
        const found = await verdict(path, processes);
        return found.kind === 'keep' ? found.obstacles.map(({ kind }) => kind) : [];
      };
      assert.deepEqual(await kinds(worktree), ['untracked', 'repositories']);
      assert.deepEqual(await kinds(foreign('elsewhere', '-b', 'mine')), ['not-ours']);
      rmSync(join(worktree, 'inner'), { recursive: true });
      assert.deepEqual(await kinds(worktree), []);
      const failing = () => Promise.reject(new Error('no /proc'));
      assert.deepEqual(await kinds(worktree, failing), ['unknown']);
      renameSync(worktree, `${worktree}.moved`);
      assert.ok((await kinds(worktree)).includes('unknown'));
    });

    it('is not one with a process in it', async () => {
      const worktree = await empty();
      const child = spawn('cat', { cwd: worktree, stdio: ['pipe', 'ignore', 'ignore'] });
      await once(child, 'spawn');
      assert.deepEqual(await verdict(worktree), {
        kind: 'keep',
        obstacles: [{ kind: 'in-use', processes: [child.pid] }],
      });
      await assert.rejects(care().freeOutput(await find(worktree)), { reason: 'not-possible-now' });
      child.stdin.end();
      await once(child, 'exit');
      assert.deepEqual(await verdict(worktree), { kind: 'safe' });
    });
  });

  it('frees build output and nothing else, and follows no link', async () => {
    const path = foreign('elsewhere', '-b', 'mine');
    const outside = join(repo.folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), 'p');
    repo.write(
      { 'node_modules/x/y.js': '123', 'sub/dist/o': '45', 'k.ign': 'k', 'build/tracked.sh': 't', 'new.txt': 'n' },
      path,
    );
    symlinkSync(outside, join(path, 'node_modules', 'link'));
    symlinkSync(outside, join(path, 'dist'));
    repo.gitIn(path, 'add', 'build');
    const use = await care().use(await find(path));
    assert.deepEqual(use.output, [
      { path: 'node_modules/', bytes: 3 },
      { path: 'sub/dist/', bytes: 2 },
    ]);
    assert.equal(await care().freeOutput(await find(path)), 5);
    assert.deepEqual(Object.keys(filesBelow(path, ['.git'])).sort(), [
      ...['.gitignore', 'a.txt', 'build/tracked.sh', 'dist', 'k.ign', 'new.txt'],
    ]);
    assert.ok(existsSync(join(outside, 'precious')));
  });

  it('salvages a worktree of another program, removes it, and brings back files, rights and commits', async () => {
    const path = foreign('project/.claude/worktrees/-odd "name"', '-b', 'claude/x');
    repo.gitIn(path, 'commit', '-q', '--allow-empty', '-m', 'left behind');
    const behind = repo.gitIn(path, 'rev-parse', 'HEAD').trim();
    repo.gitIn(path, 'reset', '-q', '--hard', 'HEAD~1');
    repo.write({ 'a.txt': 'edited\r\n', 'new\n.txt': 'n', 'k.ign': 'k', run: 'r' }, path);
    repo.chmod('.claude/worktrees/-odd "name"/run', 0o750);
    const files = filesBelow(path, ['.git']);
    const { name, left } = await care().salvageAndRemove(await find(path));
    assert.deepEqual(left, []);
    const [kept, ...others] = await care().kept(repo.root);
    assert.deepEqual([kept?.name, kept?.path, others], [name, path, []]);
    assert.equal(existsSync(path), false);
    assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 1);
    assert.ok(repo.git('branch', '--list', 'claude/x').includes('claude/x'));

    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('gc', '-q', '--prune=now');
    const back = await care().restore(repo.root, name, join(repo.folder, 'back'));
    repo.git('branch', '-m', `agents/salvaged-${name}`, 'back');
    assert.deepEqual([filesBelow(back, ['.git']), (await find(back)).isLocked], [files, false]);
    assert.equal(repo.git('cat-file', '-t', behind).trim(), 'commit');
    now = new Date(now.getTime() + 31 * 24 * 60 * 60 * 1000);
    sinceMs = now.getTime();
    await list();
    await care().restore(repo.root, name, join(repo.folder, 'back after a leap of the clock'));
    repo.git('branch', '-m', `agents/salvaged-${name}`, 'brought-back');
    sinceMs = 0;
    await list();
    await assert.rejects(care().restore(repo.root, name, join(repo.folder, 'again')), { domain: 'git' });
  });

  it('salvages an orphan, and leaves one that is locked or gone alone', async () => {
    const orphan = foreign('home/.cursor/worktrees/project/two', '-b', 'two');
    repo.write({ 'new.txt': 'n' }, orphan);
    rmSync(join(repo.root, '.git/worktrees/two'), { recursive: true });
    const files = filesBelow(orphan, ['.git']);
    const { name } = await care().salvageAndRemove(await find(orphan));
    assert.equal(existsSync(orphan), false);
    const back = await care().restore(repo.root, name, join(repo.folder, 'back'));
    assert.deepEqual(filesBelow(back, ['.git']), files);

    const locked = foreign('locked', '-b', 'locked');
    repo.git('worktree', 'lock', locked);
    await assert.rejects(care().salvageAndRemove(await find(locked)), { reason: 'not-possible-now' });
    repo.git('worktree', 'unlock', locked);
    renameSync(locked, `${locked}.moved`);
    await assert.rejects(care().salvageAndRemove(await find(locked)), { reason: 'not-possible-now' });
    assert.ok(existsSync(`${locked}.moved`));
  });

  it('cleans up what was previewed: build output before trees, and only trees that nothing is lost with', async () => {
    const done = await bench.completed(() => undefined);
    const dirty = await bench.completed((at) =>
      repo.write({ 'new.txt': 'n', 'node_modules/x.js': 'x'.repeat(1000) }, at),
    );
    const mine = foreign('elsewhere', '-b', 'mine');
    const [doneAt, dirtyAt] = [bench.worktree(done), bench.worktree(dirty)];
    const looked = await lookAtAll(care(), await list());
    const options = { limits: { maxCount: 1, maxAgeDays: 30, maxBytes: 500 }, nowMs: now.getTime() };
    const plan = previewCleanup(care(), looked, options);
    assert.deepEqual([plan.free, plan.remove, plan.isStillOver], [[dirtyAt], [doneAt], false]);
    const freed = await carryOutCleanup(care(), looked, plan);
    assert.equal(freed, plan.bytesBefore - plan.bytesAfter);
    assert.deepEqual(
      [existsSync(doneAt), existsSync(join(dirtyAt, 'node_modules')), existsSync(mine)],
      [false, false, true],
    );
    assert.equal(bench.view(done).app.landing.kind, 'discarded');
    await bench.workspaces().restore(bench.view(done));
    assert.ok(existsSync(join(doneAt, 'a.txt')));
  });

  it('keeps a tree in which something appeared after the preview', async () => {
    const task = await bench.completed(() => undefined);
    const looked = await lookAtAll(care(), await list());
    const options = { limits: { maxCount: 0, maxAgeDays: 30, maxBytes: 1e12 }, nowMs: now.getTime() };
    const plan = previewCleanup(care(), looked, options);
    assert.deepEqual(plan.remove, [bench.worktree(task)]);
    repo.write({ 'late.txt': 'l' }, bench.worktree(task));
    await carryOutCleanup(care(), looked, plan);
    assert.ok(existsSync(join(bench.worktree(task), 'late.txt')));
  });

  it('goes on with a clean-up that was cut off at any moment, and nothing is lost', async function () {
    this.timeout(300_000);
    for (let before = 1; ; before += crashStep(13)) {
      const one = await bench.completed((at) => repo.write({ 'node_modules/x.js': 'x'.repeat(1000) }, at));
      const two = await bench.completed((at) => repo.write({ 'work.txt': 'w', 'dist/o.js': 'o'.repeat(900) }, at));
      const orphan = foreign(`home/.cursor/worktrees/project/orphan-${before}`, '-b', `orphan-${before}`);
      repo.write({ 'theirs.txt': 't' }, orphan);
      const theirs = filesBelow(orphan, ['.git']);
      const [oneAt, twoAt] = [bench.worktree(one), bench.worktree(two)];
      const ours = async (acting: WorktreeCare): Promise<void> => {
        const looked = await lookAtAll(acting, await acting.list(repo.root));
        const limits = { maxCount: 1, maxAgeDays: 30, maxBytes: 400 };
        await carryOutCleanup(acting, looked, previewCleanup(acting, looked, { limits, nowMs: now.getTime() }));
        const theirs = looked.find(({ worktree }) => worktree.path === orphan);
        await (theirs === undefined ? null : acting.salvageAndRemove(theirs.worktree));
      };
      const crash = new Crash(before);
      const end = await crash.run(ours(careWith(crash)));
      // As the window that starts next does.
      for (const task of [one, two].filter((each) => bench.view(each).app.landing.kind === 'discarding')) {
        await bench.workspaces().discard(bench.view(task));
      }
      await ours(care());
      const lost = [oneAt, twoAt].filter(
        (path) => existsSync(join(path, 'node_modules')) || existsSync(join(path, 'dist')),
      );
      assert.deepEqual([lost, existsSync(oneAt), existsSync(orphan)], [[], false, false], `call ${before}`);
      assert.equal(readFileSync(join(twoAt, 'work.txt'), 'utf8'), 'w');
      assert.equal(bench.view(one).app.landing.kind, 'discarded');
      const back = join(repo.folder, `back-${before}`);
      const kept = (await care().kept(repo.root)).filter(({ path }) => path === orphan);
      await care().restore(repo.root, kept[0]?.name ?? '', back);
      assert.deepEqual(filesBelow(back, ['.git']), theirs, `call ${before}`);
      await bench.workspaces().restore(bench.view(one));
      assert.equal(repo.gitIn(oneAt, 'status', '--porcelain'), '');
      if (end === 'done') {
        assert.ok(before > 20, `only ${before} calls`);
        break;
      }
      bench.dispose();
      repo = TestRepo.with({ 'a.txt': 'a\n', '.gitignore': 'node_modules/\ndist/\n*.ign\n' });
      bench = new TaskBench(repo);
    }
  });
});
