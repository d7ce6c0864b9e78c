import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { AgentsWindowUpdate } from '../../src/protocol';
import { manyAgents } from '../harness/manyAgents';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

describe('the Agents Window for everybody', () => {
  const agents = manyAgents(8);
  const [running, waiting] = agents.views.map((view): AgentsWindowUpdate[] => {
    const taskId = view.task.id;
    const tail = agents.events.get(taskId) ?? [];
    return [
      { type: 'show', taskId },
      { type: 'snapshot', taskId, seq: tail.length, tail, hasOlder: false },
      { type: 'output', taskId, callId: 'c2', offset: 0, text: '\u001b[32mok\u001b[0m 1\nok 2\n' },
    ];
  }) as [AgentsWindowUpdate[], AgentsWindowUpdate[]];
  const browser = panelBrowser();
  let panel: PanelPage;

  /** What axe calls serious or critical. */
  async function faults(): Promise<string[]> {
    await panel.page.evaluate(axe);
    const violations = await panel.page.evaluate<Violation[]>('axe.run(document).then(({ violations }) => violations)');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }

  const pages: Record<string, () => Promise<void>> = {
    'the overview and its inbox': async () => {
      panel = await browser.open(agents.updates);
      await panel.page.locator('inbox-entry').first().waitFor();
    },
    'an agent at work': async () => {
      panel = await browser.open([...agents.updates, ...running]);
      for (const head of await panel.page.locator('.tool-head').all()) await head.click();
    },
    'an agent that waits': async () => {
      panel = await browser.open([...agents.updates, ...waiting]);
      await panel.page.locator('request-card').waitFor();
    },
    'the terminal': async () => {
      panel = await browser.open([...agents.updates, ...running]);
      await panel.page.getByRole('tab', { name: 'Terminal' }).click();
      await panel.page.locator('.xterm-rows > div').filter({ hasText: 'ok 2' }).waitFor();
    },
    'the checks': async () => {
      panel = await browser.open([...agents.updates, ...running]);
      await panel.page.getByRole('tab', { name: 'Checks' }).click();
    },
    'six tiles': async () => {
      panel = await browser.open([...agents.updates, ...running]);
      await panel.page.getByRole('button', { name: 'Show 6 agents side by side' }).click();
      await panel.page.locator('.tile').nth(5).waitFor();
    },
    'the menu of a tab': async () => {
      panel = await browser.open([...agents.updates, ...running]);
      await panel.page.locator('.tabs [aria-selected=true]').press('Shift+F10');
      await panel.page.getByRole('menu').waitFor();
    },
  };

  for (const [name, show] of Object.entries(pages)) {
    it(`has nothing that axe calls serious: ${name}`, async () => {
      await show();
      assert.deepEqual(await faults(), []);
    });
  }

  it('turns no icon where motion is not wanted', async () => {
    panel = await browser.open([...agents.updates, ...running]);
    await panel.page.locator('.codicon-modifier-spin').first().waitFor();
    const motion = () =>
      panel.page.evaluate<string>(`getComputedStyle(document.querySelector('.codicon-modifier-spin')).animationName`);
    assert.notEqual(await motion(), 'none');
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await motion(), 'none');
  });

  it('marks what is chosen, and how far tests are, also where the system sets the colours', async () => {
    panel = await browser.open([...agents.updates, ...running]);
    await panel.page.emulateMedia({ forcedColors: 'active' });
    await panel.page.getByRole('button', { name: 'Show 2 agents side by side' }).press('Enter');
    const look = await panel.page.evaluate<string[]>(`[
      getComputedStyle(document.querySelector('.tabs [aria-selected=true]'), '::after').backgroundColor,
      getComputedStyle(document.querySelector('.layout-picker [aria-pressed=true]')).outlineStyle,
      getComputedStyle(document.querySelector('.bar')).backgroundColor,
      getComputedStyle(document.querySelector('.bar-passed')).backgroundColor,
      getComputedStyle(document.body).backgroundColor,
    ]`);
    const [tab, pressed, bar, passed, page] = look;
    assert.deepEqual([tab !== page, pressed, bar !== passed, passed !== page], [true, 'solid', true, true]);
  });
});
