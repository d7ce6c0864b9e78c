import * as assert from 'node:assert/strict';
import type { AgentsWindowUpdate } from '../../src/protocol';
import { manyAgents } from '../harness/manyAgents';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';

describe('the terminal beside the transcript', () => {
  const agents = manyAgents(1);
  const [taskId] = agents.ids as [(typeof agents.ids)[number]];
  const tail = agents.events.get(taskId) ?? [];
  const pageBytes = 12_000;
  const browser = panelBrowser();
  let panel: PanelPage;

  /** 1,000 numbered lines in pages of 12 bytes a line. */
  const line = (index: number) => `line ${String(index).padStart(6, '0')}\n`.slice(0, 12);
  const text = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => line(from + index)).join('');
  const page = (from: number, to: number): AgentsWindowUpdate => ({
    ...{ type: 'output', taskId, callId: 'c2', offset: from * 12, text: text(from, to) },
  });

  async function open(...outputs: AgentsWindowUpdate[]): Promise<void> {
    panel = await browser.open([
      ...agents.updates,
      { type: 'show', taskId },
      { type: 'snapshot', taskId, seq: tail.length, tail, hasOlder: false },
      ...outputs,
    ]);
    await panel.page.getByRole('tab', { name: 'Terminal' }).click();
  }

  const rows = () => panel.page.locator('.xterm-rows > div');
  const shows = (words: string) => rows().filter({ hasText: words }).first().waitFor();

  it('is loaded with the first output, under a policy that it does not break', async () => {
    const colors = '\u001b[31mred\u001b[0m \u001b[38;2;1;2;3mown\u001b[0m plain\n';
    panel = await browser.open(agents.updates);
    assert.equal(await panel.page.locator('script[src$="terminal.js"]').count(), 0);
    await panel.close();
    await open({ type: 'output', taskId, callId: 'c2', offset: 0, text: colors });
    await shows('red own plain');
    const [red, own] = await panel.page.evaluate<string[]>(
      `[...document.querySelectorAll('.xterm-rows span')].slice(0, 3).filter((node) => node.innerText.trim() !== '')
        .map((node) => getComputedStyle(node).color)`,
    );
    assert.deepEqual([red !== own, own, await panel.violations(), panel.foreign], [true, 'rgb(1, 2, 3)', [], []]);
  });

  it('follows what is printed, and shows what was printed over as it is now', async () => {
    await open(page(0, 3));
    await shows('line 000002');
    await panel.tell(page(3, 200));
    await shows('line 000199');
    await panel.tell({ type: 'output', taskId, callId: 'c2', offset: 2400, text: '10 %\r100 %\n' });
    await shows('100 %');
  });

  it('asks for the page before when a person scrolls to its top, and stays at the same line', async () => {
    await open(page(1000, 2000));
    await shows('line 001999');
    await panel.page.locator('terminal-screen').hover();
    await panel.page.mouse.wheel(0, -1_000_000);
    while ((await panel.sent('output')).length < 2) await panel.page.mouse.wheel(0, -1000);
    assert.deepEqual((await panel.sent('output')).at(-1), { type: 'output', taskId, callId: 'c2', before: pageBytes });
    await shows('line 001000');
    await panel.tell(page(0, 1000));
    await panel.page.mouse.wheel(0, -100);
    await shows('line 000999');
  });

  it('finds a text above, also in what is still on the disk', async () => {
    await open(page(1000, 2000));
    await shows('line 001999');
    const box = panel.page.getByRole('searchbox', { name: 'Search the output' });
    await box.fill('LINE 001234');
    await box.press('Enter');
    await shows('line 001234');
    await box.fill('line 000123');
    await box.press('Enter');
    await panel.page.getByText('Looking in what was printed before').waitFor();
    await panel.tell(page(0, 1000));
    await shows('line 000123');
    await box.fill('nowhere');
    await box.press('Enter');
    await panel.page.getByText('Not found').waitFor();
  });
});
