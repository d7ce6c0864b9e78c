import assert from 'node:assert/strict';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName } from './scripts';

const title = 'Ship 50.00 free, while others commit';

describe('an agent whose branch moves on', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({ script: { [title]: mends() } });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  it('says so when a commit is made, is tried aside, and updated with one click', async () => {
    const { user } = desk;
    const { notices } = agents.workbench;
    await agents.delegate(title);
    await agents.says(title, '2 files', 120_000);
    await agents.row(title).filter({ hasNotText: 'base moved' }).waitFor();
    user.write('theirs.txt', 'theirs\n');
    user.git('add', 'theirs.txt');
    user.git('-c', 'user.name=u', '-c', 'user.email=u@example.org', 'commit', '-q', '-m', 'theirs', '--', 'theirs.txt');
    await agents.says(title, 'base moved: 1 commit; merges cleanly');
    const page = await agents.window(title);
    await page.locator('.agent-header .facts').filter({ hasText: 'base moved: 1 commit' }).waitFor();
    await shoot('70-base-moved');
    const before = user.fingerprint();

    await page.getByRole('button', { name: 'Update', exact: true }).click();
    await notices.dialog.filter({ hasText: 'Try Update' }).waitFor();
    await shoot('71-update');
    await agents.confirm('Try Update');
    await agents.says(title, 'passes on it', 120_000);
    await shoot('72-tried');

    await agents.act(title, 'Update to Your Branch');
    await notices.dialog.filter({ hasText: 'Its checks have run on exactly that already.' }).waitFor();
    await agents.confirm('Update');
    await agents.row(title).filter({ hasText: '2 files' }).filter({ hasNotText: 'base moved' }).waitFor();
    await page.locator('.agent-header .status').filter({ hasText: 'Complete' }).waitFor();
    await shoot('73-updated');
    assert.deepEqual(user.fingerprint(), before);
  });
});
