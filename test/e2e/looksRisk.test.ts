import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { Frame } from 'playwright-core';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, edit, finish, modelName } from './scripts';

const title = 'Rename getUser, and look up orders of a customer';
const usage = { input: 30_000, output: 2000 };

const users = 'export function getUser(id) {\n  return { id };\n}\n';
const page = (at: number): string =>
  `import { getUser } from './users.mjs';\nexport const page${at} = () => getUser('${at}');\n`;
const pages = [1, 2, 3].map((at) => [`src/pages/page${at}.mjs`, page(at)] as const);
const renamed = (text: string): string => text.replaceAll('getUser', 'fetchUser');
const query = "export const ordersOf = (db, id) => db.query('SELECT * FROM orders WHERE customer = ' + id);\n";

const write = (file: string, content: string) => ({ tool: 'write_file', input: { path: file, content } });
const turns = [
  {
    text: 'First the name, everywhere.',
    calls: [['src/pages/users.mjs', users] as const, ...pages].map(([file, text]) => write(file, renamed(text))),
    usage,
  },
  {
    text: 'Now the orders, and how they are found.',
    calls: [
      write('src/orders.mjs', query),
      write('docs/orders.md', 'Orders are looked up by customer.\n'),
      write('src/pages/format.mjs', 'export const list = [1, 2, 3];\n'),
      edit('src/shipping.js', 'goodsCents > FREE_SHIPPING_FROM_CENTS', 'goodsCents >= FREE_SHIPPING_FROM_CENTS'),
    ],
    usage,
  },
  ...Array.from({ length: 4 }, () => ({ text: 'Done.', calls: [finish], usage })),
];

describe('a review in the order of danger', function () {
  this.timeout(480_000);
  let desk: Desk;
  let agents: Agents;
  let panel: Frame;

  before(async () => {
    desk = await openDesk({
      script: { [title]: turns },
      settings: { 'git.openRepositoryInParentFolders': 'prompt', 'git.autoRepositoryDetection': true },
      begin: (user) => {
        for (const [file, text] of [
          ['src/pages/users.mjs', users],
          ['src/pages/format.mjs', 'export const list = [1,2,3];\n'],
          ...pages,
        ] as const)
          user.write(file, text);
        user.git('add', 'src/pages');
        user.git(
          '-c',
          'user.name=u',
          '-c',
          'user.email=u@example.org',
          'commit',
          '-q',
          '-m',
          'pages',
          '--',
          'src/pages',
        );
        for (let at = 0; at < 19; at += 1) {
          user.git('worktree', 'add', '-q', '-b', `other-${at}`, path.join(`${user.folder}-trees`, String(at)));
        }
      },
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
    await agents.delegate(title);
    await agents.says(title, '8 files', 120_000);
    panel = await agents.window(title);
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);
  const names = () => panel.locator('.side .file-name').allTextContents();

  it('lists what is dangerous first, says why, and folds what is proven to be mechanical', async () => {
    await panel.locator('.fold-row').first().waitFor();
    const folded = (await panel.locator('.fold-row').allTextContents()).map((text) => text.trim());
    assert.deepEqual(
      [await names(), folded],
      [
        ['orders.mjs', 'shipping.js', 'orders.md'],
        ['1 file only formatted', '4 files only renamed getUser to fetchUser'],
      ],
    );
    const first = panel.locator('.side .file-row').first();
    assert.match((await first.getAttribute('aria-description')) ?? '', /SQL: SELECT \* FROM/);
    await shoot('80-risk-order');
    await panel.locator('.fold-row').nth(1).click();
    await panel.locator('.side .file-name', { hasText: 'page3.mjs' }).waitFor();
    await shoot('81-folded-open');
    await panel.locator('.fold-row').nth(1).click();
    const rows = agents.workbench.page.locator('.part.sidebar').getByRole('treeitem');
    await agents.row(title).locator('.monaco-tl-twistie').click();
    await rows.filter({ hasText: 'SQL' }).first().waitFor();
    await rows.filter({ hasText: 'only renamed getUser to fetchUser' }).first().waitFor();
  });

  it('shows what a step and the last turn changed', async () => {
    const picker = panel.locator('.part-picker select');
    await picker.selectOption({ label: 'Turn 2: Wrote docs/orders.md' });
    await panel.locator('.side .file-name', { hasText: 'orders.md' }).waitFor();
    await panel.locator('.side .file-name', { hasText: 'shipping.js' }).waitFor({ state: 'detached' });
    assert.deepEqual(await names(), ['orders.md']);
    await shoot('82-step');
    await picker.selectOption({ label: 'All changes' });
    await panel.locator('.side .file-name', { hasText: 'shipping.js' }).waitFor();
  });

  it('leads from a line to the step, the words and the prompt behind it', async () => {
    const { editors, palette, page: window } = agents.workbench;
    await panel.locator('.side .file-row', { hasText: 'orders.mjs' }).click();
    const side = editors.diffSide('modified');
    await agents.reads(side, 'SELECT * FROM orders');
    await side.locator('.view-line').first().click();
    await agents.command('Why Is This Line Here?');
    await palette.rows.filter({ hasText: 'Show Step' }).waitFor();
    const said = (await palette.rows.allTextContents()).join('\n');
    assert.match(said, /Wrote src\/orders\.mjs/);
    assert.match(said, /Now the orders, and how they are found\./);
    assert.match(said, new RegExp(title));
    await shoot('83-why');
    await palette.pick('Open Checkpoint Diff');
    await editors.tab('orders.mjs in this step').waitFor();
    await agents.reads(editors.diffSide('modified'), 'SELECT * FROM orders');
    await editors.diffSide('modified').locator('.view-line').first().click();
    await window.keyboard.press('Control+F4');
  });

  it('opens the file of the worktree, and Source Control shows nothing but the person’s repository', async () => {
    const { editors, page: window, sideBar, notices } = agents.workbench;
    panel = await agents.window(title);
    await panel.locator('.side .file-row', { hasText: 'shipping.js' }).click();
    await agents.reads(editors.diffSide('modified'), '>= FREE_SHIPPING_FROM_CENTS');
    await editors.diffSide('modified').locator('.view-line').first().click();
    await agents.command('Open Live File');
    await editors.tab('shipping.js (live').waitFor();
    await agents.reads(editors.diffSide('modified'), '>= FREE_SHIPPING_FROM_CENTS');
    await shoot('84-live-file');
    await sideBar.open('Source Control');
    await window.locator('.part.sidebar .scm-view').first().waitFor();
    await shoot('85-source-control');
    const providers = await window.locator('.part.sidebar .scm-provider').allTextContents();
    const asked = await notices.notification('parent folders').count();
    assert.deepEqual([providers.length <= 1, asked], [true, 0], providers.join(' | '));
  });
});
