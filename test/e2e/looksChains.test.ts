import assert from 'node:assert/strict';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, finish, mends, modelName, probeRequests } from './scripts';

const first = 'Ship 50.00 free, before anything else';
const second = 'Say in the documents that it ships free';

describe('agents that begin after others, and all of them paused', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({ script: { [first]: mends(true), [second]: [{ text: 'Said.', calls: [finish] }] } });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  it('says what the second one waits for, draws the chain, and begins it when the first one is verified', async () => {
    const { palette, page } = agents.workbench;
    await agents.delegate(first);
    await desk.model.request(probeRequests + 2);
    await agents.command('New Task When This Is Done…');
    await palette.rows.filter({ hasText: first }).first().click();
    await palette.rows.filter({ hasText: 'Verified' }).first().click();
    await palette.message.filter({ hasText: 'Starts when another agent is so far' }).waitFor();
    await palette.input.fill(second);
    await page.keyboard.press('Enter');
    await agents.says(second, `waits for ${first} to be verified`);
    const panel = await agents.overview();
    const nodes = panel.locator('.chains .chain-node');
    await nodes.nth(1).waitFor();
    assert.match(
      (await nodes.nth(1).getAttribute('aria-description')) ?? '',
      /begins after Ship 50\.00 free.*\(verified\)/,
    );
    await shoot('80-chain');
    await agents.command('Pause All Agents');
    desk.model.release(probeRequests + 2);
    await agents.says('Paused with all agents', first);
    await shoot('81-paused');
    await agents.command('Resume All Agents');
    await agents.says(second, 'verified');
    await shoot('82-chain-done');
    agents.assertNoErrors();
  });
});
