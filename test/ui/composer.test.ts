import * as assert from 'node:assert/strict';
import { withAttachments } from '../../src/core/composer/withAttachments';
import type { AgentsWindowUpdate, Mention, ModelRef, TaskId, TaskView } from '../../src/protocol';
import { smallImages } from '../fakes/smallImages';
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

  it('completes the name of a file, gives the file along and takes it away again by keyboard', async () => {
    const box = panel.page.locator('.composer textarea');
    await box.pressSequentially('Fix @us');
    const asked = { type: 'complete', of: one.task.id };
    await panel.page.waitForFunction("window.sent.some(({ query }) => query === 'us')");
    assert.deepEqual(
      await panel.sent('complete'),
      ['', 'u', 'us'].map((query) => ({ ...asked, query })),
    );
    const found: Mention[] = [
      { kind: 'file', path: 'src/users.ts' },
      { kind: 'symbol', name: 'useAll', path: 'src/all.ts', lines: [3, 9] },
      { kind: 'folder', path: 'src/users' },
    ];
    await panel.tell({ type: 'completed', of: one.task.id, query: 'us', found });
    const options = panel.page.getByRole('option');
    await options.first().waitFor();
    assert.deepEqual(
      (await options.allInnerTexts()).map((text) => text.split('\n')),
      [
        ['users.ts', 'src/users.ts'],
        ['useAll', 'src/all.ts'],
        ['users', 'src/users'],
      ],
    );
    await box.press('Enter');
    await box.pressSequentially('and @u');
    await panel.tell({ type: 'completed', of: one.task.id, query: 'u', found });
    await options.first().waitFor();
    await box.press('ArrowDown');
    await box.press('Tab');
    assert.equal(await box.inputValue(), 'Fix src/users.ts and useAll ');
    const chips = panel.page.locator('.composer .chip');
    assert.deepEqual(await chips.allInnerTexts(), ['src/users.ts', 'useAll in src/all.ts, lines 3 to 9']);
    await panel.page.getByRole('button', { name: 'Remove useAll' }).focus();
    await panel.page.keyboard.press('Delete');
    await box.press('Control+Enter');
    assert.deepEqual(await panel.sent('message'), [
      {
        ...{ type: 'message', taskId: one.task.id, text: 'Fix src/users.ts and useAll', when: 'next' },
        given: [{ kind: 'mention', mention: found[0] }],
      },
    ]);
    assert.deepEqual([await chips.count(), await box.inputValue()], [0, '']);
    assert.deepEqual(await panel.violations(), []);
  });

  it('shows what the host attaches, in the box in sight, and what was given along with a message', async () => {
    const attachment = { label: 'a.ts, lines 1 to 2', text: 'one\ntwo' };
    await panel.tell({ type: 'given', parts: [{ kind: 'text', attachment }] });
    await panel.page.locator('.composer .chip').waitFor();
    await panel.page.getByRole('tab', { name: 'Task 02' }).click();
    await panel.page.locator('h1', { hasText: 'Task 02' }).waitFor();
    assert.equal(await panel.page.locator('.composer .chip').count(), 0);
    await panel.page.getByRole('tab', { name: 'Task 01' }).click();
    await panel.page.locator('h1', { hasText: 'Task 01' }).waitFor();
    const said = {
      v: 1,
      seq: 1,
      taskId: one.task.id,
      at: '2026-11-23T10:00:00.000Z',
      type: 'user.message',
      text: withAttachments('Do it.\n```js\nit();\n```', [attachment]),
      source: 'user',
    } as const;
    await panel.tell({ type: 'snapshot', taskId: one.task.id, seq: 1, tail: [said], hasOlder: false });
    const row = panel.page.locator('.row.user');
    await row.waitFor();
    assert.deepEqual(
      [await row.locator('.said').innerText(), await row.locator('.chip').innerText()],
      [...['Do it.', 'a.ts, lines 1 to 2']],
    );
    assert.equal(await row.locator('.said-code').innerText(), 'it();');
    await row.locator('summary').press('Enter');
    assert.equal(await row.locator('.attached pre').innerText(), 'one\ntwo');
  });

  it('takes files that are dropped: those of the editor by their addresses, others as text', async () => {
    await panel.page.evaluate(`(() => {
      const drop = (fill) => {
        const data = new DataTransfer();
        fill(data);
        document.querySelector('.composer').dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
      };
      drop((data) => data.setData('text/uri-list', 'file:///repo/a.ts\\r\\nhttps://example.com/x'));
      drop((data) => data.items.add(new File(['hello'], 'note.txt')));
      drop((data) => data.items.add(new File([new Uint8Array([0, 1, 2])], 'a.bin')));
    })()`);
    await panel.page.locator('.composer .chip').waitFor();
    assert.deepEqual(await panel.sent('dropped'), [{ type: 'dropped', of: one.task.id, uris: ['file:///repo/a.ts'] }]);
    assert.deepEqual(await panel.page.locator('.composer .chip').allInnerTexts(), ['note.txt']);
  });

  it('hands over images that are pasted or chosen, and says where the model takes none', async () => {
    const bytes = smallImages.png.toString('base64');
    await panel.page.evaluate(`(() => {
      const data = new DataTransfer();
      const held = Uint8Array.from(atob(${JSON.stringify(bytes)}), (one) => one.charCodeAt(0));
      data.items.add(new File([held], 'image.png', { type: 'image/png' }));
      data.items.add(new File([new Uint8Array(3_500_001)], 'large.png', { type: 'image/png' }));
      document.querySelector('.composer').dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, cancelable: true }));
    })()`);
    await panel.page.waitForFunction("window.sent.some(({ type }) => type === 'images')");
    assert.deepEqual(await panel.sent('images'), [
      {
        ...{ type: 'images', of: one.task.id },
        images: [
          { name: 'image.png', size: 124, data: bytes },
          { name: 'large.png', size: 3_500_001, data: null },
        ],
      },
    ]);
    await panel.page.getByRole('button', { name: 'Attach Images…' }).click();
    assert.deepEqual(await panel.sent('pickImages'), [{ type: 'pickImages', of: one.task.id }]);
    const image = { digest: '0'.repeat(64) as never, mediaType: 'image/png', bytes: 124, width: 7, height: 5 } as const;
    const attachment = { label: 'image.png', text: 'PNG image, 7 × 5 pixels, 124 bytes', image };
    await panel.tell({ type: 'given', of: one.task.id, parts: [{ kind: 'text', attachment }] });
    await panel.page.locator('.composer .chip').waitFor();
    const note = panel.page.locator('.blind-note');
    const withModel = (model: ModelRef): Promise<void> =>
      panel.tell({ type: 'task', task: { ...one, task: { ...one.task, engine: { kind: 'model', model } } } });
    await withModel({ provider: 'openai', name: 'gpt-5' });
    await note.waitFor({ state: 'detached' });
    await withModel({ provider: 'deepseek', name: 'deepseek-chat' });
    await note.waitFor();
    assert.match(await note.innerText(), /This model takes no images/);
    assert.deepEqual(await panel.violations(), []);
  });
});

describe('the box for a new task', () => {
  const browser = panelBrowser();
  let panel: PanelPage;
  const kept = { text: 'half a task', given: [], options: { budget: { usd: 2 } } };

  beforeEach(async () => {
    panel = await browser.open([
      ...told.slice(0, 2),
      { type: 'usualModel', label: 'claude' },
      { type: 'drafts', drafts: { new: kept } },
    ]);
    await panel.page.locator('.composer textarea').waitFor();
  });

  it('has what was written before, and starts it with Enter', async () => {
    const box = panel.page.locator('.composer textarea');
    assert.equal(await box.inputValue(), 'half a task');
    assert.deepEqual(await panel.page.locator('.composer .chip').allInnerTexts(), ['At most $2.00']);
    assert.deepEqual(await panel.page.locator('.picker').allInnerTexts(), [
      ...['', 'claude', 'In a Worktree', 'From Your Checkout'],
    ]);
    await box.press('Shift+Enter');
    await box.pressSequentially('and more');
    await box.press('Enter');
    const draft = { text: 'half a task\nand more', given: [], options: { budget: { usd: 2 } } };
    assert.deepEqual(await panel.sent('startTask'), [{ type: 'startTask', draft, isShown: false }]);
    assert.deepEqual([await box.inputValue(), await panel.page.locator('.composer .chip').count()], ['', 0]);
    assert.deepEqual((await panel.sent('keepDraft')).at(-1), {
      ...{ type: 'keepDraft', of: null, draft: { text: '', given: [], options: {} } },
    });
  });

  it('has commands and pickers of its own, and other ways to start', async () => {
    const box = panel.page.locator('.composer textarea');
    await box.fill('/');
    const options = panel.page.getByRole('option');
    await options.first().waitFor();
    assert.deepEqual(await options.locator('span:first-child').allInnerTexts(), [
      ...['/apply-worktree', '/ask', '/best-of-n', '/budget', '/plan', '/refactor', '/review', '/sprint'],
      ...['/verify', '/worktree'],
    ]);
    await box.fill('/verify npm test');
    await box.press('Enter');
    await panel.page.getByText('Check: npm test').waitFor();
    await panel.page.getByRole('button', { name: 'Who does the work: claude' }).click();
    await panel.tell({ type: 'picked', options: { model: { provider: 'openai', name: 'gpt' } } });
    await panel.page.getByRole('button', { name: 'Who does the work: gpt' }).waitFor();
    const chosen = { budget: { usd: 2 }, verify: 'npm test', model: { provider: 'openai', name: 'gpt' } };
    await box.fill('One');
    await box.press('Alt+Enter');
    await box.fill('Two');
    await box.press('Control+Enter');
    assert.deepEqual(await panel.sent('startTask'), [
      { type: 'startTask', draft: { text: 'One', given: [], options: { ...chosen, mode: 'plan' } }, isShown: false },
      { type: 'startTask', draft: { text: 'Two', given: [], options: { model: chosen.model } }, isShown: true },
    ]);
    assert.deepEqual(await panel.sent('pick'), [{ type: 'pick', what: 'model' }]);
  });

  it('says what is missing in what is written, and adds each with one click', async () => {
    const box = panel.page.locator('.composer textarea');
    const hint = panel.page.locator('.task-hints');
    const after = async (text: string, offer: string): Promise<unknown[]> => {
      await box.fill(text);
      await hint.getByRole('button', { name: offer }).click();
      // The place to write in is selected with the next frame.
      await panel.page.evaluate('new Promise(requestAnimationFrame)');
      const selected = await panel.page.evaluate('getSelection().toString()');
      return [await box.inputValue(), selected, await panel.page.locator('.composer .chip').allInnerTexts()];
    };
    const budget = 'At most $2.00';
    const done = 'Done when: ….';
    for (const [text, offer] of [
      ['Implement undo in the drawing component', 'Add Acceptance Criteria'],
      ['Enhance the tokens of src/parser/tokenizer.ts', 'Add Acceptance Criteria'],
      ['Make the charts page more beautiful', 'Add Acceptance Criteria'],
    ] as const) {
      assert.deepEqual(await after(text, offer), [`${text}\n\n${done}`, '…', [budget]]);
    }
    const cached = 'Answers must come from a cache for 5 minutes';
    assert.deepEqual(await after(cached, 'Add a Scope'), [`${cached}\n\nChange only ….`, '…', [budget]]);
    for (const text of [
      'Replace console.log with logger.info in all 120 files under src',
      '1. Rename getUser to fetchUser in src/api\n2. Remove the unused flag `beta` from src/flags.ts',
    ]) {
      assert.deepEqual(await after(text, 'Split into Agents'), [`/sprint ${text}`, '', [budget]]);
    }
    const machine = 'Implement the order state machine in src/orders; each illegal transition must throw';
    assert.deepEqual(await after(machine, 'Plan First'), [machine, '', ['Plan first', budget]]);
    assert.equal(await hint.count(), 0);
    const question = 'Why is the build slow?';
    assert.deepEqual(await after(question, 'Ask Only'), [question, '', ['Only asks', budget]]);
    assert.equal(await hint.count(), 0);
    assert.deepEqual(await panel.sent('startTask'), []);
    assert.deepEqual(await panel.violations(), []);
  });

  it('works in the checkout itself for one task where that is chosen, and starts from nothing else then', async () => {
    const { page } = panel;
    const picker = (name: string) => page.getByRole('button', { name });
    const base = { base: { kind: 'ref', name: 'main' }, shown: 'main' } as const;
    await panel.tell({ type: 'picked', options: { base }, without: ['place'] });
    await picker('What the task starts from: From main').waitFor();
    await panel.tell({ type: 'picked', options: {}, without: ['base'] });
    await picker('What the task starts from: From Your Checkout').waitFor();
    await picker('Where the agent works: In a Worktree').click();
    assert.deepEqual(await panel.sent('pick'), [{ type: 'pick', what: 'place' }]);
    await panel.tell({ type: 'picked', options: { base } });
    await panel.tell({ type: 'picked', options: { place: 'here' }, without: ['base'] });
    await picker('Where the agent works: In Your Checkout').waitFor();
    assert.equal(await picker('What the task starts from').count(), 0);
    await page.locator('.composer textarea').fill('Right here');
    await page.locator('.composer textarea').press('Enter');
    const draft = { text: 'Right here', given: [], options: { budget: { usd: 2 }, place: 'here' } };
    assert.deepEqual(await panel.sent('startTask'), [{ type: 'startTask', draft, isShown: false }]);
    await picker('Where the agent works: In a Worktree').waitFor();
  });

  it('has back what could not be started, unless something else was written meanwhile', async () => {
    const box = panel.page.locator('.composer textarea');
    await box.press('Enter');
    await panel.tell({ type: 'drafts', drafts: { new: kept } });
    await panel.page.getByText('At most $2.00').waitFor();
    assert.equal(await box.inputValue(), 'half a task');
    await box.fill('another');
    await panel.tell({ type: 'drafts', drafts: { new: kept } });
    await panel.tell({ type: 'usualModel', label: 'told later' });
    await panel.page.getByText('told later').waitFor();
    assert.equal(await box.inputValue(), 'another');
  });
});
