import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import type { ObjectName } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

const git = createGit();

describe('a change that was made to land elsewhere than in the files of the checkout', () => {
  let repo: TestRepo;
  let base: ObjectName;
  let blob: string;

  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': 'one\n' });
    base = repo.head();
    blob = repo.git('rev-parse', 'HEAD:a.txt').trim();
  });
  afterEach(() => repo.dispose());

  /** A tree with one entry, as no git would make it from files. */
  function treeWith(mode: string, object: string, name: string): ObjectName {
    const kind = mode === '160000' ? 'commit' : mode === '040000' ? 'tree' : 'blob';
    writeFileSync(join(repo.folder, 'entry'), `${mode} ${kind} ${object}\t${name}\0`);
    return repo.gitIn(repo.root, '-c', 'alias.mk=!git mktree -z --missing < ../entry', 'mk').trim() as ObjectName;
  }

  function linkTo(target: string): string {
    writeFileSync(join(repo.folder, 'target'), target);
    return repo.git('hash-object', '-w', '--no-filters', '../target').trim();
  }

  it('G09: is refused for what a name, a link or a submodule in it would reach, and nothing of it is written', async () => {
    const below = treeWith('100644', blob, 'pre-commit');
    const bad = [
      ...['.git', '.GIT', '.git.', '.git ', 'git~1', '.g\u200cit', '.git::$INDEX_ALLOCATION', '..', '.'].flatMap(
        (name) => [treeWith('100644', blob, name), treeWith('040000', below, name)],
      ),
      ...['/etc/passwd', '../x', 'a/../../x', '.git/config', './.GIT/hooks', 'C:/x', '\\\\server\\share'].map(
        (target) => treeWith('120000', linkTo(target), 'link'),
      ),
      treeWith('160000', base, 'sub'),
    ];
    const before = repo.userState();
    for (const tree of bad) {
      await assert.rejects(git.applyDifference(repo.root, base, tree), { reason: 'unsafe-path' });
    }
    assert.deepEqual(repo.userState(), before);
  });

  it('G09: goes through no link that stands in the checkout', async () => {
    const to = treeWith('040000', treeWith('100644', blob, 'x.txt'), 'dir');
    repo.link('dir', repo.folder);
    const before = repo.userState();
    await assert.rejects(git.applyDifference(repo.root, base, to), { reason: 'does-not-apply' });
    assert.deepEqual(repo.userState(), before);
  });
});

describe('what a change is asked about before it is applied', () => {
  it('G09: are its links, programs and control files, by name, and a conflict changes nothing', async () => {
    const repo = TestRepo.with({ 'a.txt': 'one\n', 'run.sh': 'true\n' });
    const bench = new TaskBench(repo, git);
    try {
      const task = await bench.completed((worktree) => {
        repo.write({ 'a.txt': 'agent\n', '.vscode/tasks.json': '{}\n', 'tool.sh': 'true\n' }, worktree);
        repo.link('link', 'a.txt', worktree);
        chmodSync(join(worktree, 'tool.sh'), 0o755);
      });
      repo.write({ 'a.txt': 'mine\n' });
      const before = repo.userState();
      const { flagged, conflicts } = await bench.reviews().plan(bench.view(task));
      assert.deepEqual(
        [flagged.map(({ path }) => path), conflicts],
        [['.vscode/tasks.json', 'link', 'tool.sh'], ['a.txt']],
      );
      await assert.rejects(bench.reviews().apply(bench.view(task)), { reason: 'conflict' });
      assert.deepEqual(repo.userState(), before);
    } finally {
      bench.dispose();
    }
  });
});
