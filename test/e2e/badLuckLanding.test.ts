import * as assert from 'node:assert/strict';
import { changedTask, type Desk, type Place, type Shown } from './badLuckPlace';

describe('a change on its way into the checkout', () => {
  let place: Place;
  let desk: Desk;
  let task: Shown;

  beforeEach(async () => {
    ({ place, desk, task } = await changedTask());
  });
  afterEach(() => place.close());

  const does = (command: string): Promise<void> => desk.does(command, task.id);
  const refuses = (command: string, words: RegExp): Promise<void> => desk.refuses(command, task.id, words);

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
});
