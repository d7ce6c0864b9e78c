import assert from 'node:assert/strict';
import type { ServerTurn } from '../fakes/modelScript';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, edit, finish, modelName, shell } from './scripts';

const first = 'Ship orders of exactly 50.00 free';
const second = 'Ship from 40.00 on free';
const line = 'goodsCents > FREE_SHIPPING_FROM_CENTS';

/** Changes the same line in its own way; the last answer is kept back. */
function changes(to: string): ServerTurn[] {
  return [
    { text: 'One line.', calls: [edit('src/shipping.js', line, to)] },
    { text: 'A look at it.', calls: [shell('true')], hold: 'before' },
    { text: 'Done.', calls: [finish] },
  ];
}

describe('two agents that change the same line', function () {
  this.timeout(420_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    const script = {
      [first]: changes('goodsCents >= FREE_SHIPPING_FROM_CENTS'),
      [second]: changes('goodsCents > 40_00'),
    };
    desk = await openDesk({ script });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  it('are shown as a conflict while they work, and are told of it once', async () => {
    const { user, model } = desk;
    const before = user.fingerprint();
    await agents.delegate(first);
    await agents.says(first, '1 file', 120_000);
    await agents.delegate(second);
    await agents.says(first, '1 conflict', 120_000);
    await agents.says(second, '1 conflict');
    const page = await agents.window(first);
    const section = page.getByRole('region', { name: 'Overlaps' });
    await section.getByText(`With “${second}”`).waitFor();
    await section.getByRole('button', { name: /^src\/shipping\.js:\d+$/ }).waitFor();
    await page.getByText('Was told of 1 place that others change too').waitFor();
    await shoot('80-conflict');
    await section.getByRole('button', { name: /^src\/shipping\.js:\d+$/ }).click();
    await agents.workbench.page.locator('.multiDiffEntry').first().waitFor();
    await shoot('81-both-sides');

    const held = model.requests.length;
    for (let number = 1; number <= held; number += 1) {
      model.release(number);
    }
    await model.request(held + 2);
    const told = model.requests
      .map(({ body }) => JSON.stringify(body))
      .filter((body) => body.includes('others change this repository'));
    assert.ok(told.length > 0, 'the next request holds what the agent was told');
    assert.ok(
      told.every((body) => body.split('others change this repository').length === 2),
      'once',
    );
    assert.deepEqual(user.fingerprint(), before);
  });
});
