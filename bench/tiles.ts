import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { viewWithEvent } from '../src/core/views/taskView';
import { EventBody } from '../src/protocol';
import type { AgentsWindowUpdate, RunnerEvent, TaskView } from '../src/protocol';
import { PendingUpdates } from '../src/views/pendingUpdates';
import { launchBrowser } from '../test/harness/browser';
import { manyAgents } from '../test/harness/manyAgents';
import { PanelPage } from '../test/harness/panelPage';
import { longestLabel, mainThreadDuring } from './support/mainThread';
import type { MainThread } from './support/mainThread';
import { measured } from './support/measure';

const agentCount = 20;
const tileCount = 6;
const everyMs = 50;
const rounds = 100;
const linesEach = 20;

const running = manyAgents(3 * agentCount);
const views = running.views.filter(({ state }) => state.kind === 'running').slice(0, agentCount);
const line = (round: number, index: number) =>
  `\u001b[32m✓\u001b[0m adds \u001b[2m${round}.${index}\u001b[0m to a cart of many things (${index} ms)\n`;
const chunk = (round: number) => Array.from({ length: linesEach }, (_, index) => line(round, index)).join('');

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The same pace for both sides: so much output of each agent every 50 ms. */
async function paced(tick: (round: number) => void): Promise<void> {
  const start = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    tick(round);
    await pause(Math.max(0, start + (round + 1) * everyMs - performance.now()));
  }
  await pause(4 * everyMs);
}

const measuredOf: Record<'floor' | 'ours', MainThread[]> = { floor: [], ours: [] };

function note(side: 'floor' | 'ours', main: MainThread): number {
  measuredOf[side].push(main);
  return main.workedMs;
}

/** Six terminals of bare xterm.js in a page, each written what one agent prints. */
async function bareXterm(browser: Browser): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
  const dist = path.resolve(import.meta.dirname, '../node_modules/@xterm/xterm');
  await page.setContent(`<style>${fs.readFileSync(path.join(dist, 'css/xterm.css'), 'utf8')}</style>
    <div style="display:grid;grid-template-columns:repeat(3,1fr);gap:1px">${'<div class="one"></div>'.repeat(tileCount)}</div>`);
  await page.addScriptTag({ path: path.join(dist, 'lib/xterm.js') });
  await page.evaluate(`
    window.terminals = [...document.querySelectorAll('.one')].map((place) => {
      const terminal = new Terminal({ cols: 68, rows: 24, convertEol: true, scrollback: 50000, fontSize: 12 });
      terminal.open(place);
      return terminal;
    });
    window.addEventListener('message', ({ data }) => data.forEach((text, index) => window.terminals[index].write(text)));
  `);
  const worked = note(
    'floor',
    await mainThreadDuring(page, async () => {
      await paced((round) => post(page, Array<string>(tileCount).fill(chunk(round))));
      await sending.get(page);
    }),
  );
  await page.close();
  return worked;
}

const sending = new Map<Page, Promise<unknown>>();

function post(page: Page, message: unknown): void {
  const before = sending.get(page) ?? Promise.resolve();
  sending.set(
    page,
    before.then(() => page.evaluate(`window.postMessage(${JSON.stringify(message)})`)),
  );
}

/** Twenty agents at work, six of them in tiles, told by what the extension host tells with. */
async function tiles(browser: Browser): Promise<number> {
  const shown = views.slice(0, tileCount);
  const panel = await PanelPage.open(browser, beginning(shown), { width: 1500 });
  await panel.page
    .locator('.tile')
    .nth(tileCount - 1)
    .waitFor();
  const { page } = panel;
  const worked = note(
    'ours',
    await mainThreadDuring(page, async () => {
      const send = (message: unknown) => post(page, message);
      const updates = new PendingUpdates(everyMs, send, send);
      const now = new Map(views.map((view) => [view.task.id, view]));
      await paced((round) => tellAll(updates, now, round));
      updates.clear();
      await sending.get(page);
    }),
  );
  const shows = await page.locator('.tile-rows.output', { hasText: `${rounds - 1}.${linesEach - 1} ` }).count();
  if (shows !== tileCount) {
    throw new Error(`only ${shows} tiles show the last line`);
  }
  await panel.close();
  return worked;
}

function beginning(shown: readonly TaskView[]): AgentsWindowUpdate[] {
  const cells = shown.map(({ task }) => task.id);
  const layout = { count: 6 as const, cells, cell: 0, order: [], closed: [] };
  const snapshots = cells.map((taskId): AgentsWindowUpdate => {
    const tail = running.events.get(taskId) ?? [];
    return { type: 'snapshot', taskId, seq: tail.length, tail, hasOlder: false };
  });
  return [
    { type: 'init', strings: {}, statusColors: 'brief', hasModel: true },
    { type: 'layout', layout },
    { type: 'tasks', tasks: views },
    ...cells.slice(0, 1).map((taskId): AgentsWindowUpdate => ({ type: 'show', taskId })),
    ...snapshots,
  ];
}

/** Each agent prints, and its tests go on; what is not in a tile tells its state only. */
function tellAll(updates: PendingUpdates, now: Map<string, TaskView>, round: number): void {
  const text = chunk(round);
  const offset = round * Buffer.byteLength(text);
  [...now.values()].forEach((view, index) => {
    const taskId = view.task.id;
    const event: RunnerEvent = {
      ...{ v: 1, seq: view.run.seq + 1, taskId, at: new Date().toISOString() },
      ...EventBody.parse({
        type: 'tests.progress',
        source: 'c2',
        counts: { runner: 'mocha', passed: round, failed: 0, total: rounds },
      }),
    };
    const next = viewWithEvent(view, event, true);
    now.set(taskId, next);
    updates.addTask(next, index < tileCount ? 'soon' : 'later');
    if (index < tileCount) {
      updates.addEvents([event]);
      updates.addLive({ kind: 'output', taskId, callId: 'c2' as never, offset, text });
    }
  });
}

void measured(async () => {
  const browser = await launchBrowser();
  return {
    title: `${tileCount} tiles with streaming output of ${agentCount} agents, main thread over ${(rounds * everyMs) / 1000} s`,
    floor: { name: `${tileCount} bare xterm.js, same output`, run: () => bareXterm(browser) },
    ours: { name: 'the Agents Window', run: () => tiles(browser) },
    rounds: 3,
    close: async () => {
      await browser.close();
      console.log(`  longest task: ${longestLabel(measuredOf.ours.slice(1))}`);
      console.log(`     with bare: ${longestLabel(measuredOf.floor.slice(1))}`);
    },
  };
});
