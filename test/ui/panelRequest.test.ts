import * as assert from 'node:assert/strict';
import type { AgentsWindowUpdate } from '../../src/protocol';
import { manyAgents } from '../harness/manyAgents';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';

const receipt = {
  ...{ command: 'npm test', exitCode: 1, durationMs: 5, tree: 'a'.repeat(40), sandboxed: true },
  counts: { runner: 'mocha', passed: 3, failed: 2, total: 5 },
  failures: [{ name: 'adds up' }, { name: 'adds \u202enothing' }],
};
const stillRed = { type: 'question', request: { kind: 'red-check', requestId: 'r1', receipt } };
const held = { kind: 'bubblewrap', proved: ['network'], limits: { processes: 100 } };
const begun = { type: 'ready', sandbox: held, resumed: false, fence: 2 };

describe('what an agent asks, in its own tab', () => {
  const browser = panelBrowser();
  let panel: PanelPage;

  /** The second of two agents, which waits for a person; with more events before that. */
  async function open(more: readonly unknown[] = [], isPaused = false): Promise<void> {
    const agents = manyAgents(2, (index) => (index === 1 ? more : []));
    const taskId = agents.ids[1];
    const tail = taskId === undefined ? [] : (agents.events.get(taskId) ?? []);
    assert.ok(taskId !== undefined);
    const shown: AgentsWindowUpdate[] = [
      { type: 'show', taskId },
      { type: 'snapshot', taskId, seq: tail.length, tail, hasOlder: false },
    ];
    panel = await browser.open([...agents.updates, ...shown], { isPaused });
    await panel.page.locator('.request').waitFor();
  }

  it('W03: is deaf again where the focus comes back to it, since keys then were meant for something else', async () => {
    await open([], true);
    const { page } = panel;
    await page.clock.runFor(600);
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    assert.deepEqual(await panel.sent('answer'), []);
    await page.clock.runFor(600);
    await page.keyboard.press('Enter');
    assert.equal((await panel.sent('answer')).length, 1);
  });

  it('takes the focus that comes back only after a moment, in which a box of VS Code may take it', async () => {
    await open([], true);
    const { page } = panel;
    await page.evaluate("document.activeElement.blur(); window.dispatchEvent(new Event('focus'))");
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'BODY');
    await page.clock.runFor(600);
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Deny');
  });

  /** An agent that waits for this. */
  async function openOn(...events: readonly unknown[]): Promise<void> {
    const agents = manyAgents(1, () => events);
    const [taskId] = agents.ids;
    assert.ok(taskId !== undefined);
    const tail = (agents.events.get(taskId) ?? []).slice(0, -2);
    panel = await browser.open([
      ...agents.updates,
      { type: 'show', taskId },
      { type: 'snapshot', taskId, seq: tail.length, tail, hasOlder: false },
    ]);
    await panel.page.locator('.request').waitFor();
  }

  it('shows what would be written before anybody agrees to it, with nothing hidden in it', async () => {
    const input = JSON.stringify({ path: 'a.ts', old_text: 'one', new_text: 'two \u202eowt', replace_all: true });
    const calls = [{ callId: 'c9', tool: 'edit_file', input }];
    const request = {
      ...{ kind: 'approval', requestId: 'r1', callId: 'c9', digest: 'd', effect: 'file', rule: 'unlisted' },
      ...{ command: 'write a.ts', facts: ['This task asks before it writes a file.'] },
    };
    await openOn(
      { type: 'message.end', messageId: 'm9', text: 'So.', calls, stop: 'tools' },
      { type: 'approval.request', request },
    );
    assert.equal(await panel.page.locator('.request h2').innerText(), 'Change a file');
    const proposed = panel.page.getByRole('group', { name: 'What it would write' });
    assert.equal(await proposed.locator('p').innerText(), 'In every place of the file that reads so:');
    assert.equal(await proposed.locator('.command').innerText(), '- one\n+ two \\u{202e}owt');
  });

  it('names the tests that fail where a check stays red', async () => {
    await openOn(stillRed);
    const { page } = panel;
    assert.equal(await page.locator('.request h2').innerText(), 'The check still fails');
    const failing = page.getByRole('list', { name: 'Failing tests' }).getByRole('listitem');
    assert.deepEqual(await failing.allInnerTexts(), ['adds up', 'adds \\u{202e}nothing']);
  });

  it('stands below one line that says what holds the commands, and all of it where that is opened', async () => {
    await open([begun]);
    const row = panel.page.locator('.log .row', { has: panel.page.locator('.codicon-shield') }).last();
    const brief = 'Commands run in a sandbox: they write only the worktree and have no network.';
    assert.equal((await row.innerText()).trim(), brief);
    await row.getByRole('button').click();
    const details =
      'Tried from inside, without success: reaching the network. One command may use at most 100 processes.';
    assert.deepEqual(await row.locator('.tool-body p').allInnerTexts(), [brief, details]);
  });
});
