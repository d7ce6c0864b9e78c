import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Task } from '../../src/protocol';
import { Crash } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

/** For what is done many times over. */
const slowMs = 240_000;

describe('A salvage', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const fresh = (files: Readonly<Record<string, string>> = base): void => {
    repo = TestRepo.with(files);
    bench = new TaskBench(repo);
  };
  afterEach(() => bench.dispose());

  const base = {
    a: 'a\n',
    'dir/c': 'c\n',
    run: 'r',
    '.gitignore': '*.ign\n/cfg/\nnode_modules/\n.env\n',
    '.gitattributes': '* text=auto\nrun text eol=lf\n',
  };
  const discard = (task: Task): Promise<void> => bench.workspaces().discard(bench.view(task));
  const restore = (task: Task): Promise<void> => bench.workspaces().restore(bench.view(task));

  /** Files and folders with their rights, but the pointer to git's own data. */
  const everythingBelow = (root: string): Record<string, string> => {
    const folders = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [`${path.slice(root.length + 1)}/`, (lstatSync(path).mode & 0o777).toString(8)] as const);
    const files = Object.entries(filesBelow(root)).filter(([path]) => path !== '.git');
    return Object.fromEntries([...files, ...folders]);
  };

  const name = fc.constantFrom(
    ...['a', 'dir/c', 'dir/d e', 'dir/deep/é\n"q"\\', '-x', '.hidden', 'run', '.env', 'x.ign', 'dir/y.ign'],
    ...['cfg/k.json', 'cfg/sub/-l', 'clone/f.txt', 'clone/sub/g', '.gitattributes', `long/${'n'.repeat(240)}`],
  );
  const text = fc.constantFrom(
    '',
    'x',
    'lf\n',
    'cr lf\r\n',
    'c\r\n',
    'mixed\r\nand\n',
    '* text eol=crlf\n',
    '* -text\n',
  );
  const content = fc.oneof(fc.uint8Array({ maxLength: 50 }), text);
  const operation = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), name, content }) },
    fc.record({ kind: fc.constantFrom('remove' as const, 'link' as const, 'folder' as const), name }),
    fc.record({ kind: fc.constant('mode' as const), name, mode: fc.constantFrom(0o600, 0o640, 0o755, 0o444) }),
    fc.record({ kind: fc.constantFrom('commit' as const, 'clone' as const), name }),
  );
  type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

  const perform = (each: Operation, worktree: string): void => {
    const path = join(worktree, each.name);
    if (each.kind === 'commit') {
      repo.gitIn(worktree, 'add', '-A', '--', ':!clone');
      repo.gitIn(worktree, 'commit', '-q', '--allow-empty', '-m', 'agent');
    } else if (each.kind === 'clone') {
      repo.gitIn(worktree, 'init', '-q', 'clone');
    } else if (each.kind === 'mode') {
      if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === true) {
        chmodSync(path, each.mode);
      }
    } else {
      rmSync(path, { force: true, recursive: true });
      if (each.kind === 'link') {
        repo.link(each.name, '../some/where', worktree);
      } else if (each.kind === 'folder') {
        mkdirSync(path, { recursive: true, mode: 0o750 });
      } else if (each.kind === 'write') {
        repo.write({ [each.name]: each.content }, worktree);
      }
    }
  };

  it('brings back every byte, mode, link and folder, whenever the process is killed', async function () {
    this.timeout(slowMs);
    const steps = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 14 }), steps, async (operations, before) => {
        fresh();
        repo.write({ '.env': 'SECRET=1\n', 'cfg/k.json': '{}' });
        const task = await bench.create();
        const { worktree } = await bench.prepare(task);
        operations.forEach((each) => perform(each, worktree));
        const files = everythingBelow(worktree);

        const discarding = new Crash(before);
        await discarding.run(bench.workspaces((part) => discarding.around(part)).discard(bench.view(task)));
        await discard(task);
        repo.git('gc', '-q', '--prune=now');
        const restoring = new Crash(before);
        await restoring.run(bench.workspaces((part) => restoring.around(part)).restore(bench.view(task)));
        if (bench.view(task).app.landing.kind === 'discarded') {
          await restore(task);
        }
        assert.deepEqual(everythingBelow(worktree), files);
        bench.dispose();
      }),
      { numRuns: 15 },
    );
    fresh();
  });

  it('tells what it left out, and takes dependencies and unchanged secrets from the checkout again', async () => {
    fresh();
    repo.write({ '.env': 'SECRET=1\n', 'node_modules/x/index.js': 'x' });
    const task = await bench.completed((worktree) => {
      repo.write({ 'large.ign': new Uint8Array(5_000_001), 'cfg/small.json': '1' }, worktree);
    });
    const worktree = bench.worktree(task);
    await discard(task);
    const { landing } = bench.view(task).app;
    const left = [
      { path: '.env', bytes: 9, reason: 'the same as in your checkout' },
      { path: 'large.ign', bytes: 5_000_001, reason: 'larger than 5 MB' },
      { path: 'node_modules/', bytes: null, reason: 'can be made again' },
    ];
    assert.deepEqual(landing.kind === 'discarded' && landing.left, left);
    await restore(task);
    const names = Object.keys(filesBelow(worktree, ['.git'])).sort();
    const inGit = Object.keys(base);
    assert.deepEqual(names, [...inGit, '.env', 'cfg/small.json', 'node_modules/x/index.js'].sort());
    assert.deepEqual(bench.view(task).app.workspace?.carried, [
      { path: '.env', how: 'copied', bytes: 9 },
      { path: 'node_modules/', how: 'copied', bytes: 1 },
      { path: 'large.ign', how: 'left', bytes: 5_000_001, reason: 'larger than 5 MB' },
    ]);
  });

  it('does not bring back an ignored file of the checkout that the task removed', async () => {
    fresh();
    repo.write({ 'x.ign': 'x' });
    const task = await bench.completed((worktree) => repo.remove('x.ign', worktree));
    await discard(task);
    await restore(task);
    assert.equal('x.ign' in filesBelow(bench.worktree(task)), false);
  });

  it('keeps the history of a repository that the task made inside the worktree', async () => {
    fresh();
    const task = await bench.completed((worktree) => {
      repo.gitIn(worktree, 'init', '-q', 'clone');
      repo.write({ 'clone/f.txt': 'f' }, worktree);
      repo.gitIn(join(worktree, 'clone'), 'add', '-A');
      repo.gitIn(join(worktree, 'clone'), 'commit', '-q', '-m', 'inside');
    });
    await discard(task);
    await restore(task);
    const log = repo.gitIn(join(bench.worktree(task), 'clone'), 'log', '--format=%s');
    assert.equal(log, 'inside\n');
  });
});
