import assert from 'node:assert/strict';
import type { ModelServer } from '../fakes/modelServer';
import { endResident } from '../harness/residentWindow';
import { screenshot } from '../harness/screenshots';
import { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName, probeRequests } from './scripts';

const closed = 'Ship 50.00 free, closed';

describe('a task in a process of its own', function () {
  this.timeout(240_000);
  let desk: Desk;
  let model: ModelServer;

  before(async () => {
    const settings = { 'backgroundAgents.localRunner': 'process' };
    desk = await openDesk({ script: { [closed]: mends(true) }, settings });
    ({ model } = desk);
    await desk.agents.connect(model.baseUrl, { key: apiKey, model: modelName });
  });

  after(async () => {
    await endResident(desk.session.home);
    await desk.close();
  });

  it('is finished while no window is open, and the next one tells so', async () => {
    await desk.agents.delegate(closed);
    const held = await model.request(probeRequests + 2);
    await desk.agents.says(closed, 'turn 2');
    await desk.agents.workbench.close();
    model.release(probeRequests + 2);
    assert.equal(await held.ended, 'sent');
    const finish = await model.request(probeRequests + 3);
    await finish.ended;

    const later = new Agents(await desk.session.open(desk.user.folder));
    await later.showTree();
    await later.says(closed, 'verified: npm test', 90_000);
    await later.workbench.notices.notification(`${closed} is complete`).waitFor();
    await screenshot(later.workbench.page, 'e2e/14-closed-window');
    assert.equal(model.requests.length, probeRequests + 3);
    later.assertNoErrors();
  });
});
