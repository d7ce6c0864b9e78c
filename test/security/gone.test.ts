import * as assert from 'node:assert/strict';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedTask, type Desk, type Place, type Shown } from '../e2e/badLuckPlace';

describe('a task whose worktree, branch or repository is taken from under it', () => {
  let place: Place;
  let desk: Desk;
  let task: Shown;

  beforeEach(async () => {
    ({ place, desk, task } = await changedTask());
  });
  afterEach(() => place.close());

  const does = (command: string): Promise<void> => desk.does(command, task.id);
  const refuses = (command: string, words: RegExp): Promise<void> => desk.refuses(command, task.id, words);

  it('R04: arrives while another git holds the index', async () => {
    const lock = join(place.repo.root, '.git/index.lock');
    writeFileSync(lock, '');
    await does('apply');
    assert.equal(place.repo.read('made.txt'), 'made\n');
    await does('undo');
    await does('discard');
    assert.equal(existsSync(lock), true);
    rmSync(lock);
    place.assertKept();
  });

  it('R04: arrives though the worktree was deleted by hand, and the task is discarded and restored', async () => {
    rmSync(task.worktree ?? '', { recursive: true });
    await does('apply');
    assert.equal(place.repo.read('made.txt'), 'made\n');
    await does('undo');
    await does('discard');
    place.assertKept();
    assert.equal(place.repo.git('worktree', 'list').trim().split('\n').length, 1);
    await does('restore');
    assert.equal(existsSync(join((await desk.shown()).worktree ?? '', 'made.txt')), true);
  });

  it('R04: arrives though the branch was deleted by hand, and the task is discarded and restored', async () => {
    place.repo.git('update-ref', '-d', `refs/heads/${task.branch ?? ''}`);
    await does('apply');
    await does('undo');
    await does('discard');
    place.assertKept();
    await does('restore');
    assert.match(place.repo.git('branch', '--list', 'agents/*'), /agents\/add-plums\n$/);
  });

  it('R04: waits for its repository to come back, and is not thrown away without it', async () => {
    const aside = join(place.repo.folder, 'aside');
    renameSync(place.repo.root, aside);
    for (const command of ['apply', 'diff', 'discard']) {
      await refuses(command, /\S+\n/);
    }
    await refuses('discard', /^The task was not discarded: .* is gone, so nothing could be kept\.\nPut the repository/);
    assert.equal(existsSync(join(task.worktree ?? '', 'made.txt')), true);
    renameSync(aside, place.repo.root);
    await does('apply');
    await does('undo');
    await does('discard');
    place.assertKept();
  });

  it('R04: ends with a sentence when a task goes on whose worktree is gone', async () => {
    const other = await place.desk();
    const run = other.cli.start(...other.command('echo begun; sleep 600', '--no-verify'));
    await run.printed('Working in');
    await run.kill();
    const { id, worktree } = await other.shown();
    rmSync(worktree ?? '', { recursive: true });
    const resumed = await other.cli.run('resume', id);
    assert.equal(resumed.status, 1);
    assert.match(resumed.out, /^Failed: The worktree of this task is gone: it was moved or deleted\.\nMove it back/m);
    const { state } = await other.shown();
    assert.ok(state.kind === 'failed');
    assert.deepEqual([state.error.domain, state.error.reason], ['git', 'worktree-missing']);
    assert.equal((await other.cli.run('discard', id)).status, 0);
    place.assertKept();
  });
});
