import * as assert from 'node:assert/strict';
import type { AgentsWindowUpdate, TaskId, TaskView } from '../../src/protocol';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';
import { manyAgents } from '../harness/manyAgents';

describe('tabs and tiles of the Agents Window', () => {
  const browser = panelBrowser();
  let panel: PanelPage;

  const agents = manyAgents(8);
  const idOf = (index: number) => String(agents.ids[index]) as TaskId;

  const open = async (
    more: readonly AgentsWindowUpdate[] = [],
    how: { width?: number; isPaused?: boolean } = {},
  ): Promise<void> => {
    panel = await browser.open([...agents.updates, ...more], how);
    await panel.page.locator('.tabs').waitFor();
  };

  const pinned = (index: number): TaskView => {
    const view = agents.views.find(({ task }) => task.id === idOf(index));
    assert.ok(view !== undefined);
    return { ...view, app: { ...view.app, marks: { ...view.app.marks, pinned: true } } };
  };

  const tiles = () => panel.page.locator('.tile');
  const titles = () => panel.page.locator('.tile h2').allInnerTexts();
  const tabs = async () =>
    (await panel.page.locator('.tabs [role=tab] .tab-title').allInnerTexts()).map((text) => text.slice(0, 7));
  const layouts = () => panel.sent('layout') as unknown as Promise<{ layout: { cells: (string | null)[] } }[]>;

  it('shows 1, 2, 4 and 6 agents, those that wait first, and asks only for what is in sight', async () => {
    await open();
    await panel.page.getByRole('button', { name: 'Show 6 agents side by side' }).click();
    await tiles().nth(5).waitFor();
    assert.deepEqual((await titles())[0], agents.titles[1]);
    await panel.page.getByRole('button', { name: 'Show 2 agents side by side' }).click();
    await tiles().nth(2).waitFor({ state: 'detached' });
    const asked = (await panel.sent()).filter(({ type }) => type === 'open' || type === 'close');
    assert.deepEqual(
      asked.map(({ type }) => type),
      [...Array<string>(6).fill('open'), ...Array<string>(4).fill('close')],
    );
    assert.deepEqual(asked[0], { type: 'open', taskId: idOf(1), tail: 60 });
    await panel.page.getByRole('button', { name: 'Show one agent' }).click();
    await panel.page.locator('.agent-header').waitFor();
    assert.deepEqual((await panel.sent('open')).at(-1), { type: 'open', taskId: idOf(1) });
  });

  it('keeps the tab that is selected in sight when the window or the tabs before it take another width', async () => {
    await open([{ type: 'show', taskId: idOf(6) }], { width: 1000 });
    const place = `(() => {
      const [tab, strip] = ['.tab[aria-selected=true]', '.tabs'].map((each) => document.querySelector(each).getBoundingClientRect());
      return tab.left >= strip.left - 1 && tab.right <= strip.right + 1;
    })()`;
    const isInSight = async (): Promise<void> => {
      while (!(await panel.page.evaluate<boolean>(place))) await panel.page.waitForTimeout(50);
    };
    await isInSight();
    await panel.page.setViewportSize({ width: 600, height: 900 });
    await isInSight();
    const longer = agents.views.map((view, index) => ({ ...view, task: { ...view.task, title: `Agent ${index}` } }));
    await panel.tell({ type: 'tasks', tasks: longer });
    await isInSight();
    await panel.tell({ type: 'tasks', tasks: agents.views });
    await isInSight();
  });

  it('goes through layouts, agents and files with arrow keys', async () => {
    await open();
    const focused = () =>
      panel.page.evaluate<string>(
        `document.activeElement.ariaLabel ?? document.activeElement.querySelector('.agent-title, .file-name, h2')?.textContent.trim()`,
      );
    await panel.page.getByRole('button', { name: 'Show one agent' }).focus();
    await panel.page.keyboard.press('ArrowRight');
    assert.equal(await focused(), 'Show 2 agents side by side');
    await panel.page.keyboard.press('End');
    assert.equal(await focused(), 'Show 6 agents side by side');

    const summary = panel.page.locator('.agents-section > summary').first();
    await summary.focus();
    await panel.page.keyboard.press('ArrowDown');
    assert.match(await focused(), /^Agent 6/);
    await panel.page.keyboard.press('ArrowUp');
    assert.match(await focused(), /^Running/);
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.press('ArrowDown');
    assert.match(await focused(), /^Complete/);
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('.file-row').first().focus();
    await panel.page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'checkout.test.js');
    await panel.page.keyboard.press('Home');
    assert.equal(await focused(), 'shipping.js');
  });

  it('puts a dragged tab into the tile it is dropped on, and moves a tab along the strip', async () => {
    const few = manyAgents(4);
    panel = await browser.open(few.updates);
    await panel.page.getByRole('button', { name: 'Show 2 agents side by side' }).click();
    await panel.page.locator(`#tab-${few.ids[3]}`).dragTo(tiles().nth(1));
    assert.deepEqual((await titles())[1], few.titles[3]);
    await panel.page.locator(`#tab-${few.ids[2]}`).dragTo(panel.page.locator(`#tab-${few.ids[0]}`));
    assert.deepEqual(await tabs(), ['Agent 2', 'Agent 0', 'Agent 1', 'Agent 3']);
  });

  it('works with the keyboard alone: go from tile to tile, move one, free it, open it', async () => {
    await open();
    await panel.page.getByRole('button', { name: 'Show 4 agents side by side' }).press('Enter');
    await tiles().nth(3).waitFor();
    const before = await titles();
    const { keyboard } = panel.page;
    await tiles().first().focus();
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowDown');
    assert.equal(await panel.page.evaluate('document.activeElement.id'), 'tile-3');
    await keyboard.press('Control+Shift+ArrowLeft');
    assert.deepEqual(await titles(), [before[0], before[1], before[3], before[2]]);
    await keyboard.press('Delete');
    await panel.page.locator('.tile .hint').waitFor();
    assert.deepEqual(await titles(), [before[0], before[1], before[2]]);
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await panel.page.locator('.agent-header h1', { hasText: before[0] ?? '' }).waitFor();
  });

  it('closes, pins and moves tabs with the keyboard, and opens a closed one again from the overview', async () => {
    await open();
    const { page } = panel;
    await page.locator(`#tab-${idOf(2)}`).click();
    await page.keyboard.press('Control+Shift+ArrowLeft');
    assert.deepEqual((await tabs()).slice(0, 3), ['Agent 0', 'Agent 2', 'Agent 1']);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Pin' }).waitFor();
    await page.keyboard.press('Enter');
    assert.deepEqual((await panel.sent()).at(-1), { type: 'mark', taskId: idOf(2), action: 'pin' });
    await panel.tell({ type: 'task', task: pinned(2) });
    await page.locator('.tab.kept').waitFor();
    assert.deepEqual((await tabs()).slice(0, 2), ['Agent 2', 'Agent 0']);
    await page.locator(`#tab-${idOf(2)}`).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    assert.deepEqual((await tabs()).slice(0, 2), ['Agent 2', 'Agent 1']);
    assert.equal(await page.evaluate('document.activeElement.id'), `tab-${idOf(1)}`);
    await page.keyboard.press('Home');
    await page.locator('.agent-row', { hasText: 'Agent 0' }).click();
    assert.deepEqual((await tabs()).slice(0, 2), ['Agent 2', 'Agent 0']);
  });

  it('comes back after a reload as it was, from what the host kept', async () => {
    await open();
    await panel.page.getByRole('button', { name: 'Show 4 agents side by side' }).click();
    await panel.page.locator(`#tab-${idOf(7)}`).dragTo(tiles().nth(2));
    const before = await titles();
    const kept = (await layouts()).at(-1);
    await panel.page.reload();
    await tiles().nth(3).waitFor();
    assert.deepEqual(await titles(), before);
    await panel.close();
    await open([kept as unknown as AgentsWindowUpdate, { type: 'show', taskId: idOf(7) }]);
    await tiles().nth(3).waitFor();
    assert.deepEqual(await titles(), before);
  });

  it('shows what an agent waits for in its tile, whole, and sends the answer', async () => {
    await open([], { isPaused: true });
    await panel.page.getByRole('button', { name: 'Show 2 agents side by side' }).click();
    const asking = tiles().first();
    assert.equal(await asking.locator('.command').innerText(), 'npm install left-pad');
    await panel.page.clock.runFor(600);
    await asking.getByRole('button', { name: 'Deny' }).click();
    assert.deepEqual((await panel.sent('answer'))[0], {
      ...{ type: 'answer', taskId: idOf(1), requestId: 'r1', decision: { kind: 'deny' } },
    });
  });

  it('stacks tiles that would be narrower than 480 px, and keeps within its width', async () => {
    await open([], { width: 1500 });
    await panel.page.getByRole('button', { name: 'Show 6 agents side by side' }).click();
    await tiles().nth(5).waitFor();
    const columns = [];
    for (const width of [1500, 1400, 900, 340]) {
      await panel.page.setViewportSize({ width, height: 900 });
      const [count, wider] = await panel.page.evaluate<[number, boolean]>(`[
        getComputedStyle(document.querySelector('.tiles')).gridTemplateColumns.split(' ').length,
        document.documentElement.scrollWidth > innerWidth,
      ]`);
      columns.push([width, count, wider]);
    }
    assert.deepEqual(columns, [
      [1500, 3, false],
      [1400, 2, false],
      [900, 1, false],
      [340, 1, false],
    ]);
  });
});
