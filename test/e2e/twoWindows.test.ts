import assert from 'node:assert/strict';
import type { ModelServer } from '../fakes/modelServer';
import { endResident } from '../harness/residentWindow';
import { screenshot } from '../harness/screenshots';
import { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName, probeRequests } from './scripts';

const asking = 'Fetch the rates, seen by two';
const held = 'Ship 50.00 free, seen by two';

const asksForNetwork = [
  {
    text: 'The rates come from the network.',
    calls: [{ tool: 'shell_network', input: { command: 'cat /proc/net/dev > net.txt', reason: 'To load the rates.' } }],
  },
  ...mends(),
];

describe('two windows and one process that runs the tasks', function () {
  this.timeout(300_000);
  let desk: Desk;
  let model: ModelServer;
  let first: Agents;
  let second: Agents;

  before(async () => {
    const settings = { 'backgroundAgents.localRunner': 'process' };
    desk = await openDesk({ script: { [asking]: asksForNetwork, [held]: mends(true) }, settings });
    ({ model, agents: first } = desk);
    await first.connect(model.baseUrl, { key: apiKey, model: modelName });
    second = await another();
  });

  after(async () => {
    await endResident(desk.session.home);
    await desk.close();
  });

  async function another(): Promise<Agents> {
    const agents = new Agents(await desk.session.openApart(desk.user.folder));
    await agents.showTree();
    return agents;
  }

  /** All that the tab of a complete agent says of what was done. */
  async function transcript(agents: Agents, title: string): Promise<string> {
    const log = (await agents.window(title)).locator('transcript-log');
    await log.getByText('Complete (verified)').waitFor();
    return log.innerText();
  }

  it('show the same, and an answer that is given in one is no question in the other', async () => {
    await first.delegate(asking);
    await Promise.all([first, second].map((each) => each.says(asking, 'approve with network')));
    const cards = await Promise.all(
      [first, second].map(async (each) => (await each.window(asking)).locator('request-card')),
    );
    await Promise.all(cards.map((card) => card.getByText('cat /proc/net/dev > net.txt').waitFor()));
    await screenshot(second.workbench.page, 'e2e/30-two-windows-asked');
    await cards[1]?.getByRole('button', { name: 'Deny' }).click();
    await Promise.all(cards.map((card) => card.waitFor({ state: 'detached' })));
    await Promise.all([first, second].map((each) => each.says(asking, 'verified: npm test', 90_000)));
    const [one, other] = [await transcript(first, asking), await transcript(second, asking)];
    assert.equal(one, other);
    assert.match(one, /It is fixed\./);
    assert.equal(model.bodies.filter((body) => JSON.stringify(body).includes(asking)).length, asksForNetwork.length);
  });

  it('lose nothing when one of them is closed', async () => {
    const before = model.requests.length;
    await first.delegate(held);
    const answer = await model.request(before + 2);
    await Promise.all([first, second].map((each) => each.says(held, 'turn 2')));
    first.assertNoErrors();
    await first.workbench.close();
    model.release(before + 2);
    assert.equal(await answer.ended, 'sent');
    await second.says(held, 'verified: npm test', 90_000);
    const later = await another();
    await later.says(held, 'verified: npm test');
    assert.equal(await transcript(later, held), await transcript(second, held));
    assert.equal(await transcript(later, asking), await transcript(second, asking));
    assert.equal(model.requests.length, probeRequests + asksForNetwork.length + mends().length);
    await screenshot(later.workbench.page, 'e2e/31-two-windows-later');
    [second, later].forEach((each) => each.assertNoErrors());
  });
});
