import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, modelName } from './scripts';

const first = 'Say when an order ships free';
const ask: ServerTurn = {
  calls: [{ tool: 'ask_user', input: { question: 'In which language?', options: ['English', 'German'] } }],
  usage: { input: 3000, output: 200 },
};
const done: ServerTurn = { text: 'Done.', calls: [{ tool: 'finish', input: { summary: 'It says so.' } }] };
const ending = Array.from({ length: 4 }, () => done);

describe('what is written in the Agents Window', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;
  let panel: Frame;

  before(async () => {
    desk = await openDesk({ script: { [first]: [ask, ...ending] } });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);
  const box = (): Locator => panel.locator('.composer textarea');

  it('begins a task, with files that are named in it', async () => {
    await agents.command('Open Agents Window');
    panel = await agents.workbench.webviews.find('.composer textarea');
    await panel.getByRole('button', { name: `Who does the work: ${modelName}` }).waitFor();
    await shoot('80-new-task');
    await box().fill('/');
    await panel.getByRole('option').first().waitFor();
    await shoot('81-new-task-commands');
    await box().fill('');
    await box().pressSequentially(`${first} in @ship`);
    await panel.getByRole('option', { name: 'shipping.js' }).waitFor();
    await shoot('82-new-task-names');
    await box().press('Enter');
    await panel.locator('.chip', { hasText: 'src/shipping.js' }).waitFor();
    await box().press('Enter');
    await agents.says(first, 'In which language?');
    const asked = JSON.stringify(desk.model.bodies.at(-1));
    assert.match(asked, /src\/shipping\.js:\\n```\\n.*FREE_SHIPPING_FROM_CENTS/s);
  });

  it('gives along what is selected in the editor, and shows it in the transcript', async () => {
    const { page, palette } = agents.workbench;
    panel = await agents.window(first);
    await shoot('83-agent-asked');
    await page.keyboard.press('Control+P');
    await palette.widget.waitFor();
    await page.keyboard.type('money.js');
    await palette.rows.filter({ hasText: 'money.js' }).first().click();
    await page.locator('.monaco-editor .view-lines', { hasText: 'export' }).first().click();
    await page.keyboard.press('Control+A');
    await agents.command('Attach Selection');
    panel = await agents.workbench.webviews.find('.composer .chip');
    await box().fill('English, and round as this does');
    await shoot('84-agent-attached');
    await box().press('Control+Enter');
    await panel.getByText('You answered English, and round as this does').waitFor();
    assert.match(JSON.stringify(desk.model.bodies.at(-1)), /src\/money\.js, lines 1 to/);
    await shoot('85-agent-attached-sent');
  });

  it('is there again after a reload of the window, also in a narrow panel', async () => {
    const { page } = agents.workbench;
    const thought = 'A thought that is not finished';
    panel = await agents.window(first);
    await box().fill(thought);
    await agents.panelWidth(panel, 340);
    assert.equal(await panel.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
    await shoot('86-agent-narrow');
    await page.setViewportSize({ width: 1400, height: 900 });
    await agents.workbench.reload();
    panel = await agents.window(first);
    while ((await box().inputValue()) !== thought) await page.waitForTimeout(50);
    agents.assertNoErrors();
  });
});
