import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Cli } from '../harness/cliProcess';
import { EditorSession } from '../harness/editorSession';
import { sampleRepository, type SampleRepository } from '../harness/sampleRepository';
import { screenshotInThemes } from '../harness/screenshots';
import type { Workbench } from '../harness/workbench/workbench';

const title = 'The test "an order of exactly 50.00 ships free" fails';
const statusBarItem = 'background-agents.background-agents.agents';

/** What npm start shows: the task was written by the command line, and the window that has the repository open takes it up. */
describe('the first task of npm start', () => {
  let session: EditorSession;
  let sample: SampleRepository;
  let workbench: Workbench;

  before(async () => {
    sample = sampleRepository();
    session = await EditorSession.start();
    const task = ['--task', sample.task, '--model', 'rehearsal/rehearsal', '--verify', 'npm test'];
    await new Cli(session.home).json('create', '--repo', sample.folder, ...task);
    workbench = await session.open(sample.folder);
  });

  after(async () => {
    await session.end();
    sample.remove();
  });

  it('is shown by a window that refuses proposed API', async () => {
    const script = workbench.page.locator('script[src$="/workbench/workbench.js"]');
    const address = new URL((await script.getAttribute('src')) ?? '', workbench.page.url()).href;
    const answer = await workbench.page.request.get(address);
    const granted = /_envEnablesProposedApiForAll=!\d/.exec(await answer.text());
    assert.deepEqual(granted?.[0], '_envEnablesProposedApiForAll=!1');
  });

  it('is taken up, and the status bar counts it', async () => {
    await workbench.notices.status(statusBarItem).waitFor({ timeout: 60_000 });
    const label = await workbench.notices.status(statusBarItem).getAttribute('aria-label');
    // What it works at follows in a line of its own.
    assert.equal(label?.split('\n')[0], 'Agents: 1 running');
  });

  it('ends verified, with its steps in the Agents Window', async () => {
    await workbench.notices.notification(`${title} is complete: npm test, 17 passed.`).waitFor({ timeout: 90_000 });
    await workbench.notices.status(statusBarItem).waitFor({ state: 'hidden' });
    await workbench.sideBar.open('Background Agents');
    await workbench.sideBar.row('Agents', title).click();
    const panel = await workbench.webviews.find('.agent-header h1', { text: title });
    assert.equal(await panel.locator('.agent-header .status').innerText(), 'Complete (verified)');
    const files = await panel.getByRole('list', { name: 'Changed files' }).getByRole('listitem').allInnerTexts();
    assert.deepEqual(
      files.map((file) => file.replaceAll(/\s+/g, ' ').trim()),
      ['CHANGELOG.md +2 −0 M', 'shipping.js src +1 −1 M', 'checkout.test.js test +5 −0 M'],
    );
    await screenshotInThemes(session.server, workbench.page, 'first-task-complete');
  });

  it('shows a changed file in the diff editor, and all of them in one', async () => {
    const panel = await workbench.webviews.find('.agent-header h1', { text: title });
    await panel.getByRole('list', { name: 'Changed files' }).getByText('shipping.js').click();
    await workbench.editors.diffSide('modified').getByText('>= FREE_SHIPPING_FROM_CENTS').waitFor();
    const before = await workbench.editors.lines(workbench.editors.diffSide('original'));
    assert.ok(before.includes('  return goodsCents > FREE_SHIPPING_FROM_CENTS ? 0 : SHIPPING_CENTS;'));
    await screenshotInThemes(session.server, workbench.page, 'first-task-diff');
    await workbench.palette.run('Background Agents: Review All Changes');
    await workbench.palette.pick(title);
    await workbench.editors.multiDiffEntries.nth(2).waitFor();
    assert.equal(await workbench.editors.multiDiffEntries.count(), 3);
    await screenshotInThemes(session.server, workbench.page, 'first-task-review');
  });

  it('leaves the checkout as it was', () => {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: sample.folder, encoding: 'utf8' });
    assert.deepEqual([git('status', '--porcelain'), git('branch', '--show-current')], ['', 'main\n']);
    assert.deepEqual(workbench.errors, []);
  });
});
