import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { ModelServer } from '../fakes/modelServer';
import { raceFiles, racing, turnOf } from '../fakes/raceBench';
import { TestRepo } from '../fakes/testRepo';
import { Cli } from '../harness/cliProcess';
import { EditorSession } from '../harness/editorSession';
import { screenshotState } from '../harness/screenshots';
import { Agents } from './agents';

const right = 'exports.average = (numbers) => numbers.reduce((a, b) => a + b) / numbers.length;\n';
const careless = 'exports.average = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;\n';
const models = {
  best: racing({ 'src/average.js': right }),
  careless: racing({ 'src/average.js': careless, 'docs/average.md': 'The average of numbers.\n' }),
  wordy: racing({ 'src/average.js': `// Of all numbers.\n${right}`, 'docs/words.md': 'More words.\n' }),
};

describe('a race of three in the editor', function () {
  this.timeout(480_000);
  let repo: TestRepo;
  let server: ModelServer;
  let session: EditorSession;
  let agents: Agents;
  let panel: Frame;

  before(async () => {
    repo = TestRepo.with(raceFiles);
    server = await ModelServer.start((body) => turnOf(body, models));
    session = await EditorSession.start();
    const cli = new Cli(session.home, { OPENAI_API_KEY: 'key' });
    const names = Object.keys(models).map((name) => `openai-compatible/${name}`);
    const ran = await cli.run(
      ...['race', '--repo', repo.root, '--base-url', server.baseUrl, '--verify', 'node --test', '--sandbox', 'off'],
      ...['--models', names.join(','), 'Mend average.'],
    );
    assert.equal(ran.status, 0, ran.err);
    agents = new Agents(await session.open(repo.root));
    await agents.showTree();
  });

  after(async () => {
    await session.end();
    await server.stop();
    repo.dispose();
  });

  const shoot = (name: string) => screenshotState(session.server, agents.workbench.page, `e2e/${name}`);

  it('is compared on its page, and two of its results in the multi-diff editor', async () => {
    await agents.says('Mend average', '3 racers: 3 verified');
    await agents.row('3 racers').click();
    panel = await agents.workbench.webviews.find('.race-table');
    const names = await panel.locator('.race-table .racer-name').allInnerTexts();
    assert.deepEqual([...names].sort(), ['best', 'careless', 'wordy']);
    await shoot('90-race');
    await panel.getByRole('button', { name: 'Compare with…: best' }).click();
    await agents.workbench.palette.pick('wordy');
    await agents.workbench.page.locator('.multiDiffEntry').first().waitFor();
    await shoot('91-race-diff');
  });

  it('is composed of two of them, checked, and applied', async () => {
    await agents.command('Compare the Racers of a Race');
    await agents.workbench.palette.pick('Mend average');
    panel = await agents.workbench.webviews.find('.race-table');
    await panel.getByRole('button', { name: 'Compose' }).click();
    await panel.getByRole('checkbox', { name: 'All of best' }).check();
    await panel.getByRole('checkbox', { name: 'All that careless did in docs/average.md' }).check();
    await panel.locator('.choice.taken').first().waitFor();
    await shoot('92-race-compose');
    await panel.getByRole('button', { name: 'Check Composition' }).click();
    await panel.locator('.composed').filter({ hasText: 'Complete (verified)' }).waitFor({ timeout: 90_000 });
    await shoot('93-race-composed');
    await panel.locator('.composed').getByRole('button', { name: 'Apply' }).click();
    await agents.confirm('Apply');
    await panel.locator('.composed').getByRole('button', { name: 'Apply' }).waitFor({ state: 'detached' });
    assert.deepEqual([repo.read('src/average.js'), repo.read('docs/average.md')], [right, 'The average of numbers.\n']);
  });
});
