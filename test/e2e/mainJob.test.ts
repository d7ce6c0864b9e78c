import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ModelServer } from '../fakes/modelServer';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName, probeRequests } from './scripts';
import type { UserRepository } from './userRepository';

const title = 'Ship orders of 50.00 free';
const heldRequest = probeRequests + 2;

/** Something unstaged, something staged, something untracked, and two folders that git ignores. */
function workInProgress(user: UserRepository): void {
  user.write('src/money.js', `${user.read('src/money.js')}// half done\n`);
  user.write('ideas.txt', 'gift cards\n');
  user.git('add', 'ideas.txt');
  user.write('scratch.txt', 'not staged, not tracked\n');
  user.write('.git/info/exclude', 'node_modules/\nbuild/\n');
  user.write('node_modules/tiny/index.js', 'export {};\n');
  user.write('build/out.js', 'built\n');
}

describe('a task from prompt to applied diff', function () {
  this.timeout(240_000);
  let desk: Desk;
  let agents: Agents;
  let model: ModelServer;
  let user: UserRepository;
  let untouched: Record<string, string>;

  before(async () => {
    desk = await openDesk({ script: { [title]: mends(true) }, begin: workInProgress });
    ({ agents, model, user } = desk);
    untouched = user.fingerprint();
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  it('connects a model by a real tool call', async () => {
    await shoot('00-empty');
    await agents.connect(model.baseUrl, { key: apiKey, model: modelName });
  });

  it('delegates a task and gives the editor back, while the checkout stays as it is', async () => {
    await agents.delegate(title);
    await agents.row(title).waitFor();
    await model.request(heldRequest);
    await agents.says(title, 'Waiting for the model, turn 2');
    await agents.window(title);
    await shoot('01-running');
    assert.deepEqual(user.fingerprint(), untouched);
    assert.match(user.git('branch', '--list', 'agents/*'), /agents\/ship-orders-of-50/);
  });

  it('tells when it is complete, with the receipt of the check', async () => {
    model.release(heldRequest);
    await agents.workbench.notices.notification('npm test').waitFor({ timeout: 60_000 });
    await agents.says(title, 'verified: npm test');
    const panel = await agents.window(title);
    await panel.getByText('Ignored by git: 1 copied, 1 left out').click();
    await panel.getByText('build/: left (build output)').waitFor();
    await shoot('02-complete');
    assert.deepEqual(user.fingerprint(), untouched);
  });

  it("shows the change in VS Code's own diff editors", async () => {
    const { editors, page } = agents.workbench;
    const panel = await agents.window(title);
    const changed = panel.getByRole('list', { name: 'Changed files' });
    await changed.getByRole('button', { name: /shipping\.js/ }).click();
    await editors.diff.waitFor();
    await agents.reads(editors.diffSide('modified'), 'goodsCents >= FREE');
    await agents.reads(editors.diffSide('original'), 'goodsCents > FREE');
    await shoot('03-diff');
    await agents.command('Review All Changes');
    await agents.workbench.palette.pick(title);
    await editors.multiDiffEntries.nth(1).waitFor();
    assert.equal(await editors.multiDiffEntries.count(), 2);
    await shoot('04-review-all');
    assert.equal(await page.locator('.scm-provider').count(), 0);
  });

  it('applies to a checkout that went on meanwhile, and keeps all of the person’s work', async () => {
    user.write('src/cart.js', `${user.read('src/cart.js')}// edited while the agent worked\n`);
    user.delete('scratch.txt');
    await agents.act(title, 'Apply Changes');
    await agents.workbench.notices.dialog.filter({ hasText: '2 files' }).waitFor();
    await shoot('05-apply-asks');
    await agents.confirm('Apply');
    await agents.says(title, 'applied');
    await shoot('06-applied');
    assert.match(user.read('src/shipping.js'), /goodsCents >= FREE/);
    assert.equal(user.read('docs/shipping rules.md'), 'Orders of 50.00 or more ship free.\n');
    assert.match(user.read('src/cart.js'), /edited while the agent worked/);
    assert.match(user.read('src/money.js'), /half done/);
    assert.equal(user.exists('scratch.txt'), false);
    assert.equal(user.git('diff', '--cached', '--name-only'), 'ideas.txt\n');
  });

  it('takes the change out again', async () => {
    await agents.act(title, 'Undo Apply');
    await agents
      .row(title)
      .filter({ hasNotText: /applied|undoing/ })
      .waitFor();
    assert.doesNotMatch(user.read('src/shipping.js'), />=/);
    assert.equal(user.exists('docs/shipping rules.md'), false);
    assert.match(user.read('src/cart.js'), /edited while the agent worked/);
    assert.equal(user.exists('scratch.txt'), false);
  });

  it('discards without a trace, and restores', async () => {
    const worktrees = path.join(desk.session.home, 'worktrees');
    const file = 'docs/shipping rules.md';
    const found = () => fs.globSync(`**/${file}`, { cwd: worktrees });
    assert.equal(found().length, 1);
    await agents.act(title, 'Discard Agent');
    await agents.confirm('Discard');
    await agents.expandGroup('Discarded');
    await agents.says(title, 'discarded');
    assert.deepEqual(found(), []);
    assert.equal(user.git('branch', '--list', 'agents/*'), '');
    assert.equal(user.git('worktree', 'list').trim().split('\n').length, 1);
    await shoot('07-discarded');
    await agents.act(title, 'Restore Discarded Agent');
    await agents.row(title).filter({ hasNotText: 'discarded' }).waitFor();
    assert.equal(found().length, 1);
    assert.match(user.git('branch', '--list', 'agents/*'), /agents\/ship-orders-of-50/);
  });

  it('threw nothing in the window', () => agents.assertNoErrors());
});
