import * as assert from 'node:assert/strict';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Desk, Place, type Shown } from './badLuckPlace';

const change = 'echo plums >> src/cart.txt; echo made > made.txt';

describe('a change on its way into the checkout', () => {
  let place: Place;
  let desk: Desk;
  let task: Shown;

  beforeEach(async () => {
    place = await Place.open();
    desk = await place.desk();
    const run = await desk.run(desk.command(change, '--no-verify', '--title', 'Add plums'));
    assert.equal(run.status, 0, run.err);
    task = run.shown;
  });
  afterEach(() => place.close());

  /** A command that succeeds without a complaint. */
  async function does(command: string): Promise<void> {
    const { status, err } = await desk.cli.run(command, task.id);
    assert.deepEqual([status, err], [0, ''], command);
  }

  /** A command that is refused with these words, and changes neither the task nor anything of the user's. */
  async function refuses(command: string, words: RegExp): Promise<void> {
    const before = await desk.shown();
    const { status, err } = await desk.cli.run(command, task.id);
    assert.equal(status, 1);
    assert.match(err, words);
    assert.deepEqual(await desk.shown(), before);
  }

  it('is refused where the user has changed the same place, and changes nothing', async () => {
    place.repo.write({ 'src/cart.txt': 'apples\npears\ncherries\n', 'made.txt': 'mine\n' });
    const before = place.repo.userState();
    const words =
      /^The change was not applied: you and the task changed the same places of made\.txt, src\/cart\.txt\.\nYour files are as they were\./;
    await refuses('apply', words);
    assert.deepEqual(place.repo.userState(), before);
    place.repo.write({ 'src/cart.txt': 'apples\npears\n' });
    place.repo.remove('made.txt');
    await does('apply');
    assert.equal(place.repo.read('src/cart.txt'), 'apples\npears\nplums\n');
  });

  it('stays where the user has changed it since, and changes nothing', async () => {
    await does('apply');
    place.repo.write({ 'src/cart.txt': 'apples\npears\nplums and cherries\n' });
    const before = place.repo.userState();
    await refuses('undo', /^The change was not undone: you and the task changed the same places of src\/cart\.txt\.\n/);
    assert.deepEqual(place.repo.userState(), before);
    assert.equal((await desk.shown()).landing.kind, 'applied');
  });

  it('is not applied twice', async () => {
    await does('apply');
    const before = place.repo.userState();
    await refuses('apply', /^The change of this task was applied already/);
    assert.deepEqual(place.repo.userState(), before);
  });

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

  it('leaves the user on the branch of the task when the task is discarded', async () => {
    place.repo.git('stash', 'push', '-q', '--include-untracked');
    place.repo.git('checkout', '-q', '--ignore-other-worktrees', task.branch ?? '');
    const before = place.repo.userState();
    await does('discard');
    assert.deepEqual(place.repo.userState(), before);
    await does('restore');
    assert.notEqual((await desk.shown()).branch, task.branch);
    assert.deepEqual({ ...place.repo.userState(), refs: before['refs'] }, before);
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
