import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DiskFiles } from '../../src/adapters/files/diskFiles';
import { submodulesOf } from '../../src/adapters/git/worktrees/submoduleFiles';
import { GitTreeFolder } from '../../src/adapters/git/worktrees/treeFolder';
import { Submodules } from '../../src/app/reviews/submodules';
import { Arguments } from '../../src/cli/options/subcommand';
import type { Session } from '../../src/cli/session';
import { diffTask } from '../../src/cli/tasks/readTasks';
import type { PathError } from '../../src/core/errors';
import type { ObjectName } from '../../src/protocol';
import { MemoryTerminal } from '../fakes/memoryTerminal';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

describe('Repositories that are not like most', () => {
  let repo: TestRepo;
  let bench: TaskBench;
  const others: TestRepo[] = [];
  const fresh = (files: Readonly<Record<string, string>>): void => {
    repo = TestRepo.with(files);
    bench = new TaskBench(repo);
  };
  afterEach(() => {
    bench.dispose();
    others.splice(0).forEach((other) => other.dispose());
  });
  const namesIn = (folder: string): string[] => Object.keys(filesBelow(folder, ['.git'])).sort();

  describe('a sparse checkout', () => {
    for (const isPerWorktree of [true, false]) {
      const where = isPerWorktree ? 'of the worktree' : 'of the repository';
      it(`checks out the part that the checkout has, by a setting ${where}, and takes what is changed beside it`, async () => {
        fresh({ 'src/a.txt': 'a\n', 'docs/b.txt': 'b\n', 'other/c.txt': 'c\n', 'top.txt': 't\n' });
        repo.git('sparse-checkout', 'set', '--cone', 'src');
        if (!isPerWorktree) {
          repo.git('config', '--unset', 'extensions.worktreeConfig');
          repo.remove('.git/config.worktree');
          repo.git('config', 'core.sparseCheckout', 'true');
          repo.git('config', 'core.sparseCheckoutCone', 'true');
        }
        repo.write({ 'src/a.txt': 'edited\n' });
        const task = await bench.completed((worktree) => {
          assert.deepEqual(Object.keys(filesBelow(worktree, ['.git'])).sort(), ['src/a.txt', 'top.txt']);
          assert.equal(repo.gitIn(worktree, 'status', '--porcelain').trim(), '');
          repo.write({ 'src/a.txt': 'agent\n', 'docs/new.txt': 'n\n', 'other/c.txt': 'agent\n' }, worktree);
        });
        const { files } = (await bench.reviews().changeSet(bench.view(task))).repos[0];
        assert.deepEqual(
          files.map(({ path, status }) => [path, status]),
          [
            ['docs/new.txt', 'added'],
            ['other/c.txt', 'modified'],
            ['src/a.txt', 'modified'],
          ],
        );
        await bench.workspaces().discard(bench.view(task));
        assert.equal(repo.read('src/a.txt'), 'edited\n');
      });
    }
  });

  describe('submodules', () => {
    const addSubmodule = (to: TestRepo, other: TestRepo, path: string): void => {
      others.push(other);
      const allowed = ['-c', 'protocol.file.allow=always'];
      to.git(...allowed, 'submodule', 'add', '-q', other.root, path);
      to.git(...allowed, 'submodule', 'update', '-q', '--init', '--recursive');
      to.commit('submodule');
    };

    it('are filled from the objects on this disk, also those inside, for the agent and for the checks', async () => {
      fresh({ 'a.txt': 'one\n' });
      const inner = TestRepo.with({ 'inner.txt': 'i\n' }, 'inner');
      const lib = TestRepo.with({ 'lib.txt': 'l\n' }, 'lib');
      addSubmodule(lib, inner, 'deep/inner');
      addSubmodule(repo, lib, 'vendor/lib');
      others.forEach((other) => rmSync(other.root, { recursive: true }));
      const inside = ['vendor/lib/.gitmodules', 'vendor/lib/deep/inner/inner.txt', 'vendor/lib/lib.txt'];
      const task = await bench.completed((worktree) => {
        assert.deepEqual(namesIn(worktree), ['.gitmodules', 'a.txt', ...inside]);
        assert.equal(repo.gitIn(worktree, 'status', '--porcelain'), '');
        repo.write({ 'a.txt': 'agent\n' }, worktree);
      });
      const { app, run } = bench.view(task);
      assert.deepEqual(app.workspace?.carried, []);
      const { files } = (await bench.reviews().changeSet(bench.view(task))).repos[0];
      assert.deepEqual(
        files.map(({ path }) => path),
        ['a.txt'],
      );
      const folder = join(repo.folder, 'check');
      const workspace = app.workspace.repos[0];
      assert.ok(run.checkpoint !== null);
      const clean = new GitTreeFolder({ workspace, folder, indexFile: join(repo.folder, 'index') });
      await clean.fill(run.checkpoint, () => 'none');
      await clean.fill(run.checkpoint, () => 'none');
      assert.deepEqual(namesIn(folder), ['.gitmodules', 'a.txt', ...inside]);
      assert.equal(readFileSync(join(folder, 'vendor/lib/lib.txt'), 'utf8'), 'l\n');
    });

    it('are not changed by file tools, with the reason, and what a command changed in one is in no change and comes back', async () => {
      fresh({ 'a.txt': 'one\n' });
      addSubmodule(repo, TestRepo.with({ 'lib.txt': 'l\n' }, 'lib'), 'vendor/lib');
      const task = await bench.completed((worktree) => {
        repo.write({ 'vendor/lib/lib.txt': 'agent\n', 'vendor/lib/new.txt': 'new\n', 'a.txt': 'agent\n' }, worktree);
      });
      const [workspace] = bench.view(task).app.workspace?.repos ?? [];
      assert.ok(workspace);
      const { worktree } = workspace;
      const submodules = await submodulesOf(workspace);
      assert.deepEqual(submodules, ['vendor/lib']);
      const files = new DiskFiles({ worktree, ripgrep: null, submodules });
      for (const act of [files.write('vendor/lib/x.txt', ''), files.delete('./vendor/lib/lib.txt')]) {
        await assert.rejects(
          act,
          (error: PathError) => error.reason === 'submodule' && error.message.includes('vendor/lib'),
        );
      }
      await files.write('vendor/library.txt', 'beside\n');
      await files.delete('vendor/library.txt');
      assert.equal((await files.read('vendor/lib/lib.txt')).text, 'agent\n');
      const { files: changed } = (await bench.reviews().changeSet(bench.view(task))).repos[0];
      assert.deepEqual(
        changed.map(({ path }) => path),
        ['a.txt'],
      );
      const edited = new Submodules(bench.git);
      assert.deepEqual(await edited.look(bench.view(task)), [{ path: 'vendor/lib', files: 2 }]);
      await bench.workspaces().discard(bench.view(task));
      assert.deepEqual(await edited.look(bench.view(task)), []);
      await bench.workspaces().restore(bench.view(task));
      assert.deepEqual(await edited.look(bench.view(task)), [{ path: 'vendor/lib', files: 2 }]);
      const back = bench.view(task).app.workspace?.repos[0].worktree ?? '';
      assert.deepEqual(
        ['lib.txt', 'new.txt'].map((name) => readFileSync(join(back, 'vendor/lib', name), 'utf8')),
        ['agent\n', 'new\n'],
      );
    });

    it('show what commands changed in them, also in those inside, and nothing that they ignore or that a link leads to', async () => {
      fresh({ 'a.txt': 'one\n' });
      const inner = TestRepo.with({ 'inner.txt': 'i\n' }, 'inner');
      const lib = TestRepo.with({ 'lib.txt': 'l\n', 'gone.txt': 'g\n', '.gitignore': 'out/\n' }, 'lib');
      addSubmodule(lib, inner, 'deep/inner');
      addSubmodule(repo, lib, 'vendor/lib');
      addSubmodule(repo, TestRepo.with({ 'same.txt': 's\n' }, 'same'), 'same');
      const task = await bench.completed((worktree) => {
        repo.write({ 'out/built.txt': 'b\n', 'lib.txt': 'agent\n', 'bytes.bin': '\0' }, join(worktree, 'vendor/lib'));
        repo.write({ 'vendor/lib/deep/inner/inner.txt': 'agent\n', '.gitmodules': '' }, worktree);
        rmSync(join(worktree, 'vendor/lib/gone.txt'));
      });
      const before = repo.userState();
      const edited = new Submodules(bench.git);
      assert.deepEqual(await edited.look(bench.view(task)), [
        { path: 'vendor/lib', files: 3 },
        { path: 'vendor/lib/deep/inner', files: 1 },
      ]);
      const file = { before: null, after: null, isOpaque: false };
      assert.deepEqual(await edited.files(bench.view(task), 'vendor/lib'), [
        { ...file, path: 'vendor/lib/gone.txt', kind: 'deleted', before: 'g\n' },
        { ...file, path: 'vendor/lib/lib.txt', kind: 'modified', before: 'l\n', after: 'agent\n' },
        { ...file, path: 'vendor/lib/bytes.bin', kind: 'added', isOpaque: true },
      ]);
      assert.deepEqual(await edited.files(bench.view(task), 'a.txt'), []);
      const terminal = new MemoryTerminal();
      const services = {
        store: { current: new Map([[task.id, bench.view(task)]]) },
        reviews: bench.reviews(),
        submodules: edited,
      };
      const session = { services, dispose: () => Promise.resolve() } as unknown as Session;
      const args = new Arguments({}, [task.id]);
      await diffTask.run({ args, terminal, hide: () => undefined, open: () => Promise.resolve(session) });
      assert.deepEqual(
        [terminal.out, terminal.err],
        [
          [await bench.reviews().patch(bench.view(task))],
          [
            'Submodule vendor/lib: 3 files changed, not part of this change.',
            'Submodule vendor/lib/deep/inner: 1 file changed, not part of this change.',
          ],
        ],
      );
      const { worktree = '' } = bench.view(task).app.workspace?.repos[0] ?? {};
      rmSync(join(worktree, 'vendor/lib'), { recursive: true });
      symlinkSync(repo.folder, join(worktree, 'vendor/lib'));
      assert.deepEqual(await edited.look(bench.view(task)), []);
      assert.deepEqual(repo.userState(), before);
    });

    it('are left where this disk does not have them, and where their name leads elsewhere', async () => {
      fresh({ 'a.txt': 'one\n' });
      addSubmodule(repo, TestRepo.with({ 'lib.txt': 'l\n' }, 'lib'), 'lib');
      const absent = '1'.repeat(40) as ObjectName;
      repo.git('update-index', '--cacheinfo', `160000,${absent},lib`);
      repo.git('commit', '-q', '-m', 'a commit that is not here');
      repo.git('config', '--file', '.gitmodules', 'submodule.../../..path', 'other');
      repo.git('add', '.gitmodules');
      repo.git('update-index', '--add', '--cacheinfo', `160000,${repo.head()},other`);
      repo.git('commit', '-q', '-m', 'a name that leads out');
      const { worktree } = await bench.prepare(await bench.create({ base: { kind: 'ref', name: 'HEAD' } }));
      assert.deepEqual(namesIn(worktree), ['.gitmodules', 'a.txt']);
      assert.equal(existsSync(join(worktree, 'other')), true);
    });
  });

  it('can be a worktree of another checkout itself', async () => {
    fresh({ 'a.txt': 'one\n' });
    const linked = join(repo.root, 'linked');
    repo.git('worktree', 'add', '-q', '-b', 'side', linked);
    repo.write({ 'b.txt': 'uncommitted\n' }, linked);
    const task = await bench.create({ repos: [{ root: linked }] });
    const { worktree, commonDir, headName, uncommitted } = await bench.prepare(task);
    assert.deepEqual(namesIn(worktree), ['a.txt', 'b.txt']);
    assert.deepEqual([commonDir, headName, uncommitted], [join(repo.root, '.git'), 'side', 1]);
    const outer = await bench.create({ slug: 'outer' });
    assert.deepEqual(namesIn((await bench.prepare(outer)).worktree), ['a.txt']);
    await bench.workspaces().discard(bench.view(task));
    assert.deepEqual(namesIn(linked), ['a.txt', 'b.txt']);
  });
});
