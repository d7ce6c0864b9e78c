import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { GitHubServer } from '../fakes/githubServer';
import { ModelServer } from '../fakes/modelServer';
import { SshRemotes } from '../fakes/sshRemotes';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { EditorSession } from '../harness/editorSession';
import { screenshot, screenshotState } from '../harness/screenshots';
import { Workbench } from '../harness/workbench/workbench';
import { Agents } from './agents';
import { apiKey, modelName, probe } from './scripts';

const title = 'Add an email to the user';
const names = ['shared-types', 'backend'];
const scripts = JSON.stringify({ scripts: { test: 'node test.mjs' } });
const files: Readonly<Record<string, string>> = {
  '.cursor/multi-repo.yaml': [
    'repositories:',
    '  - path: "./shared-types"',
    '    rules: null  # Uses root rules',
    '    language: "TypeScript"',
    '',
    '  - path: "./backend"',
    '    rules: "./backend/.cursor/rules"',
    '    language: "TypeScript"',
    '',
  ].join('\n'),
  'shared-types/user.mjs': "export const fields = ['name'];\n",
  'shared-types/test.mjs': "import { fields } from './user.mjs';\nif (!fields.includes('name')) process.exit(1);\n",
  'shared-types/package.json': scripts,
  'backend/serialize.mjs': "export const known = ['name'];\n",
  'backend/test.mjs':
    "import { fields } from '../shared-types/user.mjs';\nimport { known } from './serialize.mjs';\nif (fields.join() !== known.join()) process.exit(1);\n",
  'backend/package.json': scripts,
};

describe('one task over two repositories', function () {
  this.timeout(420_000);
  let folder: string;
  let model: ModelServer;
  let session: EditorSession;
  let server: GitHubServer;
  let remotes: SshRemotes;
  let agents: Agents;

  const git = (name: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      cwd: path.join(folder, name),
      encoding: 'utf8',
    });
  const statuses = (): string[] => names.map((name) => git(name, 'status', '--porcelain'));
  const shoot = (name: string) => screenshotState(session.server, agents.workbench.page, `e2e/${name}`);

  /** Each has a remote at a forge of our own. */
  const publish = async (): Promise<void> => {
    server = await new GitHubServer().start();
    remotes = new SshRemotes(path.dirname(folder));
    server.world.shaOf = (at, branch) => remotes.commit(at, branch) ?? '';
    for (const name of names) {
      remotes.add(`acme/${name}`);
      server.add({ path: `acme/${name}`, canPush: true });
      git(name, 'config', 'user.name', 'Ann Example');
      git(name, 'config', 'user.email', 'ann@example.org');
      git(name, 'remote', 'add', 'origin', `git@forge.example:acme/${name}.git`);
      git(name, 'push', '-q', remotes.folder(`acme/${name}`), 'main');
      git(name, 'update-ref', 'refs/remotes/origin/main', 'main');
    }
  };

  before(async () => {
    folder = path.join(fs.realpathSync(await temporaryFolder()), 'shop');
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    for (const name of names) {
      git(name, 'init', '-q', '-b', 'main');
      git(name, 'add', '-A');
      git(name, 'commit', '-q', '-m', 'first');
    }
    await publish();
    const write = (file: string, content: string) => ({ tool: 'write_file', input: { path: file, content } }) as const;
    model = await ModelServer.start(
      {
        ...probe,
        [title]: [
          {
            text: 'The type first, then what sends it.',
            calls: [
              write('shared-types/user.mjs', "export const fields = ['name', 'email'];\n"),
              write('backend/serialize.mjs', "export const known = ['name', 'email'];\n"),
            ],
          },
          { text: 'Both repositories know the email now.' },
        ],
      },
      { apiKey, models: [modelName] },
    );
    const forges = { 'forge.example': { kind: 'github', api: server.api } };
    // As from a terminal: the editor asks no login shell for another PATH.
    session = await EditorSession.start({ settings: { 'backgroundAgents.forges': forges }, env: { VSCODE_CLI: '1' } });
    agents = new Agents(await session.open(folder));
    await agents.showTree();
    await agents.connect(model.baseUrl, { key: apiKey, model: modelName });
  });

  after(async () => {
    await session.end();
    await model.stop();
    server.stop();
    remotes.dispose();
    await removeFolder(path.dirname(folder));
  });

  it('is written in one box, reviewed as one change, applied to both and taken back', async () => {
    const { palette, page } = agents.workbench;
    assert.equal(await page.getByText('This folder is not a git repository').count(), 0);
    await agents.command('New Task');
    await palette.widget.filter({ hasText: 'in shared-types, backend' }).waitFor();
    await shoot('90-repos-new-task');
    // What the mouse rests on has a hover, which would lie over the buttons.
    await page.mouse.move(700, 600);
    await palette.widget.getByRole('button', { name: 'Change What It Starts From' }).click();
    for (const name of names) {
      await palette.rows.filter({ hasText: name }).filter({ hasText: 'Your checkout as it is' }).waitFor();
    }
    await screenshot(page, 'e2e/90-repos-bases');
    await palette.pick('backend');
    await palette.pick('Your Checkout as It Is');
    await palette.widget.filter({ hasText: 'in shared-types, backend' }).waitFor();
    await palette.accept(title);
    await palette.widget.waitFor({ state: 'hidden' });
    await agents.says(title, 'verified', 120_000);
    await agents.window(title);
    await shoot('91-repos-agent');
    await agents.command('Review All Changes');
    await agents.workbench.palette.pick(title);
    await agents.workbench.editors.multiDiffEntries.nth(1).waitFor();
    await shoot('92-repos-review');
    await agents.act(title, 'Apply Changes');
    await agents.workbench.notices.dialog.waitFor();
    await shoot('93-repos-apply');
    await agents.confirm('Apply');
    await agents.says(title, 'applied');
    assert.deepEqual(statuses(), [' M user.mjs\n', ' M serialize.mjs\n']);
    await agents.act(title, 'Undo Apply');
    await agents.row(title).filter({ hasNotText: 'applied' }).waitFor();
    assert.deepEqual(statuses(), ['', '']);
  });

  it('has its changes marked in the files of both, in this window and in one of the worktree', async () => {
    const changed = ['shared-types/user.mjs', 'backend/serialize.mjs'];
    const listed = git('backend', 'worktree', 'list', '--porcelain');
    const worktree = /^worktree (.+\/worktrees\/.+)\/backend$/m.exec(listed)?.[1] ?? assert.fail(listed);
    const open = async ({ workbench: { page, palette, editors } }: Agents, file: string) => {
      await page.keyboard.press('Control+P');
      await palette.input.fill(path.join(worktree, file));
      await palette.rows
        .filter({ hasText: path.basename(file) })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      await editors.tab(path.basename(file)).waitFor();
      return editors.text;
    };
    for (const file of changed) {
      const text = await open(agents, file);
      await text.locator('.view-overlays [class*="TextEditorDecorationType"]').first().waitFor();
    }
    const [page] = await Promise.all([
      session.context.waitForEvent('page'),
      agents.act(title, 'Open Worktree in New Window'),
    ]);
    const window = new Agents(await Workbench.on(page));
    for (const file of changed) {
      const text = await open(window, file);
      await text.locator('.dirty-diff-modified').first().waitFor({ timeout: 90_000 });
    }
    await screenshot(page, 'e2e/98-repos-worktree-window');
    await window.workbench.close();
  });

  it('is brought up to the branches of both when one of them has moved on', async () => {
    fs.writeFileSync(path.join(folder, 'backend/log.mjs'), 'export const log = 1;\n');
    git('backend', 'add', '-A');
    git('backend', 'commit', '-q', '-m', 'on main');
    await agents.says(title, 'base moved: 1 commit; merges cleanly');
    await agents.window(title);
    await screenshot(agents.workbench.page, 'e2e/94-repos-moved');
    await agents.act(title, 'Update to Your Branch');
    await agents.workbench.notices.dialog.waitFor();
    await agents.confirm('Update');
    await agents
      .row(title)
      .filter({ hasText: 'verified' })
      .filter({ hasNotText: 'base moved' })
      .waitFor({ timeout: 60_000 });
    assert.deepEqual(statuses(), ['', '']);
  });

  it('is published as one pull request in each, shown first and opened after a yes', async () => {
    const { palette, notices, page } = agents.workbench;
    await agents.act(title, 'Create Pull Request…');
    await palette.widget.filter({ hasText: 'Sign In to forge.example' }).waitFor();
    await palette.accept(server.world.token);
    const lens = page.locator('.codelens-decoration a', { hasText: 'Open 2 Pull Requests' });
    await lens.waitFor();
    await shoot('95-repos-pulls');
    await lens.click();
    await notices.dialog.filter({ hasText: 'shared-types: pushes one commit of Ann Example' }).waitFor();
    await shoot('96-repos-pulls-confirm');
    await agents.confirm('Open Pull Requests');
    await notices.notification('2 pull requests are open').waitFor();
    assert.deepEqual(
      server.pulls.map(({ path: at, number, body }) => [at, number, body.includes('acme/backend#13')]),
      [
        ['acme/shared-types', 12, true],
        ['acme/backend', 13, true],
      ],
    );
    await agents.says(title, 'PRs shared-types #12, backend #13');
    await shoot('97-repos-pulls-open');
    assert.deepEqual(server.violations, []);
  });

  it('says in the file what is wrong with it', async () => {
    const { page, palette } = agents.workbench;
    fs.appendFileSync(path.join(folder, '.cursor/multi-repo.yaml'), '  - path: ../elsewhere\n');
    await page.keyboard.press('Control+P');
    await palette.widget.locator('.quick-input-box input').fill('multi-repo.yaml');
    await palette.rows.filter({ hasText: 'multi-repo.yaml' }).first().click();
    await page.locator('.squiggly-error').first().waitFor();
    await shoot('94-repos-file');
    agents.assertNoErrors();
  });
});
