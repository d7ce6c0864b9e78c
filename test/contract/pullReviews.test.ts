import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { PullReviews } from '../../src/app/pulls/pullReviews';
import { findingsPage } from '../../src/core/pullReview/findingsPage';
import { english as t } from '../../src/core/translate';
import type { NewTask } from '../../src/app/tasks/drafts';
import type { Finding, RunnerEvent, Task } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

const signal = new AbortController().signal;
const finding = (line: number, text: string): Finding => ({
  ...{ file: 'a.txt', line, lens: 'security', severity: 'high', text },
});

describe('reviews of pull requests', function () {
  this.timeout(60_000);
  let bench: TaskBench;
  let repo: TestRepo;
  let reviews: PullReviews;
  let answer: string;

  /** A bare repository that holds the pull request 12 as forges do, in no branch. */
  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n' });
    bench = new TaskBench(repo);
    const remote = join(repo.folder, 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    repo.git('remote', 'add', 'origin', remote);
    repo.git('checkout', '-q', '-b', 'topic');
    repo.write({ 'a.txt': '1\ntwo\n3\nfour\n', 'c.txt': 'c\n' });
    repo.commit('the change');
    repo.git('push', '-q', 'origin', 'main', 'topic:refs/pull/12/head');
    repo.git('checkout', '-q', 'main');
    repo.git('branch', '-q', '-D', 'topic');
    answer = '';
    const ended = (): RunnerEvent[] => [{ type: 'message.end', text: answer } as unknown as RunnerEvent];
    reviews = new PullReviews({
      git: createGit(undefined, 'local-too'),
      store: { events: ended, append: (taskId, body) => bench.journal.append(taskId, body) },
      ids: { taskId: () => bench.journal.nextId() },
    });
  });
  afterEach(() => bench.dispose());

  const review = async (target: string): Promise<Task> => {
    const request = { root: repo.root, place: 'worktree' } as unknown as Omit<NewTask, 'prompt'>;
    const { title = '', prompt, purpose, mode = 'ask' } = await reviews.plan(request, { target, wishes: '' }, signal);
    return bench.create({ title, prompt, mode, ...(purpose === undefined ? {} : { purpose }) });
  };

  it('fetch the request, leave no ref behind, and ask about what it changes of where it began', async () => {
    const before = repo.userState();
    const task = await review('#12');
    assert.deepEqual(repo.userState(), before);
    const { purpose, prompt, title } = task;
    assert.ok(purpose?.kind === 'review');
    assert.deepEqual([title, purpose.base], ['Review #12', repo.head()]);
    assert.equal(repo.git('show', `${purpose.head}:a.txt`), '1\ntwo\n3\nfour\n');
    assert.match(prompt, /\+two\n[^]*\+four\n/);
    const { repos } = await reviews.changeSet(bench.view(task));
    assert.deepEqual(
      repos[0].files.map(({ path, status }) => [path, status]),
      [
        ['a.txt', 'modified'],
        ['c.txt', 'added'],
      ],
    );
  });

  it('say so when there is no such request', async () => {
    await assert.rejects(review('#13'), { reason: 'not-fetched' });
  });

  it('keep what a person made of each finding, until it is opened again', async () => {
    const task = await review('#12');
    const all = [finding(2, 'One.'), finding(4, 'Two.'), finding(2, 'Three.'), finding(40, 'Of no line.')];
    answer = JSON.stringify(all);
    const found = await reviews.findings(bench.view(task));
    assert.deepEqual(found, { findings: all.slice(0, 3), dropped: 1 });
    for (const [index, verdict] of (['resolved', 'dismissed', 'resolved', null] as const).entries()) {
      await reviews.settle(task.id, all[index % 3] ?? finding(1, ''), verdict);
    }
    const settled = bench.view(task).app.review.findings ?? {};
    const headings = findingsPage(found, { title: task.title, settled }, t)
      .split('\n')
      .filter((line) => line.startsWith('## '));
    assert.deepEqual(headings, [
      String.raw`## a\.txt\:2`,
      String.raw`## a\.txt\:4 (dismissed)`,
      String.raw`## a\.txt\:2 (resolved)`,
    ]);
  });
});
