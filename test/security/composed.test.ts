import assert from 'node:assert/strict';
import { createGit } from '../../src/adapters/git/createGit';
import { Compositions, type Contest } from '../../src/app/races/compositions';
import { ReviewedChanges } from '../../src/app/reviews/reviewedChanges';
import type { ChosenHunk, RaceOffer } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

describe('a result that is composed of several racers', () => {
  const git = createGit();
  const compositions = new Compositions({ git, changes: new ReviewedChanges(git) });
  let repo: TestRepo;
  let bench: TaskBench;
  let contest: Contest;

  beforeEach(async () => {
    repo = TestRepo.with({ 'a.txt': 'a\n', run: '#!/bin/sh\n' });
    bench = new TaskBench(repo);
    const first = await bench.completed((worktree) => repo.write({ 'a.txt': 'first\n' }, worktree));
    const second = await bench.completed((worktree) => {
      repo.write({ '.vscode/tasks.json': '{}\n', 'src/b.txt': 'b\n' }, worktree);
      repo.link('out', '/etc', worktree);
    });
    const racers = [first, second].map((task) => bench.view(task));
    const [at] = racers[0]?.app.workspace?.repos ?? [];
    assert.ok(at !== undefined);
    const { snapshot, head, headName, uncommitted } = at;
    contest = { root: repo.root, point: { snapshot, head, headName, uncommitted }, racers };
  });
  afterEach(() => bench.dispose());

  const all = ({ files }: RaceOffer): ChosenHunk[] =>
    files.flatMap(({ path, racers }) =>
      racers.flatMap(({ taskId, hunks }) => hunks.map(({ key }) => ({ taskId, path, key }))),
    );

  it('A05: holds what was offered and nothing else, whatever path is asked for', async () => {
    const [some] = all(await compositions.offer(contest, []));
    assert.ok(some !== undefined);
    const before = repo.userState();
    const paths = ['../outside', '/etc/passwd', '.git/config', '.GIT/hooks/pre-commit', 'a.txt/../.git/config', 'none'];
    for (const path of paths) {
      await assert.rejects(compositions.commit(contest, [some, { ...some, path }], 'x'), { domain: 'task' }, path);
    }
    assert.deepEqual(repo.userState(), before);
  });

  it('A05: is looked at before Apply like any other, with its links and what editors obey', async () => {
    const before = repo.userState();
    const { commit } = await compositions.commit(contest, all(await compositions.offer(contest, [])), 'Both');
    assert.deepEqual(repo.userState(), before);
    const made = await bench.completed((worktree) => repo.gitIn(worktree, 'read-tree', '-u', '--reset', commit));
    const { flagged } = await bench.reviews().plan(bench.view(made));
    assert.deepEqual(flagged.map(({ path }) => path).sort(), ['.vscode/tasks.json', 'out']);
  });
});
