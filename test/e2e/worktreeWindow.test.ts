import assert from 'node:assert/strict';
import type { ModelServer } from '../fakes/modelServer';
import { screenshot } from '../harness/screenshots';
import { Workbench } from '../harness/workbench/workbench';
import { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName, probeRequests } from './scripts';

const held = 'Ship 50.00 free in a window of its own';

describe('the window of a worktree', function () {
  this.timeout(300_000);
  let desk: Desk;
  let model: ModelServer;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({ script: { [held]: mends(true) } });
    ({ model, agents } = desk);
    await agents.connect(model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  /** The window that opens while `act` is done. */
  async function opened(act: () => Promise<void>): Promise<Agents> {
    const [page] = await Promise.all([desk.session.context.waitForEvent('page'), act()]);
    const window = new Agents(await Workbench.on(page));
    await window.showTree();
    return window;
  }

  const statusOf = ({ workbench }: Agents) => workbench.notices.status('background-agents.background-agents.worktree');

  it('shows the task as its own, goes on with it when the other one is closed, and has a way back', async () => {
    await agents.delegate(held);
    await model.request(probeRequests + 2);
    await agents.says(held, 'turn 2');
    const inWorktree = await opened(() => agents.act(held, 'Open Worktree in New Window'));
    await statusOf(inWorktree)
      .filter({ hasText: held.slice(0, 20) })
      .waitFor();
    await inWorktree.says(held, 'turn 2');
    await screenshot(inWorktree.workbench.page, 'e2e/32-worktree-window');
    await agents.workbench.close();
    const again = await model.request(probeRequests + 3);
    model.release(probeRequests + 2);
    model.release(probeRequests + 3);
    await again.ended;
    await inWorktree.says(held, 'verified: npm test', 90_000);

    const back = await opened(() => inWorktree.command('Back to the Repository of This Worktree'));
    await back.says(held, 'verified: npm test');
    assert.equal(await statusOf(back).count(), 0);
    [inWorktree, back].forEach((each) => each.assertNoErrors());
  });

  it('is not needed for a terminal there', async () => {
    const window = new Agents(await desk.session.open(desk.user.folder));
    await window.showTree();
    await window.act(held, 'Open Terminal in Worktree');
    await window.workbench.terminal.filter({ hasText: 'ship-50-00-free' }).waitFor();
    window.assertNoErrors();
  });
});
