import assert from 'node:assert/strict';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, finish, modelName } from './scripts';
import type { UserRepository } from './userRepository';

const modules = ['auth', 'billing', 'mail', 'users'];
const job = `Write tests for these modules: ${modules.map((name) => `src/${name}`).join(', ')}`;

const writes = (name: string): ServerTurn[] => [
  {
    text: `Tests for ${name}.`,
    calls: [
      { tool: 'write_file', input: { path: `test/${name}.test.js`, content: `it('${name}', () => {});\n` } },
      finish,
    ],
  },
];

describe('a job of four modules', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  const begin = (user: UserRepository): void => {
    modules.forEach((name) => user.write(`src/${name}/${name}.js`, `export const ${name} = 1;\n`));
    user.write(
      'package.json',
      `${JSON.stringify({ name: 'shop', scripts: { test: 'node --check src/auth/auth.js' } })}\n`,
    );
    user.git('add', '-A');
    user.git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '-qm', 'Four modules');
  };

  before(async () => {
    const script = Object.fromEntries(modules.map((name) => [`is “src/${name}”`, writes(name)]));
    desk = await openDesk({ script, begin });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  /** What each branch that holds the tests of all modules adds to the user's, the oldest commit first. */
  const branchesOfAll = () => {
    const { user } = desk;
    const holdsAll = (branch: string) => {
      const files = user.git('ls-tree', '-r', '--name-only', branch).split('\n');
      return modules.every((name) => files.includes(`test/${name}.test.js`));
    };
    const branches = user.git('for-each-ref', '--format=%(refname)', 'refs/heads').trim().split('\n');
    return branches
      .filter(holdsAll)
      .map((branch) => user.git('log', '--format=%s', '--reverse', `HEAD..${branch}`).trim().split('\n'));
  };

  it('is split, done by four agents, and combined into one branch with a commit for each', async () => {
    const { palette, notices } = agents.workbench;
    const before = desk.user.fingerprint();
    await agents.command('Split a Job…');
    await palette.widget.filter({ hasText: 'Split a Job' }).waitFor();
    await palette.accept(job);
    await palette.widget.filter({ hasText: 'Split into 4 parts' }).waitFor();
    await shoot('90-sprint-plan');
    await palette.widget.getByRole('button', { name: 'OK' }).click();

    await notices.notification('All 4 agents of').waitFor({ timeout: 180_000 });
    await agents.showTree();
    await shoot('91-sprint-complete');
    await notices.notificationAction('All 4 agents of', 'Combine');
    await palette.widget.filter({ hasText: 'Combine Agents' }).waitFor();
    await shoot('92-sprint-combine');
    await palette.widget.getByRole('button', { name: 'OK' }).click();

    await notices.notification('Combined: joined 4 of 4').waitFor({ timeout: 120_000 });
    await shoot('93-sprint-combined');
    await notices.notificationAction('Combined: joined 4 of 4', 'Show the Result');
    const rows = agents.workbench.page.locator('.part.sidebar').getByRole('treeitem');
    await rows.filter({ hasText: '4 files' }).filter({ hasText: 'verified' }).first().waitFor({ timeout: 60_000 });
    const subjects = branchesOfAll().map((all) => all.map((subject) => subject.split(':')[0]).sort());
    assert.deepEqual(subjects, [modules.map((name) => `src/${name}`)]);
    assert.deepEqual(desk.user.fingerprint(), before);
    agents.assertNoErrors();
  });
});
