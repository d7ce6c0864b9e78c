import * as assert from 'node:assert/strict';
import { TaskPurpose, type AgentsWindowUpdate } from '../../src/protocol';
import { manyAgents } from '../harness/manyAgents';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';

const object = (letter: string) => letter.repeat(40);
const call = (callId: string, tool: string) => ({ callId, tool });
const steps = [
  { type: 'tool.intent', ...call('edit1', 'edit_file'), input: '{"path":"src/cart.js"}', effect: 'write' },
  { type: 'tool.result', ...call('edit1', 'edit_file'), outcome: 'ok', text: 'Done', lines: { added: 2, removed: 1 } },
  { type: 'checkpoint', commit: object('a'), tree: object('b'), turn: 1, callId: 'edit1' },
  { type: 'tool.intent', ...call('shell1', 'shell'), input: '{"command":"npm run build"}', effect: 'execute' },
  { type: 'tool.output', callId: 'shell1', bytes: 12 },
  { type: 'tool.result', ...call('shell1', 'shell'), outcome: 'ok', exitCode: 0, durationMs: 1000, text: 'built' },
  { type: 'check.start', checkId: 'k1', round: 1, command: 'npm run lint', tree: object('b') },
];

describe('a step of the transcript', () => {
  const agents = manyAgents(1, () => steps);
  const [taskId] = agents.ids as [(typeof agents.ids)[number]];
  const tail = agents.events.get(taskId) ?? [];
  const seqOf = (type: string) => tail.find((event) => event.type === type)?.seq;
  const browser = panelBrowser();
  let panel: PanelPage;

  async function open(width = 1400): Promise<void> {
    const shown: AgentsWindowUpdate[] = [
      { type: 'show', taskId },
      { type: 'snapshot', taskId, seq: tail.length, tail, hasOlder: false },
    ];
    panel = await browser.open([...agents.updates, ...shown], { width });
    await row('npm run lint').waitFor();
  }

  const row = (words: string) => panel.page.locator('.tool-line', { hasText: words });
  const focused = () =>
    panel.page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.innerText');
  /** The buttons that a person sees on a row, by their names. */
  const buttons = (words: string) =>
    row(words)
      .locator('.tool-actions button')
      .evaluateAll((all: { checkVisibility(): boolean; title: string }[]) =>
        all.filter((button) => button.checkVisibility()).map(({ title }) => title),
      );

  it('leads to what it printed, what it changed, and back to it, once the pointer is on it', async () => {
    await open();
    assert.deepEqual(await buttons('cart.js'), []);
    const seen = [];
    for (const words of ['cart.js', 'npm run build', 'npm run lint']) {
      await row(words).first().hover();
      seen.push(await buttons(words));
    }
    assert.deepEqual(seen, [
      ['Show Changes', 'Go Back to This Step'],
      ['Show Output'],
      ['Show Output', 'Go Back to This Step'],
    ]);
  });

  it('is worked with by the keyboard alone', async () => {
    await open();
    const { keyboard } = panel.page;
    await row('cart.js').locator('.tool-head').focus();
    await keyboard.press('Tab');
    assert.equal(await focused(), 'Show Changes');
    await keyboard.press('Enter');
    const seq = seqOf('checkpoint');
    const part = { kind: 'step', seq };
    await panel.page.waitForFunction("window.sent.some(({ type }) => type === 'partFiles')");
    assert.deepEqual(await panel.sent('partFiles'), [{ type: 'partFiles', taskId, part }]);
    await keyboard.press('Tab');
    assert.equal(await focused(), 'Go Back to This Step');
    await keyboard.press('Enter');
    assert.deepEqual(await panel.sent('goBack'), [{ type: 'goBack', taskId, seq }]);
    await keyboard.press('Tab');
    assert.match(await focused(), /npm run build/);
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    const command = panel.page.getByRole('combobox', { name: 'Command' });
    assert.equal(await command.inputValue(), 'shell1');
  });

  it('shows the files of the step with a way to each diff, and stays with it when another tab was looked at', async () => {
    await open();
    const seq = seqOf('checkpoint') ?? 0;
    const part = { kind: 'step', seq } as const;
    const files = [{ path: 'src/cart.js', status: 'modified', added: 2, removed: 1 } as const];
    await panel.tell({
      type: 'order',
      taskId,
      tree: '',
      files: [],
      steps: [{ seq, turn: 1, label: 'Edited src/cart.js' }],
    });
    await row('cart.js').hover();
    await row('cart.js').getByRole('button', { name: 'Show Changes' }).click();
    await panel.tell({ type: 'partFiles', taskId, part, files });
    const listed = panel.page.locator('changes-panel .file-name');
    await panel.page.locator('changes-panel .file-row').click();
    assert.deepEqual((await panel.sent('openDiff'))[0], { type: 'openDiff', taskId, path: 'src/cart.js', part });
    await panel.page.getByRole('tab', { name: 'Checks' }).click();
    await panel.page.getByRole('tab', { name: 'Changes' }).click();
    assert.deepEqual(await listed.allInnerTexts(), ['cart.js']);
    const picker = panel.page.getByRole('combobox', { name: 'Which changes' });
    assert.equal(await picker.locator('option:checked').innerText(), 'Turn 1: Edited src/cart.js');
  });

  it('has beside it what its command changed in a submodule, which is in no file of the change', async () => {
    await open();
    const submodules = [{ path: 'vendor/lib', files: 2 }];
    await panel.tell({ type: 'order', taskId, tree: '', files: [], steps: [], submodules });
    const label = 'Submodule vendor/lib: 2 files changed, not part of this change';
    await panel.page.locator('changes-panel').getByRole('button', { name: label }).click();
    assert.deepEqual((await panel.sent('openDiff')).at(-1), { type: 'openDiff', taskId, path: 'vendor/lib' });
  });

  it('is asked of an older step by the check that came after it', async () => {
    await open();
    await row('npm run lint').hover();
    await row('npm run lint').getByRole('button', { name: 'Go Back to This Step' }).click();
    assert.deepEqual(await panel.sent('goBack'), [{ type: 'goBack', taskId, seq: seqOf('check.start') }]);
  });

  it('counts what a review listed, and opens to the list', async () => {
    const listed = [{ file: 'src/cart.js', line: 2, lens: 'errors', severity: 'low', text: 'It is hidden.' }];
    const text = `\`\`\`json\n${JSON.stringify(listed)}\n\`\`\``;
    const answer = { type: 'message.end', messageId: 'm9', text, calls: [], stop: 'end' };
    const between = { root: '/shop', base: object('a'), head: object('b') };
    const purpose = TaskPurpose.parse({ kind: 'review', target: 'topic', ...between });
    const reviews = manyAgents(1, () => [answer]);
    const tasks = reviews.views.map((view) => ({ ...view, task: { ...view.task, purpose } }));
    const seen = reviews.events.get(taskId) ?? [];
    panel = await browser.open([
      ...reviews.updates,
      { type: 'tasks', tasks },
      { type: 'show', taskId },
      { type: 'snapshot', taskId, seq: seen.length, tail: seen, hasOlder: false },
    ]);
    await row('Listed 1 finding').locator('.tool-head').click();
    assert.deepEqual(JSON.parse(await panel.page.locator('.tool-body pre').innerText()), listed);
  });

  it('brings what it leads to into sight where the window is narrow', async () => {
    await open(340);
    await row('npm run build').locator('.tool-head').focus();
    await row('npm run build').getByRole('button', { name: 'Show Output' }).click();
    assert.equal(await panel.page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
    await panel.page.getByRole('combobox', { name: 'Command' }).waitFor();
    const top = await panel.page
      .locator('#side-panel')
      .evaluate((node: { getBoundingClientRect(): { top: number } }) => node.getBoundingClientRect().top);
    assert.ok(top < 900, `the panel begins at ${top}`);
  });
});
