import assert from 'node:assert/strict';
import { Cli } from '../harness/cliProcess';
import { screenshot, screenshotState } from '../harness/screenshots';
import type { ServerTurn } from '../fakes/modelScript';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, modelName } from './scripts';

const title = 'Publish the price list';
const done: ServerTurn = { text: 'Done.', calls: [{ tool: 'finish', input: { summary: 'Done.' } }] };
const shell = (command: string): ServerTurn => ({
  text: 'I write what the editor needs.',
  calls: [{ tool: 'shell', input: { command } }],
});

const sandboxFile = JSON.stringify(
  {
    additionalReadwritePaths: ['../prices', '~/.ssh'],
    readBoundary: 'workspace',
    networkPolicy: { allow: ['registry.example.test'], deny: ['*.evil.test'] },
  },
  null,
  2,
);
const cliFile = JSON.stringify({ permissions: { allow: ['Shell(npm test)'], deny: ['Shell(npm publish)'] } });

describe('what a person looks at for their safety', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({
      script: { [title]: [shell('echo "export TOKEN=1" > .envrc'), ...Array.from({ length: 5 }, () => done)] },
      begin(user) {
        user.write('.cursor/sandbox.json', sandboxFile);
        user.write('.cursor/cli.json', cliFile);
        user.write('.gitignore', `${user.read('.gitignore')}\n.envrc\n`);
      },
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  /** Answers the box that has this title. */
  async function enter(box: string, text: string): Promise<void> {
    const { palette } = agents.workbench;
    await palette.widget.filter({ hasText: box }).locator('.quick-input-box input').waitFor();
    await palette.accept(text);
  }

  it('shows secrets with their scope and use, and none of their values', async () => {
    const { palette, page } = agents.workbench;
    for (const [name, scope] of [
      ['NPM_TOKEN', 'All repositories'],
      ['PRICES_KEY', ''],
    ] as const) {
      await agents.command('Add a Secret');
      await enter('Add a Secret: Name', name);
      const rows = palette.rows;
      await palette.widget.filter({ hasText: 'Whose Tasks May Use It' }).waitFor();
      await (scope === '' ? rows.first() : rows.last()).click();
      await enter(`Value of ${name}`, 'canary-value-0001');
      await agents.workbench.notices.notification(`${name} is kept`).waitFor();
    }
    await page.locator('.part.sidebar .pane-header', { hasText: 'Secrets' }).click();
    await page.locator('.part.sidebar').getByRole('treeitem').filter({ hasText: 'PRICES_KEY' }).waitFor();
    await shoot('90-secrets');
    assert.doesNotMatch(await page.locator('.monaco-workbench').innerText(), /canary-value/);
    await agents.command('Secrets');
    await palette.rows.filter({ hasText: 'NPM_TOKEN' }).waitFor();
    await shoot('91-secrets-picker');
    await palette.close();
  });

  it('lists what a repository’s files would allow and forbid, and asks for exactly that', async () => {
    const { palette, notices } = agents.workbench;
    await agents.command('Allowed Commands of This Repository');
    await palette.rows.filter({ hasText: 'sandbox.json' }).first().waitFor();
    await shoot('92-allowed');
    await palette.rows.filter({ hasText: '.cursor/sandbox.json' }).first().click();
    await notices.dialog.filter({ hasText: 'registry.example.test' }).waitFor();
    await shoot('93-allowed-consent');
    await agents.confirm('Allow');
  });

  it('asks about a control file that git ignores', async () => {
    await agents.delegate(title);
    await agents.says(title, '.envrc');
    const panel = await agents.window(title);
    await panel
      .locator('.fact', { hasText: '.envrc would hold' })
      .or(panel.getByText('.envrc would hold'))
      .first()
      .waitFor();
    await shoot('94-ignored-control');
    await panel.getByRole('button', { name: 'Deny', exact: true }).click();
    await agents.says(title, 'failing');
  });

  it('says in Doctor what holds commands here', async () => {
    await agents.command('Doctor');
    const { palette } = agents.workbench;
    await palette.rows.filter({ hasText: 'Sandbox: bubblewrap' }).waitFor();
    await palette.rows.filter({ hasText: 'One command may use at most' }).waitFor();
    await shoot('95-doctor');
    await palette.close();
  });

  it('exports a page that says what was asked and decided', async () => {
    const cli = new Cli(desk.session.home);
    const tasks = JSON.parse((await cli.run('list', '--all', '--json')).out) as { task: { id: string } }[];
    const id = tasks[0]?.task.id ?? '';
    const { out } = await cli.run('audit', id, '--html');
    await cli.stop();
    const page = await agents.workbench.page.context().newPage();
    await page.setContent(out);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await screenshot(page, `e2e/96-audit-${colorScheme}`);
    }
    await page.emulateMedia({ forcedColors: 'active' });
    await screenshot(page, 'e2e/96-audit-contrast');
    assert.match(await page.locator('body').innerText(), /\.envrc/);
    await page.close();
    agents.assertNoErrors();
  });
});
