import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { ModelServer } from '../fakes/modelServer';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { EditorSession } from '../harness/editorSession';
import { apiKey, modelName, probe } from '../e2e/scripts';
import { sampleRepository } from '../harness/sampleRepository';
import { screenshotState } from '../harness/screenshots';
import type { Workbench } from '../harness/workbench/workbench';

const container = 'Background Agents';

/** Where the sample suggests tasks. */
const sampleStarters = ['src/vouchers.js', 'src/cart.js:10'];

describe('the Agents view when there is nothing to show', () => {
  let session: EditorSession;
  let folder: string;

  before(async () => {
    folder = await temporaryFolder();
    session = await EditorSession.start();
  });

  after(async () => {
    await session.end();
    await removeFolder(folder);
  });

  /** Waits until the view says `text`, in its welcome. */
  async function welcome(workbench: Workbench, text: string): Promise<void> {
    await workbench.sideBar.open(container);
    await workbench.page.locator('.welcome-view-content', { hasText: text }).waitFor();
  }

  it('asks for a folder, or for the address of a repository', async () => {
    const workbench = await session.open();
    const { palette, page } = workbench;
    await welcome(workbench, 'Agents work on a git repository. Open a folder to begin.');
    await page.getByRole('button', { name: 'Repository by Its Address' }).click();
    await palette.widget.filter({ hasText: 'Repository of the Task' }).waitFor();
    await palette.close();
    await palette.run(`${container}: New Task`);
    await palette.rows.filter({ hasText: 'Open Folder…' }).waitFor();
    await screenshotState(session.server, page, 'empty-place');
    await palette.pick('A Repository by Its Address…');
    await palette.input.fill('http://example.org/app.git');
    await palette.message.filter({ hasText: 'Write an https or ssh address of a repository.' }).waitFor();
    await screenshotState(session.server, page, 'empty-address');
    await palette.close();
    await workbench.close();
  });

  it('offers to make a folder a repository', async () => {
    const workbench = await session.open(folder);
    await welcome(workbench, 'This folder is not a git repository.');
    await screenshotState(session.server, workbench.page, 'empty-no-repository');
    await workbench.palette.run(`${container}: New Task`);
    await workbench.notices.notification('is not a git repository.').waitFor();
    await workbench.palette.widget.waitFor({ state: 'hidden' });
    await workbench.page.keyboard.press('Control+k');
    await workbench.page.keyboard.press('Control+a');
    const panel = await workbench.webviews.find('#page', { text: 'This folder is not a git repository.' });
    const leads = panel.locator('.buttons button');
    await leads.first().waitFor();
    assert.deepEqual(await leads.allInnerTexts(), [
      'Initialize Git Repository',
      'Open Folder…',
      'Repository by Its Address…',
    ]);
    assert.equal(await panel.locator('chat-composer').count(), 0);
    await screenshotState(session.server, workbench.page, 'empty-no-repository-window');
    await leads.getByText('Initialize Git Repository').click();
    await workbench.palette.pick(folder);
    await panel.locator('chat-composer').waitFor();
    await welcome(workbench, 'Connect a model first, or let a command do the work.');
    const top = execFileSync('git', ['rev-parse', '--show-toplevel'], { cwd: folder, encoding: 'utf8' });
    assert.equal(top.trim(), folder);
    await workbench.close();
  });

  it('offers a model and a task, also in the Agents Window', async () => {
    const sample = sampleRepository();
    try {
      const workbench = await session.open(sample.folder);
      await welcome(workbench, 'Connect a model first, or let a command do the work.');
      await workbench.page.keyboard.press('Control+k');
      await workbench.page.keyboard.press('Control+a');
      const panel = await workbench.webviews.find('#page', { text: 'Describe a task' });
      assert.deepEqual(await panel.locator('.buttons button').allInnerTexts(), ['New Task', 'Connect a Model']);
      await panel.locator('.starter').first().waitFor();
      assert.deepEqual(await panel.locator('.starter-place').allInnerTexts(), sampleStarters);
      await screenshotState(session.server, workbench.page, 'empty-no-model');
      assert.deepEqual(workbench.errors, []);
      await workbench.close();
    } finally {
      sample.remove();
    }
  });

  it('says what is wrong where no model can be chosen, and asks only for that again', async () => {
    const server = await ModelServer.start(probe, { apiKey, models: [modelName] });
    const workbench = await session.open(folder);
    const { palette, notices } = workbench;
    const answer = async (title: string, text: string): Promise<void> => {
      await palette.widget.filter({ hasText: title }).locator('.quick-input-box input').waitFor();
      await palette.accept(text);
    };
    try {
      await palette.run(`${container}: Connect a Model`);
      await palette.rows.first().waitFor();
      await palette.pick('Copilot and other models');
      await notices.notification('Not connected. VS Code has no model that you are signed in to.').waitFor();
      await screenshotState(session.server, workbench.page, 'connect-nobody');
      await palette.run('Notifications: Clear All Notifications');
      await palette.run(`${container}: Connect a Model`);
      await palette.widget.locator('input[placeholder="Provider of the model"]').waitFor();
      await palette.input.fill('Another Address');
      await palette.pick('Another Address');
      await answer('Connect a Model: Address', server.baseUrl);
      await answer('Connect a Model: Key', 'not the key');
      await notices.notificationAction('refused the key', 'Try Again');
      await answer('Connect a Model: Key', apiKey);
      await palette.rows.filter({ hasText: modelName }).first().click();
      await notices.notification(`Connected ${modelName}`).waitFor();
    } finally {
      await server.stop();
      await workbench.close();
    }
  });
});

describe('the Agents view in Restricted Mode', () => {
  it('shows why no agent starts, and takes up nothing', async () => {
    const sample = sampleRepository();
    const settings = { 'security.workspace.trust.startupPrompt': 'never' };
    const session = await EditorSession.start({ workspaceTrust: true, settings });
    try {
      const workbench = await session.open(sample.folder);
      await workbench.sideBar.open(container);
      await workbench.page
        .locator('.welcome-view-content', { hasText: 'In Restricted Mode no agent is started.' })
        .waitFor();
      await screenshotState(session.server, workbench.page, 'empty-restricted');
      await workbench.palette.search(`${container}: New Task`);
      await workbench.palette.rows.first().waitFor();
      assert.equal(await workbench.palette.command(`${container}: New Task`).count(), 0);
    } finally {
      await session.end();
      sample.remove();
    }
  });
});
