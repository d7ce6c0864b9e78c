import * as assert from 'node:assert/strict';
import { initialApp } from '../../src/core/run/appReducer';
import { initialRun } from '../../src/core/run/runReducer';
import type { AgentsWindowUpdate, SearchHit, TaskId, TaskMarks, TaskView } from '../../src/protocol';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';
import { task, workspace } from '../unit/core/views';

function view(name: string, marks: Partial<TaskMarks> = {}, root = '/home/me/shop'): TaskView {
  return {
    task: { ...task, id: `01JD00000000000000000000${name}` as TaskId, title: `Task ${name}`, repos: [{ root }] },
    app: { ...initialApp, workspace, marks: { archived: false, pinned: false, color: null, ...marks } },
    run: initialRun,
    state: { kind: 'stopped', by: 'user' },
  };
}

const elsewhere = view('02');
const views = [
  view('01', { pinned: true, color: 'red' }),
  elsewhere,
  view('03', { archived: true }),
  view('04', {}, '/home/me/tools'),
];
const told: AgentsWindowUpdate[] = [
  { type: 'init', strings: {}, statusColors: 'brief', hasModel: true },
  { type: 'listing', listing: { filter: '', groupBy: 'status' } },
  { type: 'elsewhere', taskIds: [elsewhere.task.id] },
  { type: 'tasks', tasks: views },
];

describe('the list of agents in the overview', () => {
  const browser = panelBrowser();
  let panel: PanelPage;

  beforeEach(async () => {
    panel = await browser.open(told);
    await panel.page.locator('.agent-row').first().waitFor();
  });

  const shown = async (): Promise<string[][]> => {
    const sections = await panel.page.locator('.agents-section').all();
    return Promise.all(
      sections.map(async (section) => [
        (await section.locator('h2').innerText()).replace(/\s+/g, ' '),
        ...(await section.locator('.agent-title').allTextContents()).map((title) => title.trim()),
      ]),
    );
  };

  it('shows pinned agents first, archived ones folded, and which another window works on', async () => {
    assert.deepEqual(await shown(), [
      ['Stopped 3', 'Task 01', 'Task 04', 'Task 02'],
      ['Archived 1', 'Task 03'],
    ]);
    assert.equal(await panel.page.getByText('Task 03').first().isVisible(), false);
    assert.match(await panel.page.locator('.agent-row', { hasText: 'Task 02' }).innerText(), /in another window/);
    assert.deepEqual([await panel.violations(), panel.foreign], [[], []]);
  });

  it('keeps each row in one line, also where its change meets others', async () => {
    const meeting = {
      other: null,
      title: '',
      conflicts: [{ path: 'a.ts', kind: 'lines' as const, places: [] }],
      clashes: [],
    };
    const { id } = elsewhere.task;
    await panel.tell({
      type: 'tasks',
      tasks: [{ ...elsewhere, run: { ...initialRun, startedAt: '2026-11-23T10:00:00.000Z' } }],
    });
    await panel.tell({ type: 'overlaps', overlaps: { [id]: [meeting] } });
    const row = panel.page.locator('.agents-section .agent-row', { hasText: 'Task 02' });
    await row.getByText('1 conflict').waitFor();
    const middles = (await row.locator('> *').all()).map(async (part) => {
      const box = await part.boundingBox();
      return box === null ? 0 : Math.round(box.y + box.height / 2);
    });
    assert.equal(new Set(await Promise.all(middles)).size, 1);
  });

  it('filters as the person writes, tells the host, and keeps what is written while the host speaks', async () => {
    const box = panel.page.getByRole('textbox', { name: 'Filter Agents' });
    await box.pressSequentially('repo:tools');
    await panel.page.locator('.agent-row').nth(1).waitFor({ state: 'detached' });
    assert.deepEqual(await shown(), [['Stopped 1', 'Task 04']]);
    const asked = (await panel.sent('arrange')) as unknown as { listing: object }[];
    assert.deepEqual(asked.at(-1)?.listing, { filter: 'repo:tools', groupBy: 'status' });
    await panel.tell({ type: 'tasks', tasks: views.slice(0, 3) });
    await panel.page.getByText('No agent fits this filter.').waitFor();
    assert.equal(await box.inputValue(), 'repo:tools');
    await panel.page.getByRole('button', { name: 'Clear Filter' }).click();
    await panel.page.locator('.agent-row').first().waitFor();
    assert.equal(await box.inputValue(), '');
  });

  it('groups by what the person chooses', async () => {
    await panel.page.getByRole('combobox', { name: 'Group Agents By' }).selectOption('repository');
    await panel.page.locator('h2', { hasText: 'tools' }).waitFor();
    assert.deepEqual(await shown(), [
      ['shop 2', 'Task 01', 'Task 02'],
      ['tools 1', 'Task 04'],
      ['Archived 1', 'Task 03'],
    ]);
  });

  it('asks the host to pin or archive from the menu of a row, with the keyboard alone', async () => {
    const dots = panel.page.getByRole('button', { name: 'Organize Task 02' });
    await dots.focus();
    await panel.page.keyboard.press('Enter');
    const items = panel.page.getByRole('menuitem');
    await items.first().waitFor();
    assert.deepEqual(await items.allInnerTexts(), ['Rename…', 'Pin', 'Color…', 'Archive']);
    await items.getByText('Archive').press('Enter');
    assert.deepEqual(await panel.sent('mark'), [{ type: 'mark', taskId: elsewhere.task.id, action: 'archive' }]);
    assert.equal(await items.count(), 0);
  });
});

describe('the search in the overview', () => {
  const browser = panelBrowser();
  let panel: PanelPage;
  const progress = { searched: 1, of: 4, unread: 0, isCut: false, isDone: false };
  const hit = (seq: number | null, more: object = {}): SearchHit => ({
    ...{ taskId: elsewhere.task.id, title: 'Task 02', where: 'message', label: 'Agent', seq, at: null },
    ...{ before: 'the ', match: 'needle', after: ' <b>there</b>' },
    ...more,
  });

  it('shows what is found as it is found, as text, and goes to the step or to the change', async () => {
    panel = await browser.open(told);
    const box = panel.page.getByRole('textbox', { name: 'Search Transcripts and Changes' });
    await box.fill('needle');
    assert.deepEqual(await panel.sent('search'), [{ type: 'search', text: 'needle' }]);
    await panel.tell({ type: 'found', found: { text: 'need', isFirst: true, hits: [hit(9)], progress } });
    await panel.tell({ type: 'found', found: { text: 'needle', isFirst: true, hits: [hit(7)], progress } });
    const change = hit(null, { where: 'diff', path: 'a.ts', label: 'a.ts' });
    const done = { ...progress, searched: 4, isDone: true };
    await panel.tell({ type: 'found', found: { text: 'needle', isFirst: false, hits: [change], progress: done } });
    const rows = panel.page.locator('.hit-row');
    await rows.nth(1).waitFor();
    assert.deepEqual(await rows.locator('.hit-text').allInnerTexts(), [
      'the needle <b>there</b>',
      'the needle <b>there</b>',
    ]);
    assert.equal(await panel.page.getByRole('status').innerText(), '2 places in 4 agents');
    await rows.first().click();
    await rows.last().click();
    assert.deepEqual(await panel.sent('goTo'), [{ type: 'goTo', taskId: elsewhere.task.id, seq: 7 }]);
    assert.deepEqual(await panel.sent('openDiff'), [{ type: 'openDiff', taskId: elsewhere.task.id, path: 'a.ts' }]);
    await box.press('Escape');
    await panel.page.locator('.agent-row').first().waitFor();
    assert.deepEqual((await panel.sent('search')).at(-1), { type: 'search', text: '' });
  });
});
