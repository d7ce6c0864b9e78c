import assert from 'node:assert/strict';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, edit, modelName } from './scripts';

const title = 'Ship 50.00 free, planned';
const plan = [
  '1. Compare with `>=` in src/shipping.js, so that exactly 50.00 ships free.',
  '2. Run the tests; change no other behaviour.',
].join('\n');
const rule = 'Amounts are integers in cents.';

const usage = { input: 3000, output: 200 };

/** Plans, then works and skips a test that has nothing to do with it. */
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
  { text: 'Orders of exactly 50.00 ship free.', calls: [{ tool: 'finish', input: { summary: 'Done.' } }], usage },
];

describe('a task that is planned first', function () {
  this.timeout(240_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({
      script: { [title]: turns },
      settings: { 'backgroundAgents.budget.task': { tokens: 200_000 } },
      begin: (user) => user.write('AGENTS.md', `${rule}\n`),
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  it('reads, proposes a plan, and waits for a person', async () => {
    const { palette } = agents.workbench;
    await agents.command('New Task');
    await palette.widget.getByRole('button', { name: 'Change the Mode: Work, Plan First or Ask Only' }).click();
    await palette.pick('Plan First');
    await palette.widget.filter({ hasText: 'New Task: Plan First' }).locator('.quick-input-box input').waitFor();
    await palette.accept(title);
    await agents.says(title, 'approve the plan: 1. Compare with');
    const [first] = desk.model.bodies.filter((body) => JSON.stringify(body).includes(title));
    const { tools } = first as { tools: { function: { name: string } }[] };
    assert.deepEqual(
      tools.map((tool) => tool.function.name),
      ['read_file', 'list_files', 'search', 'ask_user', 'propose_plan'],
    );
    assert.match(JSON.stringify(first), new RegExp(rule));
  });

  it('works with the plan as it was edited, and never hides that a test was weakened', async () => {
    const panel = await agents.window(title);
    const text = panel.getByRole('textbox', { name: 'The plan', exact: true });
    assert.equal(await text.inputValue(), plan);
    await screenshotState(desk.session.server, agents.workbench.page, 'e2e/15-plan');
    await text.fill(`${plan}\n3. Keep the public API.`);
    await panel.getByRole('button', { name: 'Approve as Edited' }).click();
    await agents.says(title, 'verified, 1 test weakened: npm test');
    assert.match(JSON.stringify(desk.model.bodies.at(-1)), /3\. Keep the public API\./);
    await panel.getByRole('tab', { name: 'Checks' }).click();
    await panel.getByText("test.skip('an empty cart").waitFor();
    await screenshotState(desk.session.server, agents.workbench.page, 'e2e/16-checks');
    agents.assertNoErrors();
  });
});
