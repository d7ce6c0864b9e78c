import * as assert from 'node:assert/strict';
import type { AgentsWindowUpdate, TaskId, TaskView } from '../../src/protocol';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';
import { task, taskView } from '../unit/core/views';

const view = (name: string): TaskView =>
  taskView({
    task: { ...task, id: `01JD00000000000000000000${name}` as TaskId, title: `Task ${name}` },
    state: { kind: 'running', progress: null },
  });
const one = view('01');
const told: AgentsWindowUpdate[] = [
  { type: 'init', strings: {}, statusColors: 'brief', hasModel: true },
  { type: 'tasks', tasks: [one, view('02')] },
  { type: 'show', taskId: one.task.id },
];

describe('the composer', () => {
  const browser = panelBrowser();
  let panel: PanelPage;

  beforeEach(async () => {
    panel = await browser.open(told);
    await panel.page.locator('.composer textarea').waitFor();
  });

  it('offers commands as they are written, completes them with the keyboard and does them', async () => {
    const box = panel.page.locator('.composer textarea');
    await box.pressSequentially('/');
    const options = panel.page.getByRole('option');
    await options.first().waitFor();
    assert.deepEqual(await options.locator('span:first-child').allInnerTexts(), [
      ...['/discard', '/pin', '/rename', '/stop'],
    ]);
    await box.press('ArrowUp');
    await box.press('Enter');
    assert.deepEqual([await box.inputValue(), await options.count()], ['/stop ', 0]);
    await box.press('Control+Enter');
    assert.deepEqual(await panel.sent('action'), [{ type: 'action', taskId: one.task.id, action: 'stop' }]);
    assert.deepEqual([await box.inputValue(), await panel.sent('message')], ['', []]);
    assert.deepEqual(await panel.violations(), []);
  });

  it('sends what only looks like a command as a message', async () => {
    const box = panel.page.locator('.composer textarea');
    await box.fill('/etc/hosts is wrong');
    await box.press('Control+Enter');
    assert.deepEqual(await panel.sent('message'), [
      { type: 'message', taskId: one.task.id, text: '/etc/hosts is wrong', when: 'next' },
    ]);
  });

  it('keeps what is written with its agent, and brings back what was said last', async () => {
    const box = panel.page.locator('.composer textarea');
    await box.fill('half a thought');
    await panel.page.getByRole('tab', { name: 'Task 02' }).click();
    await panel.page.locator('h1', { hasText: 'Task 02' }).waitFor();
    assert.equal(await box.inputValue(), '');
    await panel.page.getByRole('tab', { name: 'Task 01' }).click();
    await panel.page.locator('h1', { hasText: 'Task 01' }).waitFor();
    assert.equal(await box.inputValue(), 'half a thought');
    await box.fill('');
    const at = '2026-11-23T10:00:00.000Z';
    const said = {
      v: 1,
      seq: 1,
      taskId: one.task.id,
      at,
      type: 'user.message',
      text: 'Do it.',
      source: 'user',
    } as const;
    await panel.tell({ type: 'snapshot', taskId: one.task.id, seq: 1, tail: [said], hasOlder: false });
    await panel.page.getByText('Do it.').waitFor();
    await box.press('ArrowUp');
    assert.equal(await box.inputValue(), 'Do it.');
  });
});
