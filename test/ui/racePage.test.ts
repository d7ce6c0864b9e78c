import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { AgentsWindowUpdate, ArenaState } from '../../src/protocol';
import { manyRacers, offerOf } from '../harness/manyRacers';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the page of a race', () => {
  const browser = panelBrowser();
  let panel: PanelPage;

  const open = async (
    count: number,
    { arena = {}, more = [], width }: { arena?: Partial<ArenaState>; more?: AgentsWindowUpdate[]; width?: number } = {},
  ) => {
    const race = manyRacers(count, arena);
    panel = await browser.open([...race.updates, ...more], width === undefined ? {} : { width });
    await panel.page.locator('.race-table').waitFor();
    return race;
  };
  const columns = () => panel.page.locator('.race-table thead .racer-name').allInnerTexts();
  const row = (label: string) =>
    panel.page.getByRole('table').first().getByRole('row', { name: label }).getByRole('cell').allInnerTexts();
  const said = async () => (await panel.sent('race')).map((each) => (each as unknown as { said: unknown }).said);

  /** What axe calls serious or critical. */
  async function faults(): Promise<string[]> {
    await panel.page.evaluate(axe);
    return panel.page.evaluate(
      `axe.run(document).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`,
    );
  }

  it('has a column a racer, the best first, and says of each how it differs from the best', async () => {
    const { groupId } = await open(4);
    assert.deepEqual(await panel.sent('openRace'), [{ type: 'openRace', groupId }]);
    assert.deepEqual(await columns(), ['claude-sonnet-5-5', 'gpt-5', 'gemini-pro-latest', 'gpt-5-mini #2']);
    assert.deepEqual(await row('Files and lines'), [
      '2 files +32 −3',
      '3 files +41 −93',
      '2 files +42 −3',
      '2 files +47 −3',
    ]);
    assert.deepEqual(await row('New dependencies'), ['none', 'left-pad', 'none', '–']);
    assert.deepEqual(await row('Cost'), ['$0.04', '$0.08', '$0.12', '$0.16']);
    const bold = panel.page.locator('.race-table tr').filter({ hasText: 'New dependencies' }).locator('td.other');
    assert.deepEqual(await bold.allInnerTexts(), ['left-pad', '–']);
    assert.match((await row('Status'))[3] ?? '', /31\/47 passing, 2 failing/);
    assert.match(await panel.page.locator('.race-facts').innerText(), /4 racers: 1 running, 3 verified/);
  });

  it('runs what a person chooses for a racer, and opens the difference of one file', async () => {
    const { ids } = await open(4);
    const { page } = panel;
    await page.getByRole('button', { name: 'Use This One: gpt-5', exact: true }).click();
    await page.getByRole('button', { name: 'Compare with…: gpt-5', exact: true }).click();
    await page.getByRole('button', { name: 'Stop: gpt-5-mini #2' }).click();
    await page.getByRole('button', { name: 'Ask a Judge…' }).click();
    await page.getByRole('button', { name: 'Open the diff of src/shipping.ts by gpt-5: +17 −3' }).click();
    assert.deepEqual(await said(), [
      { kind: 'use', taskId: ids[1] },
      { kind: 'compare', one: ids[1] },
      { kind: 'judge' },
    ]);
    assert.deepEqual(await panel.sent('action'), [{ type: 'action', taskId: ids[3], action: 'stop' }]);
    assert.deepEqual(await panel.sent('openDiff'), [{ type: 'openDiff', taskId: ids[1], path: 'src/shipping.ts' }]);
    await page.getByRole('button', { name: 'Open Agent: gpt-5', exact: true }).click();
    await page.locator('.agent-header').waitFor();
    assert.deepEqual((await panel.sent('openRace')).at(-1), { type: 'openRace', groupId: null });
  });

  it('says nothing of who is who while that is hidden: no name, no cost, no tooltip, no label', async () => {
    await open(4, { arena: { isBlind: true } });
    assert.deepEqual(await columns(), ['A', 'B', 'C', 'D']);
    const page = await panel.page.evaluate<string>(`document.querySelector('main').outerHTML`);
    const told = ['claude', 'gpt', 'gemini', '\\$0\\.0', '\\$0\\.1', 'cheapest'].filter((word) =>
      new RegExp(word, 'i').test(page),
    );
    assert.deepEqual(told, []);
    assert.equal(await panel.page.getByRole('button', { name: 'Open Agent: A' }).isDisabled(), true);
    await panel.page.getByRole('button', { name: 'Reveal' }).click();
    assert.deepEqual(await said(), [{ kind: 'blind', isBlind: false }]);
  });

  it('hides in the transcript of a racer which model it goes on with, until it is revealed', async () => {
    const race = await open(4, { arena: { isBlind: true } });
    const [taskId] = race.ids;
    assert.ok(taskId !== undefined);
    const model = { provider: 'openai', name: 'gpt-secret' } as const;
    const event = { v: 1, seq: 1, taskId, at: '2026-11-27T10:00:00.000Z', type: 'model.changed', model } as const;
    await panel.tell({ type: 'show', taskId });
    await panel.tell({ type: 'snapshot', taskId, seq: 1, tail: [event], hasOlder: false });
    const row = panel.page.locator('.row.note', { hasText: 'Going on with' });
    await row.waitFor();
    assert.equal(await row.innerText(), 'Going on with another model, which is hidden until you reveal the race.');
    const [glance] = race.updates.flatMap((update) => (update.type === 'races' ? update.races : []));
    assert.ok(glance !== undefined);
    await panel.tell({ type: 'races', races: [{ ...glance, isBlind: false }] });
    await panel.page.getByText('Going on with gpt-secret.').waitFor();
  });

  it('shows the tests of each on the code of each, and the receipts of the cell that is opened', async () => {
    await open(4);
    const red = panel.page.getByRole('button', { name: /Tests of claude-sonnet-5-5 on the code of gemini-pro-latest/ });
    assert.match(await red.innerText(), /exit 1, .*2 failed/);
    await red.press('Enter');
    const receipts = panel.page.getByRole('group', { name: 'Receipts' });
    assert.match(await receipts.innerText(), /ships 50\.00 free/);
    assert.equal(await panel.page.locator('.cell.red').count(), 1);
    assert.equal(await panel.page.locator('.cell.unknown').count(), 7);
  });

  it('takes places of several racers with the keyboard alone, and checks what they make together', async () => {
    const { ids } = await open(4, { more: offerOf() });
    const { page } = panel;
    await page.getByRole('button', { name: 'Compose' }).press('Enter');
    const check = page.getByRole('button', { name: 'Check Composition' });
    await page.locator('.choice').nth(3).waitFor();
    assert.equal(await check.isDisabled(), true);
    await page
      .getByRole('checkbox', { name: 'Take line 12 of src/shipping.ts from gpt-5', exact: true })
      .press('Space');
    await page
      .getByRole('checkbox', { name: 'Take line 40 of src/shipping.ts from claude-sonnet-5-5, gpt-5' })
      .press('Space');
    await page.getByRole('checkbox', { name: 'All of gpt-5', exact: true }).press('Space');
    const path = 'src/shipping.ts';
    const [one, two] = [
      { taskId: ids[1], path, key: 'c'.repeat(32) },
      { taskId: ids[0], path, key: 'b'.repeat(32) },
    ];
    const [first, second, third] = (await said()) as { hunks: unknown[] }[];
    assert.deepEqual(
      [first, second],
      [
        { kind: 'choose', hunks: [one], isTaken: true },
        { kind: 'choose', hunks: [two], isTaken: true },
      ],
    );
    assert.equal(third?.hunks.length, 3);
    assert.deepEqual((await panel.sent('hunkLines')).length, 1);
  });

  it('shows at once what excludes each other, and offers the check when nothing does', async () => {
    const race = manyRacers(4);
    const chosen = [race.choice('a', 'a'), race.choice('b', 'c')];
    const taskIds = race.ids.slice(0, 2) as [(typeof race.ids)[0], (typeof race.ids)[0]];
    const overlaps = [{ path: 'src/shipping.ts', line: 12, taskIds }];
    await open(4, { arena: { chosen }, more: offerOf({ overlaps }) });
    const { page } = panel;
    await page.getByRole('button', { name: 'Compose' }).click();
    await page.locator('.choice.against').nth(1).waitFor();
    assert.match(
      await page.locator('.compose-notes').innerText(),
      /src\/shipping\.ts, line 12: claude-sonnet-5-5 and gpt-5 exclude each other\. Leave one of the two\./,
    );
    const check = page.getByRole('button', { name: 'Check Composition' });
    assert.equal(await check.isDisabled(), true);
    for (const update of offerOf()) {
      await panel.tell(update);
    }
    await page.locator('.choice.against').first().waitFor({ state: 'detached' });
    await check.click();
    assert.deepEqual((await said()).at(-1), { kind: 'compose' });
  });

  it('keeps within its width from 340 px on with sixteen racers, whose facts stay in sight beside them', async () => {
    for (const width of [1400, 900, 340]) {
      await open(16, { width });
      const [isWider, corner, shown] = await panel.page.evaluate<[boolean, boolean, number]>(`(() => {
        const scroll = document.querySelector('.race-scroll');
        const edge = scroll.getBoundingClientRect();
        const heads = [...scroll.querySelectorAll('thead th')].slice(1);
        const shown = heads.filter((head) => head.getBoundingClientRect().right <= edge.right + 1).length;
        scroll.scrollLeft = 500;
        const first = scroll.querySelector('tbody th').getBoundingClientRect();
        return [document.documentElement.scrollWidth > innerWidth, Math.abs(first.left - edge.left) < 2, shown];
      })()`);
      assert.deepEqual([isWider, corner], [false, true], `${width} px`);
      assert.equal(shown >= (width === 1400 ? 4 : 1), true, `${shown} racers in sight at ${width} px`);
      await panel.close();
    }
  });

  it('has nothing that axe calls serious, in both modes', async () => {
    await open(5, { more: offerOf() });
    assert.deepEqual(await faults(), []);
    await panel.page.getByRole('button', { name: 'Compose' }).click();
    await panel.page.locator('.choice').first().waitFor();
    assert.deepEqual(await faults(), []);
  });

  it('comes back after a reload at the same race', async () => {
    const race = manyRacers(4);
    panel = await browser.open(race.updates);
    await panel.page.locator('.race-table').waitFor();
    await panel.page.reload();
    await panel.page.locator('.race-table').waitFor();
    assert.deepEqual(await panel.page.locator('#tab-race').getAttribute('aria-selected'), 'true');
  });
});
