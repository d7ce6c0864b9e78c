import assert from 'node:assert/strict';
import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { TreeSitterSyntax } from '../../src/adapters/symbols/treeSitterSyntax';
import { ReviewOrders } from '../../src/app/reviews/reviewOrders';
import type { Fold } from '../../src/protocol';
import { allGrammars } from '../fakes/allGrammars';
import { MemoryLog } from '../fakes/memoryLog';
import { TaskBench } from '../fakes/taskBench';
import { removeFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';

const users = 'export function getUser(id: string) {\n  return { id };\n}\n';
const page = (at: number): string =>
  `import { getUser } from './users';\nexport const page${at} = () => getUser('${at}');\n`;

describe('ReviewOrders', function () {
  this.timeout(60_000);
  const log = new MemoryLog();
  let grammars = '';
  let bench: TaskBench;
  before(async () => {
    grammars = await allGrammars();
  });
  after(() => removeFolder(grammars));
  afterEach(() => bench.dispose());

  const orders = (): ReviewOrders =>
    new ReviewOrders({
      git: createGit(),
      syntax: new TreeSitterSyntax(grammars),
      clock: { monotonicMs: () => performance.now() },
      log,
    });

  async function look(files: Record<string, string>, work: (worktree: string, repo: TestRepo) => void) {
    bench = new TaskBench(TestRepo.with(files));
    const task = await bench.completed(work);
    return orders().look(bench.view(task));
  }

  const pages = Object.fromEntries([1, 2, 3].map((at) => [`src/page${at}.ts`, page(at)]));

  it('puts what is dangerous first and folds a renaming that is one over the whole repository', async () => {
    const files = { 'src/users.ts': users, ...pages, 'notes.md': 'getUser\n', 'db.py': 'a = 1\n', 'c.ts': 'f(1,2);\n' };
    const found = await look(files, (worktree, repo) => {
      const renamed = Object.entries({ 'src/users.ts': users, ...pages });
      repo.write(
        Object.fromEntries(renamed.map(([path, text]) => [path, text.replaceAll('getUser', 'fetchUser')])),
        worktree,
      );
      repo.write(
        { 'db.py': 'run("SELECT a FROM b WHERE c = " + d)\n', 'c.ts': 'f(1, 2);\n', 'new.md': 'New.\n' },
        worktree,
      );
    });
    const names = [{ from: 'getUser', to: 'fetchUser' }];
    const fold: Fold = { kind: 'renamed', names };
    assert.deepEqual(
      found.map(({ path, marks, fold: own }) => [path, marks.map(({ kind }) => kind), own]),
      [
        ['db.py', ['sql', 'untested'], null],
        ['new.md', [], null],
        ['c.ts', [], { kind: 'formatted' }],
        ...[1, 2, 3].map((at) => [`src/page${at}.ts`, [], fold]),
        ['src/users.ts', ['api'], fold],
      ],
    );
    assert.deepEqual(log.lines, []);
  });

  it('folds no renaming that leaves the old name somewhere, or takes one that was there', async () => {
    const work = (worktree: string, repo: TestRepo): void =>
      repo.write({ 'a.ts': 'const q = 1;\nf(q);\n'.replaceAll('q', 'amount') }, worktree);
    const other = { 'b.ts': 'declare const unrelated: number;\n' };
    const a = { 'a.ts': 'const total = 1;\nf(total);\n' };
    const foldIn = async (files: Record<string, string>): Promise<Fold | null | undefined> => {
      const found = (await look(files, work))[0]?.fold;
      bench.dispose();
      return found;
    };
    assert.deepEqual(
      [
        await foldIn({ ...a, ...other }),
        await foldIn({ ...a, 'b.ts': 'use(total);\n' }),
        await foldIn({ ...a, 'b.html': '<b amount="1">\n' }),
      ],
      [{ kind: 'renamed', names: [{ from: 'total', to: 'amount' }] }, null, null],
    );
    bench = new TaskBench(TestRepo.with({}));
  });

  it('folds a moved binary file, but not one that becomes executable', async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
    const found = await look({ 'a.txt': 'a\n' }, (worktree, repo) => {
      repo.write({ 'b.txt': 'b\n' }, worktree);
    });
    assert.deepEqual(
      found.map(({ fold }) => fold),
      [null],
    );
    bench.dispose();
    const repo = new TestRepo();
    repo.write({ 'img/a.bin': bytes, 'run.sh': 'echo\n' });
    repo.commit('first');
    bench = new TaskBench(repo);
    const task = await bench.completed((worktree) => {
      renameSync(join(worktree, 'img/a.bin'), join(worktree, 'img/b.bin'));
      chmodSync(join(worktree, 'run.sh'), 0o755);
    });
    const changed = await orders().look(bench.view(task));
    assert.deepEqual(
      changed.map(({ path, marks, fold }) => [path, marks.map(({ kind }) => kind), fold]),
      [
        ['run.sh', ['mode'], null],
        ['img/b.bin', [], { kind: 'moved' }],
      ],
    );
  });

  it('calls generated what the attributes of before say, whatever the change does to them', async () => {
    const files = { '.gitattributes': 'gen/* linguist-generated\n', 'gen/a.ts': 'a();\n' };
    const asIs = await look(files, (worktree, repo) =>
      repo.write({ 'gen/a.ts': 'b();\n', 'c.ts': 'c();\n' }, worktree),
    );
    assert.deepEqual(
      asIs.map(({ path, fold }) => [path, fold]),
      [
        ['c.ts', null],
        ['gen/a.ts', { kind: 'generated' }],
      ],
    );
    bench.dispose();
    const widened = await look(files, (worktree, repo) => {
      repo.write({ '.gitattributes': '* linguist-generated\n', 'gen/a.ts': 'b();\n', 'c.ts': 'c();\n' }, worktree);
    });
    assert.deepEqual(
      widened.map(({ path, fold }) => [path, fold]),
      [
        ['.gitattributes', null],
        ['gen/a.ts', null],
        ['c.ts', null],
      ],
    );
  });
});
