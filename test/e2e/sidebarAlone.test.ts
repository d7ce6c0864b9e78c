import assert from 'node:assert/strict';
import type { ServerTurn } from '../fakes/modelScript';
import { addNodeTests } from '../harness/nodeTests';
import { screenshot } from '../harness/screenshots';
import { Keys } from '../harness/workbench/keys';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, edit, finish, mends, modelName } from './scripts';

const title = 'Say more about carts';
const failing = 'an order of exactly 50.00 ships free';
const turns: ServerTurn[] = [
  {
    text: 'One thing is open.',
    calls: [{ tool: 'ask_user', input: { question: 'In English?', options: ['Yes', 'No'] } }],
  },
  {
    text: 'In English then.',
    calls: [
      edit('src/cart.js', 'returns a new cart.', 'returns a new cart, never the old one.'),
      edit('src/cart.js', 'export function subtotalCents', '// In cents.\nexport function subtotalCents'),
      edit('src/shipping.js', 'goodsCents > FREE_SHIPPING_FROM_CENTS', 'goodsCents >= FREE_SHIPPING_FROM_CENTS'),
    ],
  },
  { text: 'Done.', calls: [finish] },
];

describe('work without the Agents Window', function () {
  this.timeout(240_000);
  let desk: Desk;
  let agents: Agents;
  let keys: Keys;

  before(async () => {
    desk = await openDesk({ script: { [title]: turns, [failing]: mends() }, equip: addNodeTests });
    ({ agents } = desk);
    keys = new Keys(agents.workbench.page);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshot(agents.workbench.page, `e2e/${name}`);
  const focusRow = async (text: string): Promise<void> => {
    await keys.command('Background Agents: Focus on Background Agents View');
    await keys.toRow(text);
  };

  it('begins a task by keys and answers what it asks', async () => {
    await keys.command('Background Agents: New Task');
    await keys.answer('New Task', title);
    await agents.says(title, 'answer: In English?');
    await focusRow(title);
    await keys.menu('Answer');
    await keys.pick('Yes');
    await agents.says(title, 'verified: npm test');
  });

  it('opens the changes of a file by keys, accepts one and rejects one with a reason', async () => {
    const { editors, page } = agents.workbench;
    await focusRow(title);
    await keys.press('ArrowRight');
    await keys.toRow('cart.js');
    await keys.press('Enter');
    const side = editors.diffSide('modified');
    await agents.reads(side, 'never the old one');
    await side
      .locator('.monaco-editor.focused')
      .or(side.and(editors.diff.locator('.focused')))
      .waitFor();
    await keys.press('Control+Enter', 'Alt+ArrowDown');
    await page.locator('.part.statusbar').getByText('Ln 14, Col 1').waitFor();
    await keys.press('Control+Backspace');
    await keys.answer('Reject Change', 'The name says it');
    await shoot('97-keys-decided');
  });

  it('marks a file as reviewed by keys', async () => {
    await focusRow('cart.js');
    await keys.menu('Mark File as Reviewed or Not');
    await agents.workbench.page.locator('.part.sidebar').getByRole('checkbox', { checked: true }).waitFor();
  });

  it('applies what was accepted by keys, and takes it out again', async () => {
    const before = desk.user.read('src/cart.js');
    await focusRow(title);
    await keys.menu('Apply Accepted');
    await keys.button('Apply');
    await agents.says(title, 'applied');
    assert.equal(
      desk.user.read('src/cart.js'),
      before.replace('returns a new cart.', 'returns a new cart, never the old one.'),
    );
    await focusRow(title);
    await keys.menu('Undo Apply');
    await agents
      .row(title)
      .filter({ hasNotText: /applied|undoing/ })
      .waitFor();
    assert.equal(desk.user.read('src/cart.js'), before);
    agents.assertNoErrors();
  });

  it('begins a task with what a test failed with', async () => {
    const { page, palette } = agents.workbench;
    await keys.command('Test: Run All Tests');
    const failed = page.locator('.test-output-peek-tree .monaco-list-row', { hasText: failing });
    await failed.click();
    await page.locator('.floating-click-widget', { hasText: 'Fix with a Background Agent' }).waitFor();
    await shoot('98-failed-test');
    await page.locator('.floating-click-widget', { hasText: 'Fix with a Background Agent' }).click();
    const box = palette.widget.filter({ hasText: 'New Task' }).locator('.quick-input-box input');
    await box.waitFor();
    assert.equal(
      await box.inputValue(),
      `Make the test “${failing}” in test/checkout.test.js pass, without changing what it tests.`,
    );
    await box.press('Enter');
    await agents.says(`Make the test “${failing}”`, 'verified: npm test');
    const asked = desk.model.bodies.map((body) => JSON.stringify(body)).find((body) => body.includes(failing)) ?? '';
    assert.match(asked, /Expected values to be strictly equal.*Expected: 0.*Actual: 490/s);
    agents.assertNoErrors();
  });
});
