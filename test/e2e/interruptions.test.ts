import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ServerTurn } from '../fakes/modelScript';
import type { ModelServer } from '../fakes/modelServer';
import { killExtensionHosts } from '../harness/extensionHosts';
import { screenshot } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName, probeRequests, shell } from './scripts';

const reloaded = 'Ship 50.00 free, reloaded';
const killed = 'Ship 50.00 free, killed';
const crashed = 'Ship 50.00 free, crashed';

/** Runs a command that notes in `marks` that it began and never ends by itself; then does the work. */
function endless(marks: string): ServerTurn[] {
  return [{ text: 'A long command first.', calls: [shell(`echo begun >> ${marks}; sleep 600`)] }, ...mends()];
}

describe('a task whose window goes away in the middle', function () {
  this.timeout(240_000);
  let desk: Desk;
  let agents: Agents;
  let model: ModelServer;

  before(async () => {
    const script = { [reloaded]: mends(true), [killed]: endless('killed.txt'), [crashed]: endless('crashed.txt') };
    desk = await openDesk({ script, folderName: "corner shop's été" });
    ({ agents, model } = desk);
    await agents.connect(model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  /** The file in the one worktree that has it. */
  function inWorktree(file: string): string | undefined {
    const found = fs.globSync(`**/${file}`, { cwd: path.join(desk.session.home, 'worktrees') });
    return found.map((name) => path.join(desk.session.home, 'worktrees', name)).at(-1);
  }

  async function begun(marks: string): Promise<string> {
    for (;;) {
      const file = inWorktree(marks);
      if (file !== undefined) return file;
      await agents.workbench.page.waitForTimeout(100);
    }
  }

  it('goes on from its journal after the window was reloaded', async () => {
    await agents.delegate(reloaded);
    await model.request(probeRequests + 2);
    await agents.says(reloaded, 'turn 2');
    await agents.workbench.reload();
    await model.request(probeRequests + 3);
    await agents.says(reloaded, 'turn 2');
    model.release(probeRequests + 3);
    await agents.says(reloaded, 'verified: npm test');
    await screenshot(agents.workbench.page, 'e2e/10-reloaded');
  });

  it('never repeats a command whose end nobody saw, when the extension host is killed', async () => {
    await agents.delegate(killed);
    const marks = await begun('killed.txt');
    killExtensionHosts(desk.session.server);
    await agents.says(killed, 'verified: npm test');
    assert.equal(fs.readFileSync(marks, 'utf8'), 'begun\n');
    const panel = await agents.window(killed);
    await panel.getByText('outcome unknown').first().waitFor();
    await screenshot(agents.workbench.page, 'e2e/11-killed');
  });

  it('goes on after the whole editor was killed and started again', async () => {
    await agents.delegate(crashed);
    const marks = await begun('crashed.txt');
    await desk.session.crash();
    await agents.workbench.reload();
    await agents.showTree();
    await agents.says(crashed, 'verified: npm test', 90_000);
    assert.equal(fs.readFileSync(marks, 'utf8'), 'begun\n');
    assert.equal(desk.user.git('status', '--porcelain'), '');
  });
});
