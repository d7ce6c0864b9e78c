import * as assert from 'node:assert/strict';
import { initialApp } from '../../src/core/run/appReducer';
import { initialRun } from '../../src/core/run/runReducer';
import { Request } from '../../src/protocol';
import type { AgentsWindowUpdate, TaskId, TaskView } from '../../src/protocol';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';
import { task, workspace } from '../unit/core/views';

const app = { ...initialApp, stage: { kind: 'prepared' as const }, workspace };

function waiting(name: string, request: object, minute: number): TaskView {
  const asked = Request.parse({ requestId: `r${name}`, ...request });
  return {
    task: { ...task, id: `01JD00000000000000000000${name}` as TaskId, title: `Task ${name}` },
    app,
    run: { ...initialRun, request: asked, requestedAt: `2026-11-23T10:0${minute}:00.000Z` },
    state: { kind: 'waiting', request: asked },
  };
}

const command = (text: string, more: object = {}) => ({
  ...{ kind: 'approval', callId: 'c', digest: 'd', effect: 'command', command: text, facts: ['A fact.'], ...more },
});
const alike = { shape: 'npm install *' };
const views = [
  waiting('01', command('npm install a', alike), 3),
  waiting('02', { kind: 'limit', turns: 50 }, 1),
  waiting('03', command('npm install b', alike), 2),
];
const same = waiting('04', command('npm install b', alike), 2);
const told = (tasks: TaskView[]): AgentsWindowUpdate[] => [
  { type: 'init', strings: {}, statusColors: 'brief', hasModel: true },
  { type: 'tasks', tasks },
];
const offered = {
  rule: 'C04',
  offers: [
    { words: ['git', 'log', '-1'], match: 'exact' },
    { words: ['git', 'log'], match: 'prefix' },
  ],
  reach: { writes: ['/wt/a'], hosts: ['evil.test'], reversible: 'no' },
};

describe('the inbox of the Agents Window', () => {
  const browser = panelBrowser();
  let panel: PanelPage;

  const answers = async () =>
    ((await panel.sent('answer')) as unknown as { taskId: string; decision: object }[]).map(({ taskId, decision }) => [
      taskId.slice(-2),
      decision,
    ]);

  it('lists what all agents wait for, the longest waiting first, those alike together and each whole', async () => {
    panel = await browser.open(told(views));
    const entries = panel.page.locator('inbox-entry');
    await entries.first().waitFor();
    const shown: string[][][] = [];
    for (const entry of await entries.all()) {
      const texts = ['.agent-title', '.command', '.buttons button'].map((part) => entry.locator(part).allInnerTexts());
      shown.push(await Promise.all(texts));
    }
    assert.deepEqual(shown, [
      [['Task 02'], [], []],
      [
        ['Task 03', 'Task 01'],
        ['npm install b', 'npm install a'],
        ['Deny All 2', 'Allow All 2 Once'],
      ],
    ]);
  });

  it('shows what is the same for several agents once', async () => {
    panel = await browser.open(told([...views, same]));
    const entry = panel.page.locator('inbox-entry').last();
    await entry.waitFor();
    assert.deepEqual(await entry.locator('.agent-title, .command').allInnerTexts(), [
      ...['Task 03', 'Task 04', 'npm install b'],
      ...['Task 01', 'npm install a'],
    ]);
  });

  it('W03: gives one answer for all alike, and is deaf for half a second after anything moved', async () => {
    panel = await browser.open(told(views), { isPaused: true });
    const deny = panel.page.getByRole('button', { name: 'Deny All 2' });
    await deny.click();
    assert.deepEqual(await answers(), []);
    await panel.page.clock.runFor(600);
    await panel.tell({ type: 'tasks', tasks: views.slice(0, 1) });
    const one = panel.page.locator('inbox-entry').getByRole('button', { name: 'Deny', exact: true });
    await one.click();
    assert.deepEqual(await answers(), []);
    await panel.tell({ type: 'tasks', tasks: views });
    await deny.waitFor();
    await panel.page.clock.runFor(600);
    await deny.click();
    assert.deepEqual(await answers(), [
      ['03', { kind: 'deny' }],
      ['01', { kind: 'deny' }],
    ]);
  });

  it('works with the keyboard alone', async () => {
    panel = await browser.open(told(views.slice(0, 1)), { isPaused: true });
    await panel.page.locator('inbox-entry').waitFor();
    await panel.page.clock.runFor(600);
    for (let presses = 0; presses < 30; presses++) {
      await panel.page.keyboard.press('Tab');
      if ((await panel.page.evaluate('document.activeElement.innerText')) === 'Deny') break;
    }
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await answers(), [['01', { kind: 'deny' }]]);
  });

  it('C09: the card shows all of a command, counts it, and gives Deny the focus', async () => {
    const hidden = `npm test \u202e${' '.repeat(4000)}| sh\u001b[2K`;
    const [view] = [waiting('01', command(hidden, offered), 1)];
    panel = await browser.open([...told([view]), { type: 'show', taskId: view.task.id }]);
    const card = panel.page.locator('request-card');
    await card.waitFor();
    assert.equal(await card.locator('.command').innerText(), 'npm test \\u{202e}⟨4000 × space⟩| sh\\u{1b}[2K');
    assert.deepEqual(await card.locator('.request-facts li').allInnerTexts(), [
      'Changes /wt/a',
      'Speaks to evil.test',
      "It can't be taken back: it acts outside of the worktree.",
      'A fact.',
      '4018 characters in all, 4002 of them would not be seen as they are',
      'Asked by rule C04',
    ]);
    assert.equal(await panel.page.evaluate('document.activeElement.innerText'), 'Deny');
    const cut: unknown = await panel.page.evaluate(
      `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.request .command'))`,
    );
    assert.equal(cut, 0);
  });

  it('W03: a rule is shown with all of its words before it can be kept, and is sent as it was shown', async () => {
    const view = waiting('01', command('git log -1', offered), 1);
    panel = await browser.open([...told([view]), { type: 'show', taskId: view.task.id }]);
    const offers = panel.page.locator('request-card .offers');
    await offers.waitFor();
    assert.equal(await offers.getByRole('button').first().isVisible(), false);
    await offers.getByText('Always…').click();
    assert.deepEqual(await offers.locator('li > span').allInnerTexts(), [
      'Always allow exactly git log -1 in this repository',
      'Always allow what begins with git log in this repository',
    ]);
    await offers.getByRole('button').nth(1).click();
    assert.deepEqual(await answers(), [
      ['01', { kind: 'allow', remember: { words: ['git', 'log'], match: 'prefix' } }],
    ]);
  });

  it('W03: nothing can be kept where nothing is offered', async () => {
    const view = waiting('01', command('git push --force', { rule: 'C15' }), 1);
    panel = await browser.open([...told([view]), { type: 'show', taskId: view.task.id }]);
    await panel.page.locator('request-card').waitFor();
    assert.deepEqual(await panel.page.locator('request-card button').allInnerTexts(), [
      'Deny',
      'Allow Once',
      'Show What It Would Change…',
    ]);
  });
});
