import assert from 'node:assert/strict';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName } from './scripts';

const title = 'Ship 50.00 free, into the history';

describe('a change on its way into the history', function () {
  this.timeout(480_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({
      script: { [title]: mends() },
      begin: (user) => {
        user.git('config', 'user.name', 'Ada');
        user.git('config', 'user.email', 'ada@example.com');
        for (const subject of ['feat(shipping): count goods', 'fix(shipping): round up', 'docs: say more']) {
          user.git('commit', '-q', '--allow-empty', '-m', subject);
        }
      },
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
    await agents.delegate(title);
    await agents.says(title, '2 files', 120_000);
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  it('is squashed with an edited message, and taken back', async () => {
    const { user } = desk;
    const { palette, notices } = agents.workbench;
    const before = user.git('rev-parse', 'HEAD');
    const page = await agents.window(title);
    await page.getByRole('button', { name: 'Commit to Branch…', exact: true }).waitFor();
    await shoot('80-land-button');
    await page.getByRole('button', { name: 'Commit to Branch…', exact: true }).click();
    await palette.rows.filter({ hasText: 'Squash' }).waitFor();
    await shoot('81-land-ways');
    await palette.pick('Squash');
    await palette.widget.filter({ hasText: 'Commit message' }).waitFor();
    assert.match(await palette.input.inputValue(), /^feat: ship 50\.00 free/);
    await shoot('82-land-message');
    await palette.accept('fix(shipping): ship exactly 50.00 free');
    await notices.dialog.filter({ hasText: 'Ada <ada@example.com>' }).waitFor();
    await shoot('83-land-confirm');
    await agents.confirm('Commit');
    await agents.says(title, 'committed to main');
    assert.equal(user.git('log', '-1', '--format=%an %s').trim(), 'Ada fix(shipping): ship exactly 50.00 free');
    assert.equal(user.git('status', '--porcelain'), '');
    await page.locator('.agent-header .status').filter({ hasText: 'committed to main' }).waitFor();
    await shoot('84-landed');
    await page.getByRole('button', { name: 'Undo Commit to Branch', exact: true }).click();
    await agents
      .row(title)
      .filter({ hasNotText: /committed|undoing/ })
      .waitFor();
    assert.equal(user.git('rev-parse', 'HEAD'), before);
    assert.equal(user.git('status', '--porcelain'), '');
  });

  it('is split into commits by topic, whose list is shown first', async () => {
    const { user } = desk;
    const { palette } = agents.workbench;
    await agents.act(title, 'Commit to Branch…');
    await palette.pick('Commits by Topic');
    await palette.rows.filter({ hasText: 'Go on with these 2 commits' }).waitFor();
    await shoot('85-land-topics');
    await palette.rows.filter({ hasText: 'docs/shipping rules.md' }).hover();
    await palette.widget.getByRole('button', { name: 'Join with the One Above' }).last().click();
    await palette.rows.filter({ hasText: 'Go on with these 1 commits' }).click();
    await agents.confirm('Commit');
    await agents.says(title, 'committed to main');
    assert.equal(user.git('rev-list', '--count', 'HEAD').trim(), '5');
    await agents.act(title, 'Undo Commit to Branch');
    await agents
      .row(title)
      .filter({ hasNotText: /committed|undoing/ })
      .waitFor();
  });

  it('conflicts with the branch, is resolved in the merge editor, and lands', async () => {
    const { user } = desk;
    const { palette, notices, page } = agents.workbench;
    const source = user.read('src/shipping.js');
    user.write('src/shipping.js', source.replace('goodsCents > FREE', 'goodsCents > 1 + FREE'));
    user.git('commit', '--allow-empty', '-qam', 'fix(shipping): theirs');
    const head = user.git('rev-parse', 'HEAD');
    await agents.act(title, 'Commit to Branch…');
    await palette.rows.filter({ hasText: 'Let the Agent Resolve' }).waitFor();
    await shoot('86-land-conflicts');
    await palette.pick('Resolve in Merge Editor');
    await notices.notification('Resolve the conflicts in src/shipping.js').waitFor();
    // Before that the result still has the marks in it.
    await page.locator('.merge-editor').filter({ hasText: 'No Changes Accepted' }).waitFor();
    await shoot('87-merge-editor');
    await notices.notificationAction('Resolve the conflicts', 'Continue');
    await notices.dialog.filter({ hasText: '1 conflict in src/shipping.js still holds the old text' }).waitFor();
    await shoot('87-old-text');
    await agents.confirm('Back to the Editor');
    await notices.notification('There are still conflicts in src/shipping.js').waitFor();
    await page.locator('.merge-editor a', { hasText: 'Accept Agent' }).first().click();
    assert.equal(user.git('rev-parse', 'HEAD'), head);
    assert.equal(user.git('status', '--porcelain'), '');
    await notices.notificationAction('There are still conflicts', 'Continue');
    await palette.rows.filter({ hasText: 'Squash' }).waitFor();
    await palette.pick('Squash');
    await palette.accept('fix(shipping): ship exactly 50.00 free');
    await agents.confirm('Commit');
    await agents.says(title, 'committed to main');
    assert.match(user.git('show', 'HEAD:src/shipping.js'), /goodsCents >= FREE_SHIPPING/);
    assert.equal(user.git('status', '--porcelain'), '');
    await page.locator('.merge-editor').waitFor({ state: 'detached' });
    await shoot('88-resolved');
  });
});
