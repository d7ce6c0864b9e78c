import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, edit, modelName, probeRequests } from './scripts';

const title = 'Ship orders of 50.00 free, seen in a narrow panel';
const plan = [
  '1. Compare with `>=` in src/shipping.js, so that exactly 50.00 ships free.',
  '2. Add a test for 49.99, 50.00 and 50.01 to test/checkout.test.js.',
  '3. Run the tests; change no other behaviour.',
].join('\n');
const usage = { input: 30_000, output: 2000 };

const turns: ServerTurn[] = [
  { text: 'I look first.', calls: [{ tool: 'read_file', input: { path: 'src/shipping.js' } }], usage },
  { text: 'This is what I would do.', calls: [{ tool: 'propose_plan', input: { plan } }], usage },
  {
    text: 'As planned.',
    calls: [
      edit('src/shipping.js', 'goodsCents > FREE_SHIPPING_FROM_CENTS', 'goodsCents >= FREE_SHIPPING_FROM_CENTS'),
      edit('test/checkout.test.js', "test('an empty cart", "test.skip('an empty cart"),
    ],
    usage,
  },
  {
    text: 'Orders of exactly 50.00 ship free.',
    calls: [{ tool: 'finish', input: { summary: 'Done.' } }],
    hold: 'before',
    usage,
  },
  ...Array.from({ length: 3 }, () => ({
    text: 'The order of the tests is as it was.',
    calls: [{ tool: 'finish', input: { summary: 'Done.' } }],
    usage,
  })),
];

const narrowPx = 400;

describe('what a person looks at while an agent works', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;
  let panel: Frame;

  before(async () => {
    desk = await openDesk({
      script: { [title]: turns },
      settings: { 'backgroundAgents.budget.task': { tokens: 200_000 } },
      begin: (user) => user.write('AGENTS.md', 'Amounts are integers in cents.\n'),
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  const isCut = (): Promise<boolean> => panel.evaluate('document.documentElement.scrollWidth > innerWidth');

  it('is all there in a panel of 400 px: the plan, the budget, the rules', async () => {
    const { palette } = agents.workbench;
    await agents.command('New Task');
    await palette.widget.getByRole('button', { name: 'Change the Mode: Work, Plan First or Ask Only' }).click();
    await palette.pick('Plan First');
    await palette.widget.filter({ hasText: 'New Task: Plan First' }).locator('.quick-input-box input').waitFor();
    await palette.accept(title);
    await agents.says(title, 'approve the plan: 1. Compare with');
    panel = await agents.window(title);
    await panel.getByRole('textbox', { name: 'The plan', exact: true }).waitFor();
    await agents.panelWidth(panel, narrowPx);
    await panel.locator('.tool-head').first().click();
    assert.equal(await isCut(), false);
    await shoot('33-narrow-plan');
  });

  it('offers other models while it waits', async () => {
    await agents.command('Use Another Model');
    await agents.workbench.palette.pick(title);
    await agents.workbench.palette.rows.filter({ hasText: 'Connect a Model' }).waitFor();
    await shoot('34-model-picker');
    await agents.workbench.palette.close();
  });

  it('takes a message now, next or later while it works', async () => {
    await panel.getByRole('button', { name: 'Approve', exact: true }).click();
    await desk.model.request(probeRequests + turns.length - 3);
    const box = panel.getByRole('textbox', { name: 'Message to the agent' });
    await box.fill('And keep the order of the tests.');
    await box.press('Alt+Enter');
    await panel.getByRole('list', { name: 'Queued messages' }).getByText('keep the order').waitFor();
    await box.fill('Why two files?');
    await panel.getByRole('button', { name: 'When to Send' }).click();
    await panel.getByRole('menuitem', { name: 'Send at the Next Step' }).waitFor();
    assert.equal(await isCut(), false);
    await shoot('35-queue-menu');
    await panel.getByRole('button', { name: 'When to Send' }).click();
    await box.fill('');
    desk.model.release(probeRequests + turns.length - 3);
    await agents.says(title, 'verified, 1 test weakened: npm test');
  });

  it('shows checks and what weakens them in a panel of 400 px', async () => {
    await panel.getByRole('tab', { name: 'Checks' }).click();
    await panel.getByText("test.skip('an empty cart").waitFor();
    assert.equal(await isCut(), false);
    await shoot('36-narrow-checks');
    await panel.getByRole('button', { name: 'More Actions' }).click();
    await panel.getByRole('menuitem', { name: 'Open Terminal in Worktree' }).waitFor();
    assert.equal(await isCut(), false);
    await shoot('37-narrow-menu');
    await panel.getByRole('button', { name: 'More Actions' }).click();
  });

  it('lists its steps to go back to and to fork from', async () => {
    const { page, palette } = agents.workbench;
    await page.setViewportSize({ width: 1400, height: 900 });
    for (const [item, name] of [
      ['Go Back to a Step…', '38-go-back'],
      ['Fork from a Step…', '39-fork'],
    ] as const) {
      await agents.act(title, item);
      await palette.rows.filter({ hasText: 'Beginning' }).waitFor();
      await shoot(name);
      await palette.close();
    }
    agents.assertNoErrors();
  });
});
