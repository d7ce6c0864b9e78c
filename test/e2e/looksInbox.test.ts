import assert from 'node:assert/strict';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, modelName } from './scripts';

const network = (command: string): ServerTurn => ({
  text: 'I need something from outside.',
  calls: [
    { tool: 'shell_network', input: { command, reason: 'The tests need it.', hosts: ['registry.example.test'] } },
  ],
});
const question: ServerTurn = {
  text: 'One thing is open.',
  calls: [
    {
      tool: 'ask_user',
      input: { question: 'Should an order of exactly 50.00 ship free?', options: ['Yes', 'No'] },
    },
  ],
};
const done: ServerTurn = { text: 'Done.', calls: [{ tool: 'finish', input: { summary: 'Done.' } }] };

/** Its check stays red, so it is said several times. */
const ending = Array.from({ length: 5 }, () => done);

const install = 'npm install left-pad';
const first = 'Pad the numbers of invoices on the left';
const second = 'Pad the names of customers on the left';
const third = 'Say when an order ships free';
const fourth = 'Write the shipping rules into the read-me';
const writes = 'printf "Free from 50.00.\\n" >> README.md && mkdir -p docs && printf "Free.\\n" > docs/rules.txt';

describe('what waits for a person', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({
      script: {
        [first]: [network(install), ...ending],
        [second]: [network(install), ...ending],
        [third]: [question, ...ending],
        [fourth]: [network(writes), ...ending],
      },
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
    for (const title of [first, third, second]) {
      await agents.delegate(title);
      await agents.says(title, title === third ? 'answer: Should an order' : 'npm install left-pad');
    }
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  it('is in one list in the Agents Window, those alike together', async () => {
    await agents.command('Open Agents Window');
    const panel = await agents.workbench.webviews.find('inbox-entry');
    assert.deepEqual(await panel.locator('inbox-entry .agent-title').allInnerTexts(), [first, second, third]);
    assert.equal(await panel.getByRole('button', { name: 'Deny All 2' }).count(), 1);
    await shoot('70-inbox');
    await agents.panelWidth(panel, 400);
    assert.equal(await panel.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
    await shoot('71-inbox-narrow');
    await agents.workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  it('is answered with the keyboard alone, with the sidebar alone', async () => {
    const { palette, page } = agents.workbench;
    await agents.command('Inbox');
    await palette.rows.filter({ hasText: 'npm install left-pad' }).waitFor();
    assert.equal(await palette.rows.count(), 2);
    await shoot('72-inbox-picker');
    await page.keyboard.press('Enter');
    await palette.rows.filter({ hasText: 'Allow All 2 Once' }).waitFor();
    await shoot('73-inbox-alike');
    await page.keyboard.press('Enter');
    await palette.rows.filter({ hasText: 'Should an order' }).waitFor();
    await page.keyboard.press('Enter');
    await palette.rows.filter({ hasText: 'Yes' }).waitFor();
    await page.keyboard.press('Enter');
    for (const title of [first, second, third]) {
      await agents
        .row(title)
        .filter({ hasNotText: /npm install|Should an order/ })
        .waitFor();
    }
    const denials = JSON.stringify(desk.model.bodies).match(/This was not allowed/g) ?? [];
    assert.ok(denials.length >= 2);
  });

  it('shows what a command would change before it is allowed', async () => {
    const { page } = agents.workbench;
    await agents.delegate(fourth);
    await agents.says(fourth, 'printf');
    const panel = await agents.window(fourth);
    await shoot('74-approval-card');
    await panel.getByRole('button', { name: 'Show What It Would Change' }).click();
    await agents.workbench.notices.notification('On a copy, without network, it changed files').waitFor();
    await page.getByText('Free from 50.00.').first().waitFor();
    await shoot('75-preview');
    await agents.says(fourth, 'printf');
    assert.doesNotMatch(desk.user.read('README.md'), /Free from/);
    agents.assertNoErrors();
  });
});
