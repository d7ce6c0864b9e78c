import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame } from 'playwright-core';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, edit, finish, modelName } from './scripts';
import type { UserRepository } from './userRepository';

const title = 'Ship orders of 50.00 free after a setup to look at';
const failing = 'Ship orders of 50.00 free after a setup that fails';
const usage = { input: 30_000, output: 2000 };
const narrowPx = 400;

/** Ends when the file is there: the moment for a picture is before. */
const until = (file: string) => `until test -e ${file}; do sleep 0.1; done`;

const serve = `node -e "require('http').createServer((_, a) => a.end('shop')).listen(process.env.PORT)" & ${until('.served')}; kill $!`;

const turns: ServerTurn[] = [
  {
    text: 'I look at the picture of the page first.',
    calls: [{ tool: 'read_file', input: { path: 'docs/page.png' } }],
    usage,
  },
  {
    text: 'The comparison leaves 50.00 itself out.',
    calls: [
      edit('src/shipping.js', 'goodsCents > FREE_SHIPPING_FROM_CENTS', 'goodsCents >= FREE_SHIPING_FROM_CENTS'),
      edit(
        'src/checkout.js',
        'import { voucherCents',
        '// eslint-disable-next-line no-unused-vars\nimport { voucherCents',
      ),
    ],
    usage,
  },
  {
    text: 'A letter was missing.',
    calls: [
      edit('src/shipping.js', 'FREE_SHIPING_FROM_CENTS', 'FREE_SHIPPING_FROM_CENTS'),
      edit('test/checkout.test.js', "test('an empty cart", "test.skip('an empty cart"),
      edit('test/checkout.test.js', 'shippingCents(2500), 490', 'shippingCents(2600), 490'),
      edit('test/checkout.test.js', 'shippingCents(7500), 0', 'shippingCents(7600), 0'),
    ],
    usage,
  },
  {
    text: 'I look at the page once more.',
    calls: [{ tool: 'shell_network', input: { command: serve, reason: 'to look at the page' } }],
    usage,
  },
  ...Array.from({ length: 4 }, () => ({ text: 'Orders of exactly 50.00 ship free.', calls: [finish], usage })),
];

/** Says what tsc would of a word that is spelt wrong. */
const lint = `import { readFileSync } from 'node:fs';
const lines = readFileSync('src/shipping.js', 'utf8').split('\\n');
lines.forEach((line, at) => {
  const column = line.indexOf('SHIPING');
  if (column >= 0) console.log(\`src/shipping.js(\${at + 1},\${column + 1}): error TS2304: Cannot find name 'FREE_SHIPING_FROM_CENTS'.\`);
});
`;

const steps = ['node --version', until('.set-up'), 'mkdir -p build && cp package.json build/'];

function begin(user: UserRepository): void {
  const linked = { resolved: 'vendor/lamp', link: true };
  const lamp = { name: 'lamp', version: '1.0.0' };
  const manifest = { ...(JSON.parse(user.read('package.json')) as object), dependencies: { lamp: 'file:vendor/lamp' } };
  user.write('package.json', JSON.stringify(manifest, null, 2));
  user.write('vendor/lamp/package.json', JSON.stringify(lamp));
  const packages = { '': manifest, 'node_modules/lamp': linked, 'vendor/lamp': lamp };
  user.write('package-lock.json', JSON.stringify({ name: 'corner-shop', lockfileVersion: 3, packages }, null, 2));
  user.write('.cursor/worktrees.json', JSON.stringify({ 'setup-worktree': steps }));
  user.write('tools/lint.mjs', lint);
  const picture = fs.readFileSync(path.resolve(import.meta.dirname, '../../media/icon.png'));
  fs.mkdirSync(path.join(user.folder, 'docs'));
  fs.writeFileSync(path.join(user.folder, 'docs/page.png'), picture);
  user.write('.gitignore', `${user.read('.gitignore')}\n.env\n.env.test\nbuild\n.set-up\n.served\nlogs\n`);
  user.write('.env', 'SHOP=corner\n');
  user.write('.env.test', 'SHOP=test\n');
  user.write('logs/of-a-long-name/yesterday.log', 'sold a lamp\n');
  user.write('build/shop.js', '\n');
}

describe('what a person looks at while a worktree is set up and its work is judged', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;
  let panel: Frame;

  before(async () => {
    desk = await openDesk({
      script: { [title]: turns, [failing]: [] },
      settings: { 'backgroundAgents.diagnostics.commands': { '**/*.js': 'node tools/lint.mjs' } },
      begin,
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  async function shootNarrow(name: string): Promise<void> {
    await agents.panelWidth(panel, narrowPx);
    assert.equal(await panel.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
    await shoot(name);
    await agents.workbench.page.setViewportSize({ width: 1400, height: 900 });
  }

  const button = (name: string) => panel.getByRole('button', { name, exact: true });

  /** Lets the command that waits for it go on. */
  function reach(file: string): void {
    const worktree = /worktree (.*)\n.*\nbranch refs\/heads\/agents\//.exec(
      desk.user.git('worktree', 'list', '--porcelain'),
    );
    fs.writeFileSync(path.join(worktree?.[1] ?? '', file), '');
  }

  it('asks for the setup of the repository, whole', async () => {
    await agents.delegate(title);
    await agents.says(title, 'allow its setup');
    panel = await agents.window(title);
    await button('Allow').waitFor();
    await shoot('40-setup-consent');
    await shootNarrow('41-setup-consent-narrow');
  });

  it('counts its steps', async () => {
    await button('Allow').click();
    await agents.says(title, 'Setting up — step 2/3');
    await panel.getByText('step 2/3').first().waitFor();
    await shoot('42-setup-step');
    reach('.set-up');
  });

  it('asks before it installs what a lock file names', async () => {
    await agents.says(title, 'install dependencies: npm ci');
    await button('Install Once').waitFor();
    await shoot('43-install');
    await shootNarrow('44-install-narrow');
    await button('Install Once').click();
  });

  it('links to what listens in the worktree', async () => {
    await button('Allow Once').waitFor({ timeout: 60_000 });
    await button('Allow Once').click();
    await panel.getByRole('link', { name: /^localhost:/ }).waitFor({ timeout: 30_000 });
    await shoot('45-ports');
    await shootNarrow('46-ports-narrow');
    reach('.served');
  });

  it('shows what was found on the way: problems, images, what proves less', async () => {
    await agents.says(title, 'verified');
    for (const head of await panel.locator('.tool-head').all()) await head.click();
    await shoot('47-rows');
    await panel.getByRole('tab', { name: 'Checks' }).click();
    await shoot('48-checks');
    await shootNarrow('49-checks-narrow');
  });

  it('lists what git does not track', async () => {
    await panel.getByRole('tab', { name: 'Changes' }).click();
    await panel.locator('.carried summary').click();
    await shoot('50-carried');
    await shootNarrow('51-carried-narrow');
  });

  it('says which step of a setup failed', async () => {
    desk.user.write(
      '.cursor/worktrees.json',
      JSON.stringify({ 'setup-worktree': ['node --version', 'npm run generate', 'true'] }),
    );
    await agents.delegate(failing);
    await agents.says(failing, 'allow its setup');
    panel = await agents.window(failing);
    await button('Allow').click();
    await agents.says(failing, 'npm run generate');
    await panel.locator('.row.bad').first().waitFor();
    await shoot('52-setup-failed');
    await shootNarrow('53-setup-failed-narrow');
    const overview = await agents.overview();
    await overview.getByRole('tab').first().click();
    await overview.getByText('Today: ').waitFor();
    await shoot('54-overview');
    agents.assertNoErrors();
  });
});
