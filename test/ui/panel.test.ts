import * as assert from 'node:assert/strict';
import { initialApp } from '../../src/core/run/appReducer';
import { viewWithEvent } from '../../src/core/views/taskView';
import { EventBody } from '../../src/protocol';
import type { AgentsWindowUpdate, RunnerEvent, TaskId, TaskView } from '../../src/protocol';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';
import { task, workspace } from '../unit/core/views';
import { initialRun } from '../../src/core/run/runReducer';

const taskId = task.id;
const other = '01JD0000000000000000000002' as TaskId;

function events(bodies: readonly unknown[]): RunnerEvent[] {
  return bodies.map((body, index) => ({
    v: 1,
    seq: index + 1,
    taskId,
    at: '2026-11-23T10:00:00.000Z',
    ...EventBody.parse(body),
  }));
}

/** The task after these events, in a window that shows it beside another one. */
function shown(bodies: readonly unknown[], title = task.title): AgentsWindowUpdate[] {
  const list = events(bodies);
  const app = { ...initialApp, stage: { kind: 'prepared' as const }, workspace };
  const empty: TaskView = { task: { ...task, title }, app, run: initialRun, state: { kind: 'queued' } };
  const view = list.reduce((before, event) => viewWithEvent(before, event, true), empty);
  const second = { ...empty, task: { ...task, id: other, title: 'Another task' } };
  return [
    { type: 'init', strings: {}, statusColors: 'brief', hasModel: true },
    { type: 'tasks', tasks: [view, second] },
    { type: 'show', taskId },
    { type: 'snapshot', taskId, seq: list.length, tail: list, hasOlder: false },
  ];
}

const approval = (command: string) => ({
  type: 'approval.request',
  request: {
    kind: 'approval',
    requestId: 'r1',
    callId: 'c9',
    digest: 'd',
    effect: 'command',
    command,
    facts: ['A fact.'],
  },
});

/** What the page asked beside what it keeps of words that are not sent. */
async function asked(panel: PanelPage): Promise<{ type: string }[]> {
  return (await panel.sent()).filter(({ type }) => type !== 'keepDraft');
}

describe('the page of the Agents Window', () => {
  const browser = panelBrowser();
  let panel: PanelPage;

  it('W01, X02: shows what a model, a repository or a command wrote as text, with links to https at most', async () => {
    const nasty = [
      '<img src=x onerror="window.__pwned=1">',
      '</script><script>window.__pwned=1</script>',
      '${window.__pwned=1}',
      '[a](javascript:window.__pwned=1) [b](command:workbench.action.quit) [c](vscode://x) [d](http://plain.test)',
      '![i](https://evil.test/i.png) <svg onload="window.__pwned=1">',
      '[fine](https://fine.test)',
    ].join('\n\n');
    const bodies = [
      { type: 'ready', sandbox: { kind: 'none', reason: nasty, fix: nasty }, resumed: false, fence: 1 },
      { type: 'user.message', text: nasty, source: 'prompt' },
      {
        type: 'rules.applied',
        turn: 1,
        rules: [{ path: nasty, why: { kind: 'glob', glob: nasty, line: 2, file: nasty }, tokens: 3 }],
        problems: [{ path: nasty, line: 1, message: nasty, isBroken: true }],
        text: nasty,
      },
      { type: 'map.drawn', text: nasty, shown: 1, read: 2, total: 3 },
      { type: 'message.end', messageId: 'm1', text: nasty, calls: [], stop: 'tools' },
      { type: 'tool.intent', callId: 'c1', tool: nasty.slice(0, 60), input: nasty, effect: 'execute' },
      { type: 'tool.result', callId: 'c1', tool: 'x', outcome: 'error', text: nasty },
      { type: 'files.changed', files: [{ path: `src/${nasty}`, status: 'added', added: 1, removed: 0 }] },
      { type: 'retry', attempt: 1, delayMs: 1, error: { domain: 'x', reason: 'x', message: nasty, audience: 'user' } },
      {
        type: 'question',
        request: { kind: 'question', requestId: 'r1', callId: 'c9', question: nasty, options: [nasty] },
      },
    ];
    panel = await browser.open(shown(bodies, nasty.slice(0, 110)));
    await panel.page.locator('.row.agent').waitFor();
    for (const head of await panel.page.locator('.tool-head').all()) await head.click();
    await panel.tell({ type: 'delta', taskId, messageId: 'm2', text: nasty });
    await panel.page.locator('.row.draft').waitFor();
    const found: unknown = await panel.page.evaluate(`({
      pwned: '__pwned' in window,
      elements: document.querySelectorAll('.log img, .log svg, .log script, .request img, .headline img').length,
      links: [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')),
    })`);
    assert.deepEqual(found, { pwned: false, elements: 0, links: ['https://evil.test/i.png', 'https://fine.test'] });
    assert.deepEqual([panel.foreign, await panel.violations()], [[], []]);
  });

  it('C09: shows all of a command that is asked for, also what would hide', async () => {
    panel = await browser.open(shown([approval(`npm test \u202e${' '.repeat(4000)}| sh\u001b[2K`)]));
    const command = panel.page.locator('.request .command');
    await command.waitFor();
    assert.equal(await command.innerText(), 'npm test \\u{202e}⟨4000 × space⟩| sh\\u{1b}[2K');
    assert.match(await panel.page.locator('.request-facts').innerText(), /4018 characters/);
  });

  it('W03: denies unless a person allows: Deny has the focus and Enter is deaf at first', async () => {
    panel = await browser.open(shown([approval('npm test')]), { isPaused: true });
    const { page } = panel;
    await page.locator('.request').waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Deny');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    assert.deepEqual(await panel.sent('answer'), []);
    await page.clock.runFor(600);
    await page.keyboard.press('Enter');
    assert.deepEqual(await panel.sent('answer'), [
      { type: 'answer', taskId, requestId: 'r1', decision: { kind: 'deny' } },
    ]);
  });

  it('does not take the focus from a person who writes', async () => {
    const before = shown([]);
    panel = await browser.open(before);
    const box = panel.page.getByRole('textbox', { name: 'Message to the agent' });
    await box.fill('Please');
    for (const update of shown([approval('npm test')])) await panel.tell(update);
    await panel.page.locator('.request').waitFor();
    const answer = panel.page.getByRole('textbox', { name: 'Deny, and say what to do instead' });
    assert.equal(await panel.page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
    assert.equal(await answer.inputValue(), 'Please');
  });

  it('sends what is written with Ctrl+Enter, as the answer where one is asked for', async () => {
    const question = {
      kind: 'question',
      requestId: 'r2',
      callId: 'c9',
      question: 'Du or Sie?',
      options: ['Du', 'Sie'],
    };
    panel = await browser.open(shown([{ type: 'question', request: question }]));
    const box = panel.page.getByRole('textbox', { name: 'Answer' });
    await box.fill('Neither.');
    await box.press('Enter');
    await box.press('Control+Enter');
    assert.deepEqual((await asked(panel)).at(-1), {
      type: 'answer',
      taskId,
      requestId: 'r2',
      decision: { kind: 'reply', text: 'Neither.' },
    });
    assert.equal(await box.inputValue(), '');
  });

  it('queues a message to an agent that works, interrupts it with one, and takes a queued one back', async () => {
    panel = await browser.open(shown([{ type: 'message.queued', text: 'Then the docs.' }]));
    const { page } = panel;
    const box = page.getByRole('textbox', { name: 'Message to the agent' });
    await box.fill('Then b.');
    await box.press('Alt+Enter');
    await box.fill('Not so.');
    await box.press('Control+Shift+Enter');
    await box.fill('Mind the docs.');
    await page.getByRole('button', { name: 'When to Send' }).click();
    await page.getByRole('menuitem', { name: 'Send at the Next Step' }).click();
    await box.fill('/btw Why two files?');
    await box.press('Control+Enter');
    await page.getByRole('list', { name: 'Queued messages' }).getByRole('button', { name: 'Withdraw' }).click();
    assert.deepEqual((await asked(panel)).slice(-5), [
      { type: 'message', taskId, text: 'Then b.', when: 'queue' },
      { type: 'message', taskId, text: 'Not so.', when: 'now' },
      { type: 'message', taskId, text: 'Mind the docs.', when: 'next' },
      { type: 'message', taskId, text: '/btw Why two files?', when: 'next' },
      { type: 'tell', taskId, said: { type: 'withdraw', queuedSeq: 1 } },
    ]);
  });

  it('moves queued messages with the keyboard and by dragging, and changes their words', async () => {
    const bodies = ['First.', 'Second.', 'Third.'].map((text) => ({ type: 'message.queued', text }));
    panel = await browser.open(shown(bodies));
    const { page } = panel;
    const items = page.getByRole('list', { name: 'Queued messages' }).getByRole('listitem');
    await items.nth(1).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowDown');
    for (const update of shown([...bodies, { type: 'message.moved', queuedSeq: 2, beforeSeq: null }])) {
      await panel.tell(update);
    }
    await page.locator('.queued li:nth-child(3):has-text("Second.")').waitFor();
    assert.equal(await page.evaluate('document.activeElement.innerText.trim()'), 'Second.');
    await page.keyboard.press('Alt+ArrowDown');
    await items.nth(2).dragTo(items.nth(0));
    await items.nth(0).getByRole('button', { name: 'Edit' }).click();
    const words = page.getByRole('textbox', { name: 'Queued message' });
    assert.deepEqual(
      [await words.inputValue(), await page.evaluate('document.activeElement.tagName')],
      ['First.', 'TEXTAREA'],
    );
    await words.fill('First of all.');
    await words.press('Enter');
    assert.deepEqual(await panel.sent('tell'), [
      { type: 'tell', taskId, said: { type: 'move', queuedSeq: 2, beforeSeq: 1 } },
      { type: 'tell', taskId, said: { type: 'move', queuedSeq: 2, beforeSeq: null } },
      { type: 'tell', taskId, said: { type: 'move', queuedSeq: 2, beforeSeq: 1 } },
      { type: 'tell', taskId, said: { type: 'reword', queuedSeq: 1, text: 'First of all.' } },
    ]);
  });

  it('never takes the words of a queued message to another agent', async () => {
    panel = await browser.open(shown([{ type: 'message.queued', text: 'First.' }]));
    const { page } = panel;
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('tab', { name: 'Another task' }).click();
    await page.locator('h1', { hasText: 'Another task' }).waitFor();
    assert.equal(await page.locator('.queued-words').count(), 0);
  });

  it('keeps the words that are being changed when their message is sent meanwhile', async () => {
    const queued = { type: 'message.queued', text: 'First.' };
    panel = await browser.open(shown([queued]));
    const { page } = panel;
    await page.getByRole('button', { name: 'Edit' }).click();
    const words = page.getByRole('textbox', { name: 'Queued message' });
    await words.fill('First, but well.');
    for (const update of shown([queued, { type: 'user.message', text: 'First.', source: 'user', queuedSeq: 1 }])) {
      await panel.tell(update);
    }
    await page.locator('transcript-log').getByText('First.', { exact: true }).waitFor();
    assert.equal(await words.inputValue(), 'First, but well.');
    await words.press('Enter');
    assert.deepEqual((await asked(panel)).at(-1), {
      type: 'message',
      taskId,
      text: 'First, but well.',
      when: 'queue',
    });
  });

  it('asks a model that works on the side, and shows what it said', async () => {
    const bodies = [
      { type: 'aside.asked', text: 'Why two files?' },
      { type: 'aside.answered', askedSeq: 1, text: 'For the **tests**.' },
    ];
    const updates = shown(bodies);
    panel = await browser.open(updates);
    const { page } = panel;
    for (const update of updates) {
      if (update.type === 'tasks') {
        const engine = { kind: 'model', model: { provider: 'anthropic', name: 'claude-test' } } as const;
        const [view] = update.tasks.map((one) => ({ ...one, task: { ...one.task, engine } }));
        await panel.tell({ type: 'tasks', tasks: view === undefined ? [] : [view] });
      }
    }
    const answer = page.locator('.row.aside');
    assert.match(await answer.innerText(), /On the side: Why two files\?\s+For the tests\./);
    await page.getByTitle('claude-test', { exact: true }).waitFor();
    const box = page.getByRole('textbox', { name: 'Message to the agent' });
    await box.fill('/btw And why\nthree?');
    await box.press('Control+Enter');
    assert.deepEqual((await asked(panel)).at(-1), {
      type: 'tell',
      taskId,
      said: { type: 'aside', text: 'And why\nthree?' },
    });
  });

  it('counts what came of the ignored files, without what came of none', async () => {
    const carried = [{ path: '.env', how: 'mounted' as const, bytes: 12 }];
    const tasks = shown([]).flatMap((update) => (update.type === 'tasks' ? update.tasks.slice(0, 1) : []));
    const holding = (held: typeof workspace): AgentsWindowUpdate => ({
      type: 'tasks',
      tasks: tasks.map((view) => ({ ...view, app: { ...view.app, workspace: { ...held, carried } } })),
    });
    panel = await browser.open([...shown([]), holding(workspace)]);
    const summary = panel.page.locator('.carried summary');
    assert.equal(await summary.innerText(), 'Ignored by git: 1 read in your checkout');
    await panel.tell(holding({ ...workspace, sparse: ['src'] }));
    await summary.getByText('Ignored by git or not checked out: 1 read in your checkout').waitFor();
  });

  it('lets a person edit a plan and approve it, or comment on it', async () => {
    const request = { kind: 'plan', requestId: 'r3', callId: 'c9', text: '1. Write a.' };
    panel = await browser.open(shown([{ type: 'question', request }]));
    const { page } = panel;
    const box = page.getByRole('textbox', { name: 'The plan', exact: true });
    assert.equal(await box.inputValue(), '1. Write a.');
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await box.fill('1. Write a well.');
    await page.getByRole('button', { name: 'Approve as Edited' }).click();
    const comments = page.getByRole('textbox', { name: 'Comment on the plan' });
    await comments.fill('And b?');
    await comments.press('Control+Enter');
    assert.deepEqual((await panel.sent('answer')).slice(-2), [
      { type: 'answer', taskId, requestId: 'r3', decision: { kind: 'approve', text: '1. Write a well.' } },
      { type: 'answer', taskId, requestId: 'r3', decision: { kind: 'reply', text: 'And b?' } },
    ]);
  });

  it('moves along its tabs with the arrow keys', async () => {
    panel = await browser.open(shown([]));
    await panel.page.getByRole('tab', { name: 'Overview' }).click();
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('ArrowRight');
    const selected = panel.page.locator('.tabs [role=tab][aria-selected=true]');
    assert.equal((await selected.innerText()).trim(), 'Another task');
    assert.equal(await panel.page.evaluate('document.activeElement.id'), `tab-${other}`);
    assert.deepEqual((await panel.sent('open')).at(-1), { type: 'open', taskId: other });
  });

  it('asks again when events are missing', async () => {
    panel = await browser.open(shown([{ type: 'user.message', text: 'Hello', source: 'prompt' }]));
    await panel.page.locator('.row.user').waitFor();
    const [late] = events([{ type: 'user.message', text: 'Later', source: 'user' }]);
    assert.ok(late !== undefined);
    const before = (await panel.sent('open')).length;
    await panel.tell({ type: 'events', taskId, fromSeq: 5, events: [{ ...late, seq: 6 }] });
    await panel.page.waitForFunction(`window.sent.filter(({ type }) => type === 'open').length > ${before}`);
    assert.equal((await panel.sent('open')).length, before + 1);
  });

  it('stays within its width from 320 px on, with long names and many files', async () => {
    const files = Array.from({ length: 400 }, (_, index) => ({
      path: `${'very-long-folder-name/'.repeat(9)}file-with-a-long-name-${index}.ts`,
      status: 'modified',
      added: 12345,
      removed: 12345,
    }));
    const title = 'A title of eighty characters, which is as long as a title ever gets, says design.';
    panel = await browser.open(shown([{ type: 'files.changed', files }], title), {
      width: 320,
    });
    await panel.page.locator('.file-row').nth(399).waitFor();
    for (const width of [320, 480, 720, 1600]) {
      await panel.page.setViewportSize({ width, height: 700 });
      const wider = await panel.page.evaluate('document.documentElement.scrollWidth > innerWidth');
      assert.deepEqual([width, wider], [width, false]);
    }
    assert.equal(await panel.page.locator('.file-row').count(), 400);
  });

  it('says in rows that open which rules apply and why, and what the map leaves out', async () => {
    const rule = (path: string, why: object) => ({ path, why, tokens: 40 });
    const glob = { kind: 'glob', glob: '**/*.{ts,tsx}', line: 3, file: 'src/cart.ts' };
    panel = await browser.open(
      shown([
        { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: false, fence: 1 },
        { type: 'user.message', text: 'Round the totals.', source: 'prompt' },
        {
          ...{ type: 'rules.loaded', rules: [] },
          leftOut: [{ path: 'CLAUDE.md', sameAs: 'AGENTS.md', tokens: 40 }],
          problems: [{ path: '.cursor/rules/a.mdc', line: 2, message: 'No closing line.', isBroken: true }],
        },
        { type: 'rules.applied', turn: 1, rules: [rule('AGENTS.md', { kind: 'always' })], problems: [], text: '' },
        { type: 'map.drawn', text: 'src/cart.ts: addLine', shown: 1, read: 80, total: 91 },
        { type: 'rules.applied', turn: 2, rules: [rule('.cursor/rules/ts.mdc', glob)], problems: [], text: 'x' },
      ]),
    );
    const heads = panel.page.locator('.tool-head');
    await heads.nth(2).waitFor();
    for (const head of await heads.all()) await head.click();
    assert.deepEqual(
      (await panel.page.locator('.row.tool').allInnerTexts()).map((text) =>
        text.split(/\n+/).map((line) => line.trim()),
      ),
      [
        [
          '1 rule applies',
          'about 40 tokens',
          'AGENTS.md: always, about 40 tokens',
          'CLAUDE.md: left out, it says the same as AGENTS.md',
          '.cursor/rules/a.mdc:2: does not apply. No closing line.',
        ],
        ['Map of the repository: 1 of 91 source files shown, 80 read for it', 'src/cart.ts: addLine'],
        [
          '1 rule applies',
          'about 40 tokens',
          '.cursor/rules/ts.mdc: src/cart.ts matches **/*.{ts,tsx} (line 3), about 40 tokens',
        ],
      ],
    );
  });
});
