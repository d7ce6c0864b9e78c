import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName, probeRequests } from './scripts';

const title = 'Ship 50.00 free, to be tried in the checkout';

describe('the work of a task in the checkout, and the worktrees beside it', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({
      script: { [title]: mends().map((turn, at) => (at === 2 ? { ...turn, hold: 'before' } : turn)) },
      begin: (user) => {
        user.git('worktree', 'add', '-q', '-b', 'cursor/lamp', path.join(path.dirname(user.folder), 'lamp-tree'));
        user.git('worktree', 'add', '-q', '-b', 'gone', path.join(path.dirname(user.folder), 'gone-tree'));
        fs.rmSync(path.join(path.dirname(user.folder), 'gone-tree'), { recursive: true });
      },
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  it('goes to the checkout and comes back with what was edited there', async () => {
    const { user } = desk;
    const { notices } = agents.workbench;
    const before = user.fingerprint();
    await agents.delegate(title);
    await desk.model.request(probeRequests + 3);
    await agents.says(title, 'turn 3');
    await agents.act(title, 'Bring to Local Checkout');
    await notices.dialog.waitFor();
    await shoot('60-bring');
    await agents.confirm('Bring');
    await notices.notification('is in your checkout').waitFor();
    await shoot('61-brought');
    await agents.says(title, 'applied');
    assert.match(user.read('src/shipping.js'), />= FREE_SHIPPING_FROM_CENTS/);
    user.write('docs/shipping rules.md', 'Orders of 50.00 or more ship free. Always.\n');

    await notices.notificationAction('is in your checkout', 'Hand Back to the Agent');
    await notices.dialog.filter({ hasText: 'docs/shipping rules.md' }).waitFor();
    await shoot('62-hand-back');
    await agents.confirm('Hand Back');
    await agents
      .row(title)
      .filter({ hasNotText: /applied|handing back/ })
      .waitFor();
    assert.deepEqual(user.fingerprint(), before);
    await shoot('63-handed-back');
  });

  it('shows the worktrees of the repository, and what can be done with each', async () => {
    const { palette, notices } = agents.workbench;
    const counted = async () => {
      await agents.command('Worktrees of This Repository');
      await palette.widget.locator('input[placeholder^="3 of 3 counted"]').waitFor();
    };
    await counted();
    const rows = (await palette.rows.allInnerTexts()).join('\n');
    assert.match(
      rows,
      /Clean Up[^]*Ship 50.00 free[^]*agents\/ship-50[^]*cursor\/lamp[^]*nothing would be lost with it — [^]*its folder is gone/,
    );
    await shoot('64-worktrees');
    await palette.pick('agents/ship-50');
    await palette.rows.filter({ hasText: 'Salvage and Remove' }).waitFor();
    await shoot('65-worktree');
    await palette.widget.getByRole('button', { name: 'Back' }).click();
    await palette.widget.locator('input[placeholder^="3 of 3 counted"]').waitFor();
    await palette.pick('gone');
    await palette.pick('Prune in Terminal');
    await agents.workbench.terminal.filter({ hasText: 'git worktree prune' }).waitFor();
    assert.match(desk.user.git('worktree', 'list'), /gone-tree/);
    await counted();
    await palette.pick('Clean Up');
    await notices.notification('Nothing to clean up').waitFor();
    agents.assertNoErrors();
  });

  function worktreeOf(branch: string): string {
    const listed = desk.user.git('worktree', 'list', '--porcelain').split('\n\n');
    const entry = listed.find((each) => each.includes(`branch refs/heads/${branch}`)) ?? '';
    return /^worktree (.+)$/m.exec(entry)?.[1] ?? assert.fail(listed.join('\n'));
  }

  it('moves a worktree back that was moved, after it says so', async () => {
    const { notices } = agents.workbench;
    const worktree = worktreeOf('agents/ship-50');
    fs.renameSync(worktree, `${worktree}-moved`);
    await agents.command('Repair…');
    await agents.workbench.palette.pick(title);
    await notices.dialog.filter({ hasText: 'git worktree repair' }).waitFor();
    await shoot('70-repair');
    await agents.confirm('Move the Worktree Back');
    await notices.notification('Repaired').waitFor();
    assert.deepEqual([fs.existsSync(worktree), fs.existsSync(`${worktree}-moved`)], [true, false]);
    agents.assertNoErrors();
  });

  it('takes a worktree that was moved far away from where a person shows it, and from nowhere else', async () => {
    const { notices, palette } = agents.workbench;
    const worktree = worktreeOf('agents/ship-50');
    const away = await temporaryFolder();
    const [moved, other] = [path.join(away, 'deep/down/moved'), path.join(away, 'other')];
    fs.mkdirSync(path.dirname(moved), { recursive: true });
    fs.mkdirSync(other);
    fs.cpSync(worktree, moved, { recursive: true });
    fs.rmSync(worktree, { recursive: true });
    const pointAt = async (folder: string) => {
      await agents.command('Repair…');
      await palette.pick(title);
      await agents.confirm('Show Where It Is…');
      await palette.widget.filter({ hasText: 'Where the worktree is by now' }).waitFor();
      await shoot('72-repair-folder');
      await palette.folder(folder, 'This Is the Worktree');
    };
    await pointAt(other);
    await notices.notification('is not the worktree of this task').waitFor();
    await pointAt(moved);
    await notices.dialog.filter({ hasText: moved }).waitFor();
    await agents.confirm('Move the Worktree Back');
    await notices.notification('Repaired').waitFor();
    assert.deepEqual([fs.existsSync(path.join(worktree, '.git')), fs.existsSync(moved)], [true, false]);
    await removeFolder(away);
    agents.assertNoErrors();
  });

  it('brings back a removed worktree from the list, without the message that offered it', async () => {
    const { palette, notices } = agents.workbench;
    const tree = path.join(path.dirname(desk.user.folder), 'other-tree');
    desk.user.git('worktree', 'add', '-q', '-b', 'other', tree);
    fs.writeFileSync(path.join(tree, 'note.txt'), 'untracked\n');
    const counted = async (all: number) => {
      await agents.command('Worktrees of This Repository');
      await palette.widget.locator(`input[placeholder^="${all} of ${all} counted"]`).waitFor();
    };
    await counted(4);
    await palette.pick('other-tree');
    await palette.pick('Salvage and Remove');
    await agents.confirm('Salvage and Remove');
    await notices.notification('Removed').waitFor();
    assert.equal(fs.existsSync(tree), false);
    await counted(3);
    await palette.rows.filter({ hasText: 'Restore other-tree' }).waitFor();
    await shoot('71-kept');
    await palette.pick('Restore other-tree');
    await notices.notification('Restored').waitFor();
    assert.equal(fs.readFileSync(path.join(tree, 'note.txt'), 'utf8'), 'untracked\n');
    desk.user.git('worktree', 'remove', '--force', tree);
    agents.assertNoErrors();
  });

  it('adopts a worktree of another program, whose work is reviewed as any other', async () => {
    const { palette, notices } = agents.workbench;
    const tree = path.join(path.dirname(desk.user.folder), 'lamp-tree');
    fs.writeFileSync(path.join(tree, 'lamp.txt'), 'lit\n');
    await agents.command('Worktrees of This Repository');
    await palette.widget.locator('input[placeholder^="3 of 3 counted"]').waitFor();
    await palette.pick('cursor/lamp');
    await palette.rows.filter({ hasText: 'Adopt' }).waitFor();
    await shoot('67-foreign-worktree');
    await palette.pick('Adopt');
    await notices.dialog.filter({ hasText: 'lamp-tree' }).waitFor();
    await shoot('68-adopt');
    await agents.confirm('Adopt');
    await agents
      .row('Work on cursor/lamp')
      .filter({ hasNotText: /Queued|Preparing|Running|Checking/i })
      .waitFor();
    await shoot('69-adopted');
    assert.deepEqual(fs.readdirSync(tree).includes('lamp.txt'), true);
    agents.assertNoErrors();
  });

  it('offers what a task can start from', async () => {
    const { palette, page } = agents.workbench;
    await agents.command('New Task');
    await page.mouse.move(700, 600);
    await palette.widget.getByRole('button', { name: 'Change What It Starts From' }).click();
    await palette.rows.filter({ hasText: 'cursor/lamp' }).first().waitFor();
    await shoot('66-from');
    agents.assertNoErrors();
  });
});
