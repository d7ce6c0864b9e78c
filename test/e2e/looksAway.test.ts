import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshot, screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, modelName } from './scripts';

const done: ServerTurn = {
  text: 'Done.',
  calls: [{ tool: 'finish', input: { summary: 'Vouchers that are spent are refused.' } }],
};
const writes: ServerTurn = {
  text: 'I write it down.',
  calls: [
    { tool: 'write_file', input: { path: 'docs/vouchers.md', content: '# Vouchers\n\nA spent one is refused.\n' } },
  ],
};
const asks: ServerTurn = {
  text: 'One thing is open.',
  calls: [
    { tool: 'ask_user', input: { question: 'Should an order of exactly 50.00 ship free?', options: ['Yes', 'No'] } },
  ],
};

const first = 'Write down what becomes of spent vouchers';
const second = 'Say when an order ships free';

describe('who begins, and who comes back', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({
      script: { [first]: [writes, ...Array.from({ length: 5 }, () => done)], [second]: [asks, done] },
    });
    ({ agents } = desk);
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  it('finds tasks of this very repository in the empty Agents Window, and fills New Task with one', async () => {
    const { palette, page } = agents.workbench;
    await agents.command('Open Agents Window');
    const panel = await agents.workbench.webviews.find('.starter');
    assert.ok((await panel.locator('.starter-label').allInnerTexts()).length > 0);
    await shoot('80-starters');
    await agents.panelWidth(panel, 340);
    assert.equal(await panel.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
    await screenshot(page, 'e2e/81-starters-narrow');
    await page.setViewportSize({ width: 1400, height: 900 });
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
    await agents.command('Open Agents Window');
    const again = await agents.workbench.webviews.find('.starter');
    const label = await again.locator('.starter').first().getAttribute('title');
    await again.locator('.starter').first().click();
    await palette.widget.filter({ hasText: 'New Task' }).waitFor();
    assert.equal(await palette.widget.locator('.quick-input-box input').inputValue(), label);
    await page.keyboard.press('Escape');
  });

  it('tells on one page what happened, and each sentence leads to its step', async () => {
    await agents.delegate(first);
    await agents.delegate(second);
    await agents.says(second, 'answer: Should an order');
    await agents.says(first, '1 file');
    await agents.command('Show What Happened While You Were Away');
    const page = await agents.workbench.webviews.find('li a', { text: 'waits: Should an order' });
    await shoot('82-digest');
    await page.locator('.waiting a', { hasText: second }).click();
    const panel = await agents.workbench.webviews.find('.agent-header h1', { text: second });
    await panel.locator('.row-place.reached').waitFor({ state: 'attached' });
    await shoot('83-step');
  });

  it('says what an export holds before it is made', async () => {
    const { notices, palette, page } = agents.workbench;
    await agents.command('Export Task...');
    await palette.rows.filter({ hasText: first }).first().click();
    await notices.dialog.filter({ hasText: 'The change as a diff' }).waitFor();
    await shoot('84-export');
    await agents.confirm('Export as a Page…');
    await palette.widget.filter({ hasText: 'Export Task' }).waitFor();
    let target = '';
    while (!target.endsWith('.html')) {
      target = await palette.input.inputValue();
    }
    await page.keyboard.press('Enter');
    await notices.notification(`Exported the task to ${target}`).waitFor();
    const shown = await page.context().newPage();
    await shown.setContent(fs.readFileSync(target, 'utf8'));
    fs.rmSync(target);
    for (const colorScheme of ['light', 'dark'] as const) {
      await shown.emulateMedia({ colorScheme });
      await screenshot(shown, `e2e/86-page-${colorScheme}`);
    }
    await shown.close();
  });

  it('lists everything before it is removed, and wants a tick for what would be lost', async () => {
    const { notices, palette } = agents.workbench;
    await agents.command('Remove Everything...');
    await notices.notification('agents are at work. Stop them first.').waitFor();
    for (const title of [first, second]) {
      await agents.act(title, 'Stop Agent');
      await agents.says(title, 'by you');
    }
    await agents.command('Remove Everything...');
    const losses = palette.widget.filter({ hasText: 'Changes that would be lost for good' });
    await losses.waitFor();
    await shoot('87-losses');
    await palette.accept('');
    await notices.notification('Nothing was removed, because 1 change is neither applied nor ticked.').waitFor();
    await agents.command('Remove Everything...');
    await losses.waitFor();
    await palette.rows.filter({ hasText: first }).locator('.monaco-checkbox, input[type=checkbox]').first().click();
    await palette.accept('');
    await notices.dialog.filter({ hasText: 'Remove everything that was made for agents?' }).waitFor();
    await shoot('88-removal');
    await agents.confirm('Remove Everything');
    await notices.notification('Everything was removed.').waitFor();
    assert.equal(desk.user.git('for-each-ref', 'refs/background-agents', 'refs/heads/agents'), '');
    assert.equal(desk.user.git('worktree', 'list').trim().split('\n').length, 1);
    agents.assertNoErrors();
  });
});
