import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, edit, modelName } from './scripts';

const usage = { input: 30_000, output: 2000 };
const read: ServerTurn = {
  text: 'I look at the limit and its tests first.',
  calls: [
    { tool: 'read_file', input: { path: 'src/shipping.js' } },
    { tool: 'read_file', input: { path: 'test/checkout.test.js' } },
  ],
  usage,
};
const change: ServerTurn = {
  text: 'The comparison leaves out 50.00 itself.',
  calls: [edit('src/shipping.js', 'goodsCents > FREE_SHIPPING_FROM_CENTS', 'goodsCents >= FREE_SHIPPING_FROM_CENTS')],
  usage,
};
const colors = 'for i in $(seq 1 400); do printf "\\033[32mok\\033[0m %s \\033[2m(%s ms)\\033[0m\\n" "$i" "$i"; done';
const print: ServerTurn = {
  text: 'I run the long way.',
  calls: [{ tool: 'shell', input: { command: colors } }],
  usage,
};
const ask: ServerTurn = {
  calls: [{ tool: 'ask_user', input: { question: 'Du or Sie?', options: ['Du', 'Sie'] } }],
  usage,
};
const done: ServerTurn = {
  text: 'Done.',
  calls: [{ tool: 'finish', input: { summary: 'Orders of 50.00 ship free.' } }],
  usage,
};

const titles = {
  fixed: 'Ship orders of exactly 50.00 free, in a long title',
  printed: 'Print what the checks of the shop say',
  asked: 'Write the letters to customers',
  looked: 'Look at the shipping code',
};

describe('agents side by side in the editor', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;
  let panel: Frame;

  before(async () => {
    desk = await openDesk({
      script: {
        [titles.fixed]: [read, change, done],
        [titles.printed]: [print, change, done],
        [titles.asked]: [read, ask],
        [titles.looked]: [read, change, { ...done, hold: 'before' }],
      },
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
    await agents.delegate(titles.fixed);
    await agents.says(titles.fixed, '1 file');
    await agents.delegate(titles.printed);
    await agents.delegate(titles.asked);
    await agents.says(titles.asked, 'Du or Sie?');
    await agents.delegate(titles.looked);
    await agents.says(titles.looked, '1 file');
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);
  const shown = async () => (await panel.locator('.tile h2').allInnerTexts()).toSorted();

  it('are chosen from the strip and come back after a reload of the window', async () => {
    panel = await agents.overview();
    await panel.getByRole('tab', { name: 'Overview' }).click();
    await panel.getByRole('button', { name: 'Show 4 agents side by side' }).click();
    await panel.locator('.tile h2').nth(3).waitFor();
    const before = await shown();
    await shoot('50-tiles');
    await agents.workbench.reload();
    panel = await agents.workbench.webviews.find('.tile h2', { timeoutMs: 60_000 });
    await panel.locator('.tile h2').nth(3).waitFor();
    assert.deepEqual(await shown(), before);
    await agents.panelWidth(panel, 340);
    assert.equal(await panel.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
    await shoot('51-tiles-narrow');
    await agents.workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  it('show what a command printed in a terminal', async () => {
    panel = await agents.overview();
    await panel.getByRole('tab', { name: 'Overview' }).click();
    await panel.locator('.agent-row', { hasText: titles.printed }).click();
    await panel.locator('.tile', { hasText: titles.printed }).press('Enter');
    await panel.getByRole('tab', { name: 'Terminal' }).click();
    await panel.getByRole('combobox', { name: 'Command' }).selectOption({ index: 0 });
    await panel.locator('.xterm-rows > div').filter({ hasText: 'ok 400' }).first().waitFor();
    await shoot('52-terminal');
    await panel.getByRole('searchbox', { name: 'Search the output' }).fill('ok 77');
    await panel.getByRole('searchbox', { name: 'Search the output' }).press('Enter');
    await panel.locator('.xterm-rows > div').filter({ hasText: 'ok 77' }).first().waitFor();
    agents.assertNoErrors();
  });
});
