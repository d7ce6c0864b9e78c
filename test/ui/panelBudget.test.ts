import * as assert from 'node:assert/strict';
import { initialApp } from '../../src/core/run/appReducer';
import { initialRun } from '../../src/core/run/runReducer';
import { viewWithEvent } from '../../src/core/views/taskView';
import type { AgentsWindowUpdate, BudgetRequest, EventBody, RunnerEvent, TaskView } from '../../src/protocol';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';
import { ask, prompt, ready, requestId } from '../unit/core/journal';
import { task, workspace } from '../unit/core/views';

const taskId = task.id;

function shown(bodies: readonly EventBody[]): AgentsWindowUpdate[] {
  const list = bodies.map((body, index): RunnerEvent => ({
    ...{ v: 1, seq: index + 1, taskId, at: '2026-11-23T10:00:00.000Z' },
    ...body,
  }));
  const empty: TaskView = {
    task: { ...task, engine: { kind: 'model', model: { provider: 'anthropic', name: 'm' } }, budget: { usd: 5 } },
    app: { ...initialApp, stage: { kind: 'prepared' }, workspace },
    run: initialRun,
    state: { kind: 'queued' },
  };
  return [
    { type: 'init', strings: {}, statusColors: 'brief', hasModel: true },
    { type: 'tasks', tasks: [list.reduce((view, event) => viewWithEvent(view, event, true), empty)] },
    { type: 'show', taskId },
    { type: 'snapshot', taskId, seq: list.length, tail: list, hasOlder: false },
  ];
}

const used = (cost: number): EventBody => ({
  ...{ type: 'usage', usage: { input: 40_000, output: 2_000, cacheRead: 0, cacheWrite: 0 }, cost },
});

describe('the budget in the Agents Window', () => {
  const browser = panelBrowser();
  let panel: PanelPage;

  const bar = () => panel.page.getByRole('progressbar', { name: /^Budget: / });

  it('is a bar beside the cost that warns from 80 percent on', async () => {
    panel = await browser.open(shown([ready, prompt, ask(1), used(1_250_000)]));
    assert.deepEqual(
      [await bar().getAttribute('aria-label'), await bar().getAttribute('value'), await bar().getAttribute('class')],
      ['Budget: $1.25 of $5.00', '25', ''],
    );
    for (const update of shown([ready, prompt, ask(1), used(4_000_000)])) {
      await panel.tell(update);
    }
    await panel.page.locator('progress.high').waitFor();
    assert.deepEqual([await bar().getAttribute('value'), await panel.violations()], ['80', []]);
  });

  it('says at the limit what was stopped and what going on adds, and sends the answer', async () => {
    const request: BudgetRequest = {
      ...{ kind: 'budget', requestId: requestId('r1'), limit: 'usd', allowed: 5_000_000, used: 4_900_000 },
      ...{ needed: 310_000, adds: 5_000_000 },
    };
    panel = await browser.open(shown([ready, prompt, ask(1), used(4_900_000), { type: 'question', request }]));
    const card = panel.page.getByRole('group', { name: 'The budget of this task is reached' });
    assert.deepEqual(await card.locator('p').allTextContents(), [
      '$4.90 of $5.00 used.',
      'The next request to the model could use up to $0.31, so it was not sent.',
      'Continue adds $5.00. The work so far is kept.',
    ]);
    await card.getByRole('button', { name: 'Continue' }).click();
    assert.deepEqual(await panel.sent('answer'), [
      { type: 'answer', taskId, requestId: 'r1', decision: { kind: 'continue' } },
    ]);
  });
});
