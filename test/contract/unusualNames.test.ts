import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { LandBench } from '../fakes/landBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

/** More than 260 characters, as far as a system lets them be made. */
const deep = `${'d'.repeat(100)}/${'e'.repeat(100)}/${'f'.repeat(100)}.txt`;
const names = [
  ...[
    '-rf',
    '--help',
    '-',
    ' blank first',
    'blank last ',
    '\ttab',
    'line\nend',
    'carriage\rreturn',
    '"quoted"',
    "it's",
  ],
  ...[
    '`whoami`',
    '$(whoami)',
    '%s %n',
    'a;b&&c|d',
    '*?[x]',
    '\\back\\slash',
    ':colon:',
    '!bang',
    '#hash',
    '~home',
    '{0}',
  ],
  ...[
    '.gitignored',
    '@{-1}',
    'HEAD',
    'ümläut',
    'u\u0301',
    '日本語',
    '🦄',
    'Case.txt',
    'case.txt',
    'CASE.TXT',
    'x.lock',
  ],
  ...['n'.repeat(255), deep, '-dash/-dash/-dash', ' blank / blank '],
];
const isOdd = (at: number): boolean => at % 2 === 1;

/** Half of them are there, the other half is new; every third of those that are there goes. */
const before = Object.fromEntries(names.filter((_, at) => isOdd(at)).map((name) => [name, `${name}\nbefore\n`]));

function change(repo: TestRepo, worktree: string): void {
  names.forEach((name, at) => {
    if (isOdd(at) && at % 3 === 0) {
      rmSync(`${worktree}/${name}`);
    } else {
      repo.write({ [name]: `${name}\nafter\n` }, worktree);
    }
  });
}

describe('Files with names that nobody expects', function () {
  this.timeout(60_000);
  let bench: LandBench;
  let repo: TestRepo;

  beforeEach(() => {
    repo = new TestRepo('-a "repository"\n$(whoami) with a name');
    repo.write(before);
    repo.commit('first');
    for (const [name, value] of Object.entries({ name: 'Ada', email: 'ada@example.com' })) {
      repo.git('config', `user.${name}`, value);
    }
    bench = new LandBench(repo);
  });
  afterEach(() => bench.dispose());

  it('are carried, changed, reviewed, applied, undone, landed, discarded and brought back byte for byte', async () => {
    repo.write({ ' \nuncommitted': 'u\n' });
    const task = await bench.completed((worktree) => change(repo, worktree), { title: `-${'t'.repeat(300)}\n"` });
    const untouched = bench.state();
    const worktree = bench.worktree(task);
    const made = filesBelow(worktree, ['.git']);
    assert.ok(' \nuncommitted' in made);
    const { files } = (await bench.reviews().changeSet(bench.view(task))).repos[0];
    assert.deepEqual(files.map(({ path }) => path).sort(), [...names].sort());

    await bench.reviews().apply(bench.view(task));
    assert.deepEqual(filesBelow(repo.root, ['.git']), made);
    await bench.reviews().undo(bench.view(task));
    assert.deepEqual(bench.state(), untouched);

    await bench.workspaces().discard(bench.view(task));
    await bench.workspaces().restore(bench.view(task));
    assert.deepEqual(filesBelow(worktree, ['.git']), made);

    await bench.land(task);
    assert.deepEqual(filesBelow(repo.root, ['.git']), made);
    assert.deepEqual(
      repo.git('diff', '--name-only', '-z', '--no-renames', 'HEAD~1').split('\0').sort(),
      ['', ...names].sort(),
    );
    await bench.undo(task);
    assert.deepEqual(bench.state(), untouched);
  });

  it('take nothing of the user’s with them where theirs differ from them by case alone, on a system that takes both for one', async () => {
    repo.git('config', 'core.ignoreCase', 'true');
    const task = await bench.completed((worktree) =>
      repo.write({ 'README.md': 'agent\n', 'Dir/x': 'agent\n' }, worktree),
    );
    repo.write({ 'readme.md': 'mine\n', 'dir/x': 'mine\n' });
    const untouched = repo.userState();
    await bench.reviews().apply(bench.view(task));
    assert.deepEqual(
      [repo.read('readme.md'), repo.read('dir/x'), repo.read('README.md')],
      ['mine\n', 'mine\n', 'agent\n'],
    );
    await bench.reviews().undo(bench.view(task));
    assert.deepEqual(repo.userState(), untouched);
  });
});
