import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { EventBody } from '../src/protocol';
import type { AgentsWindowUpdate, RunnerEvent } from '../src/protocol';
import { launchBrowser } from '../test/harness/browser';
import { manyAgents } from '../test/harness/manyAgents';
import { PanelPage } from '../test/harness/panelPage';
import { longestLabel, mainThreadDuring } from './support/mainThread';
import type { MainThread } from './support/mainThread';
import { measured } from './support/measure';

const count = 10_000;
const pageSize = 400;
const floorRows = 200;
const agents = manyAgents(1);
const [view] = agents.views;

/** A turn says something, reads a file and edits it: three rows of six events. */
function bodies(turn: number): unknown[] {
  const call = (tool: string) => ({ callId: `${tool}-${turn}`, tool });
  return ['read_file', 'edit_file'].flatMap((tool): unknown[] => [
    { type: 'message.end', messageId: `${tool}-m${turn}`, text: `Step **${turn}** of many.`, calls: [], stop: 'tools' },
    { type: 'tool.intent', ...call(tool), input: `{"path":"src/file${turn}.ts"}`, effect: 'read' },
    { type: 'tool.result', ...call(tool), outcome: 'ok', text: 'export const value = 1;\n'.repeat(20) },
  ]);
}

const taskId = agents.ids[0] ?? ('' as never);
const events: RunnerEvent[] = Array.from({ length: Math.ceil(count / 6) }, (_, turn) => bodies(turn))
  .flat()
  .slice(0, count)
  .map((body, index) => ({
    ...{ v: 1, seq: index + 1, taskId, at: '2026-01-01T00:00:00.000Z' },
    ...EventBody.parse(body),
  }));

/** Milliseconds from telling the page something until it is painted. */
function painted(page: Page, act: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const start = performance.now();
    ${act}
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - start;
  })()`);
}

async function plainRows(browser: Browser): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const css = fs.readFileSync(path.resolve(import.meta.dirname, '../dist/webview/agentsWindow.css'), 'utf8');
  await page.setContent(`<style>${css}</style><div class="log"></div>`);
  const row = '<div class="row agent"><p>Step <strong>1</strong> of many.</p></div>';
  const ms = await painted(
    page,
    `document.querySelector('.log').innerHTML = ${JSON.stringify(row.repeat(floorRows))};`,
  );
  await page.close();
  return ms;
}

const whole: MainThread[] = [];

/** Opens the agent with the tail that the host sends, then scrolls to its beginning, page by page. */
async function transcript(browser: Browser): Promise<number> {
  const shown = view === undefined ? [] : [{ ...view, run: { ...view.run, seq: count } }];
  const panel = await PanelPage.open(browser, [...agents.updates, { type: 'tasks', tasks: shown }]);
  await panel.page.locator('.agent-row').first().waitFor();
  const tail = events.slice(-pageSize);
  const first: AgentsWindowUpdate[] = [
    { type: 'show', taskId },
    { type: 'snapshot', taskId, seq: count, tail, hasOlder: true },
  ];
  await panel.page.evaluate(`window.first = ${JSON.stringify(first)}`);
  const ms = await painted(
    panel.page,
    `window.postMessage(window.first);
     while (document.querySelector('.row.agent') === null) await new Promise(requestAnimationFrame);`,
  );
  whole.push(await mainThreadDuring(panel.page, () => scrollToBeginning(panel)));
  await panel.close();
  return ms;
}

async function scrollToBeginning(panel: PanelPage): Promise<void> {
  const { page } = panel;
  for (let end = count - pageSize; end > 0; end -= pageSize) {
    await page.evaluate(`(async () => {
      const asked = () => window.sent.filter(({ type }) => type === 'page').at(-1)?.beforeSeq;
      while (asked() !== ${end + 1}) {
        document.querySelector('.log').scrollTop = 0;
        await new Promise(requestAnimationFrame);
      }
    })()`);
    const older = events.slice(Math.max(0, end - pageSize), end);
    await panel.tell({ type: 'older', taskId, events: older, hasOlder: end > pageSize });
  }
  await page.evaluate(`(async () => {
    const isThere = () => [...document.querySelectorAll('.row.agent')].some(({ innerText }) => innerText === 'Step 0 of many.');
    while (!isThere()) {
      document.querySelector('.log').scrollTop = 0;
      await new Promise(requestAnimationFrame);
    }
  })()`);
}

void measured(async () => {
  const browser = await launchBrowser();
  return {
    title: `An agent of ${count} events, from the click to its newest rows`,
    floor: { name: `${floorRows} plain rows`, run: () => plainRows(browser) },
    ours: { name: 'the Agents Window', run: () => transcript(browser) },
    rounds: 5,
    close: async () => {
      await browser.close();
      const worked = whole.map(({ workedMs }) => workedMs).toSorted((one, other) => one - other);
      console.log(
        `  scrolled to the first event, page by page: ${(worked[Math.floor(worked.length / 2)] ?? 0).toFixed(0)} ms`,
      );
      console.log(`  longest task meanwhile: ${longestLabel(whole.slice(1))}`);
    },
  };
});
