import assert from 'node:assert/strict';
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Crash } from '../fakes/crash';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

/** For what is done many times over. */
const slowMs = 240_000;

describe('Undo Apply', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const base = {
    a: 'a\n',
    'dir/c': 'c\n',
    run: 'r\n',
    'text.txt': '1\n2\n3\n4\n5\n',
    '.gitignore': '*.ign\n',
    '.gitattributes': '* text=auto\n',
  };

  const name = fc.constantFrom('a', 'dir/c', 'run', 'text.txt', 'new "q"\n.txt', '-x', 'k.ign', 'dir/deep/z');
  const content = fc.constantFrom('', 'x', 'lf\n', 'cr lf\r\n', '1\r\n2\r\n3\r\n4\r\n5\r\n', 'mixed\r\nand\n');
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('write' as const), name, content }),
    fc.record({ kind: fc.constantFrom('remove' as const, 'link' as const, 'stage' as const), name }),
    fc.record({ kind: fc.constant('mode' as const), name, mode: fc.constantFrom(0o600, 0o640, 0o755) }),
  );
  type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

  const perform = (each: Operation, root: string): void => {
    const path = join(root, each.name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (each.kind === 'mode') {
      if (stats?.isFile() === true) {
        chmodSync(path, each.mode);
      }
    } else if (each.kind === 'stage') {
      repo.gitIn(root, 'add', '-A');
    } else {
      rmSync(path, { force: true, recursive: true });
      if (each.kind === 'link') {
        repo.link(each.name, 'some/where', root);
      } else if (each.kind === 'write') {
        repo.write({ [each.name]: each.content }, root);
      }
    }
  };

  it('brings back files, rights, links and the index exactly, whenever the process is killed', async function () {
    this.timeout(slowMs);
    const operations = fc.array(operation, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(operations, operations, fc.integer({ min: 1, max: 40 }), async (mine, theirs, before) => {
        repo = TestRepo.with(base);
        bench = new TaskBench(repo);
        mine.forEach((each) => perform(each, repo.root));
        const task = await bench.completed((worktree) => theirs.forEach((each) => perform(each, worktree)));
        const state = repo.userState();
        const view = () => bench.view(task);
        const applying = new Crash(before);
        try {
          await applying.run(bench.reviews((part) => applying.around(part)).apply(view()));
        } catch {
          assert.deepEqual(repo.userState(), state);
        }
        await bench.reviews().recover(view());
        const undoing = new Crash(before);
        if (view().app.landing.kind === 'applied') {
          await undoing.run(bench.reviews((part) => undoing.around(part)).undo(view()));
          await bench.reviews().recover(view());
        }
        if (view().app.landing.kind === 'applied') {
          await bench.reviews().undo(view());
        }
        assert.deepEqual(repo.userState(), state);
        bench.dispose();
      }),
      { numRuns: 12 },
    );
  });

  it('brings back line ends that git would convert, and the rights of a file that the task removed', async () => {
    repo = TestRepo.with(base);
    bench = new TaskBench(repo);
    repo.write({ 'text.txt': '1\r\n2\r\n3\n4\r\n5\r\n' });
    repo.chmod('run', 0o600);
    const task = await bench.completed((worktree) => {
      repo.write({ 'text.txt': '1\n2\n3\n4\nfive\n' }, worktree);
      repo.remove('run', worktree);
    });
    const state = repo.userState();
    await bench.reviews().apply(bench.view(task));
    assert.match(repo.read('text.txt'), /five/);
    await bench.reviews().undo(bench.view(task));
    assert.deepEqual(repo.userState(), state);
    bench.dispose();
  });
});
