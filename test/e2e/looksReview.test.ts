import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, edit, finish, modelName } from './scripts';
import type { UserRepository } from './userRepository';

const title = 'Ship orders of 50.00 free and say more about carts';
const returns = '/** The lines that are left. */\nexport function removeLine';
const turns: ServerTurn[] = [
  {
    text: 'The comparison leaves 50.00 itself out.',
    calls: [
      edit('src/shipping.js', 'goodsCents > FREE_SHIPPING_FROM_CENTS', 'goodsCents >= FREE_SHIPPING_FROM_CENTS'),
      edit(
        'src/cart.js',
        'Every function returns a new cart.',
        'Every function returns a new cart, never the old one.',
      ),
      edit('src/cart.js', 'export function removeLine', returns),
      edit('src/cart.js', 'export function subtotalCents', '// In cents.\nexport function subtotalCents'),
    ],
  },
  { text: 'Done.', calls: [finish] },
  {
    text: 'I take it back.',
    calls: [
      edit('src/cart.js', '/** The lines that are left. */\n', ''),
      edit('src/cart.js', 'never the old one', 'and leaves the old one alone'),
    ],
  },
  { text: 'Done again.', calls: [finish] },
];

const hidden = { file: 'src/log.js', line: 1, lens: 'errors', severity: 'low', text: 'The failure is hidden.' };
const reviewed: ServerTurn = { text: `\`\`\`json\n${JSON.stringify([hidden])}\n\`\`\`` };

function begin(user: UserRepository): void {
  user.git('checkout', '-q', '-b', 'topic');
  user.write('src/log.js', 'export const quiet = (act) => { try { act(); } catch {} };\n');
  user.git('add', 'src/log.js');
  user.git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '-qm', 'Be quiet');
  user.git('checkout', '-q', 'main');
}

describe('a review hunk by hunk in diff editors', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({ script: { [title]: turns, 'Review topic': [reviewed] }, begin });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
    await agents.delegate(title);
    await agents.says(title, 'verified: npm test');
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);
  const lens = (text: string): Locator =>
    agents.workbench.editors.diffSide('modified').locator('.codelens-decoration a', { hasText: text });
  const openCart = async (): Promise<void> => {
    const panel = await agents.window(title);
    const changed = panel.getByRole('list', { name: 'Changed files' });
    await changed.getByRole('button', { name: /cart\.js/ }).click();
    await agents.workbench.editors.diff.waitFor();
  };

  it('shows what another agent found on its line, and offers nothing to decide there', async () => {
    const { palette, notices, page } = agents.workbench;
    await agents.delegate('/review topic');
    await agents.says('Review topic', 'answered');
    await agents.command('Review All Changes');
    await palette.pick('Review topic');
    await page.locator('.review-widget', { hasText: hidden.text }).waitFor();
    assert.equal(await notices.notification('Show Accept, Reject and Edit').count(), 0);
    await page.keyboard.press('Control+F4');
    await page.keyboard.press('Control+J');
  });

  it('offers what can be done above each change', async () => {
    await openCart();
    await agents.workbench.notices.notificationAction('Show Accept, Reject and Edit', 'Show Them');
    await lens('Reject…').nth(2).waitFor();
    assert.equal(await lens('Accept').count(), 3);
    await shoot('90-review-open');
  });

  it('accepts one, rejects one with a reason, and takes another text for one', async () => {
    const { palette, page } = agents.workbench;
    await lens('Accept').first().click();
    await lens('Accepted: Take Back').waitFor();
    await lens('Reject…').nth(1).click();
    await palette.accept('The name says it');
    await lens('Rejected: Take Back').waitFor();
    await lens('Edit…').last().click();
    const text = page.locator('.editor-group-container').nth(1).locator('.monaco-editor .view-line').first();
    await text.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('// A whole number of cents.\n');
    await page.keyboard.press('Control+S');
    await lens('Edited: Take Back').waitFor();
    await shoot('91-review-decided');
  });

  it('takes comments on lines', async () => {
    const { page, editors } = agents.workbench;
    await page.keyboard.press('Control+W');
    await editors.diffSide('modified').locator('.view-line', { hasText: 'quantity must be' }).click();
    await agents.workbench.palette.run('Comments: Add Comment on Current Selection');
    const box = page.locator('.review-widget .monaco-editor').first();
    await box.waitFor();
    await page.keyboard.type('Say which quantity it was.');
    await page
      .locator('.review-widget')
      .getByRole('button', { name: /^Comment/ })
      .click();
    await page.locator('.review-widget', { hasText: 'Not sent yet' }).waitFor();
    await shoot('92-review-comment');
  });

  it('does the same in the editor of all changes', async () => {
    const { editors } = agents.workbench;
    await agents.workbench.page.keyboard.press('Control+J');
    await agents.command('Review All Changes');
    await agents.workbench.palette.pick(title);
    await editors.multiDiffEntries.nth(1).waitFor();
    await agents.workbench.page
      .locator('.multiDiffEntry .codelens-decoration a', { hasText: 'Accepted' })
      .first()
      .waitFor();
    const { page } = agents.workbench;
    const shipping = page.locator('.multiDiffEntry').filter({ hasText: 'shipping.js' });
    const takeBack = shipping.locator('.codelens-decoration a', { hasText: 'Accepted: Take Back' });
    await shipping.locator('.editor.modified .view-line', { hasText: /goodsCents.>=.FREE/ }).click();
    await page.keyboard.press('Control+Enter');
    await takeBack.waitFor();
    await shoot('93-review-all');
    await takeBack.click();
    await takeBack.waitFor({ state: 'hidden' });
  });

  it('marks files as reviewed', async () => {
    const panel = await agents.window(title);
    await panel.getByRole('checkbox', { name: 'Reviewed: src/cart.js' }).check();
    await panel.getByText('1 accepted · 1 edited · 1 rejected · 1 comment not sent').waitFor();
    await agents.row(title).locator('.monaco-tl-twistie').click();
    await agents.workbench.page.locator('.part.sidebar').getByRole('checkbox').first().waitFor();
    await shoot('94-reviewed');
  });

  it('applies exactly what was accepted and edited', async () => {
    const before = desk.user.read('src/cart.js');
    await agents.act(title, 'Apply Accepted');
    await agents.workbench.notices.dialog.filter({ hasText: '1 change is not decided yet.' }).waitFor();
    await shoot('95-apply-accepted');
    await agents.confirm('Apply');
    await agents.says(title, 'applied');
    const expected = before
      .replace('returns a new cart.', 'returns a new cart, never the old one.')
      .replace('export function subtotalCents', '// A whole number of cents.\nexport function subtotalCents');
    assert.equal(desk.user.read('src/cart.js'), expected);
    assert.doesNotMatch(desk.user.read('src/shipping.js'), />=/);
  });

  it('sends back what was rejected, and the comments, and shows what changed since', async () => {
    const earlier = desk.model.requests.length;
    await agents.act(title, 'Send Rejected Back');
    await agents.workbench.notices.notification('Sent 1 rejected change').waitFor();
    const { body } = await desk.model.request(earlier + 1);
    assert.match(JSON.stringify(body), /The name says it/);
    await agents.says(title, 'verified: npm test');
    const panel = await agents.window(title);
    await panel.getByRole('checkbox', { name: 'Changed since you reviewed it: src/cart.js' }).waitFor();
    await agents.command('Review What Changed Since');
    await agents.workbench.palette.pick(title);
    await agents.workbench.editors.multiDiffEntries.nth(1).waitFor();
    await shoot('96-changed-since');
    agents.assertNoErrors();
  });
});
