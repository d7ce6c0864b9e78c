import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import type { ModelServer } from '../fakes/modelServer';
import { screenshot } from '../harness/screenshots';
import { exactly } from '../harness/workbench/text';
import { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, mends, modelName, neverMends } from './scripts';

const red = 'Promise that the tests pass';
const network = 'Fetch the exchange rates';
const shared = 'Ship 50.00 free in two windows';
const left = 'Ship 50.00 free in the window that stays';
const command = "sed -i 's/goodsCents > FREE/goodsCents >= FREE/' src/shipping.js";

const asksForNetwork = [
  {
    text: 'The rates come from the network.',
    calls: [{ tool: 'shell_network', input: { command: 'cat /proc/net/dev > net.txt', reason: 'To load the rates.' } }],
  },
  ...mends(),
];

describe('a task that needs a person, and tasks without a model', function () {
  this.timeout(240_000);
  let desk: Desk;
  let agents: Agents;
  let model: ModelServer;
  let second: Agents;

  before(async () => {
    const script = { [red]: neverMends(8), [network]: asksForNetwork, [shared]: mends(), [left]: mends(true) };
    desk = await openDesk({ script, settings: { 'diffEditor.codeLens': true } });
    ({ agents, model } = desk);
    await agents.connect(model.baseUrl, { key: apiKey, model: modelName });
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshot(agents.workbench.page, `e2e/${name}`);

  it('waits after three red rounds, and is never shown as verified when it is taken', async () => {
    await agents.delegate(red);
    await agents.says(red, '1 failing');
    const panel = await agents.window(red);
    await panel.getByRole('button', { name: 'Take as Is' }).waitFor();
    await shoot('20-red-check');
    await panel.getByRole('button', { name: 'Take as Is' }).click();
    await agents.says(red, 'taken as it is: npm test, exit 1');
    const journaled = model.bodies.filter((body) => JSON.stringify(body).includes(red));
    assert.equal(journaled.length, 4, 'three rounds go back to the model');
  });

  it('asks before a command gets the network, and goes on when it is denied', async () => {
    await agents.delegate(network);
    await agents.says(network, 'approve with network');
    const panel = await agents.window(network);
    const card = panel.locator('request-card');
    await card.getByText('cat /proc/net/dev > net.txt').waitFor();
    assert.equal(await card.locator(':focus').innerText(), 'Deny');
    await shoot('21-approval');
    await card.getByRole('button', { name: 'Deny' }).click();
    await agents.says(network, 'verified: npm test');
    assert.match(JSON.stringify(model.bodies.at(-1)), /This was not allowed/);
  });

  it('lets a command do the work of a model', async () => {
    await agents.command('New Task');
    await agents.workbench.palette.widget.getByRole('button', { name: /Model|Engine|Who/ }).click();
    await agents.workbench.palette.pick('Run a Command Instead');
    await agents.workbench.palette.accept(command);
    const row = agents.workbench.page.locator('.part.sidebar').getByRole('treeitem', { name: /sed -i/ });
    await row.filter({ hasText: 'verified: npm test' }).waitFor({ timeout: 60_000 });
    await row.click();
    await shoot('22-command-task');
  });

  it('is owned by one of two windows, and shown in both', async () => {
    second = new Agents(await desk.session.openApart(desk.user.folder));
    await second.showTree();
    await agents.delegate(shared);
    await second.says(shared, 'in another window');
    await Promise.all([agents, second].map((each) => each.says(shared, 'verified: npm test')));
    const asked = model.bodies.filter((body) => JSON.stringify(body).includes(shared));
    assert.equal(asked.length, 3, 'each turn was asked for once');
  });

  it('is decided in either window, and both say so', async () => {
    const openLens = async (each: Agents): Promise<(text: string) => Locator> => {
      const changed = (await each.window(shared)).getByRole('list', { name: 'Changed files' });
      await changed.getByRole('button', { name: /shipping\.js/ }).click();
      const side = each.workbench.editors.diffSide('modified');
      return (text) => side.locator('.codelens-decoration a', { hasText: exactly(text) });
    };
    const lenses = await Promise.all([agents, second].map(openLens));
    const [inOwn, inOther] = lenses;
    await inOther?.('Accept').click();
    await Promise.all(lenses.map((lens) => lens('Accepted: Take Back').waitFor()));
    await inOwn?.('Accepted: Take Back').click();
    await Promise.all(lenses.map((lens) => lens('Accept').waitFor()));
  });

  it('is applied once when both windows do it at the same moment, and taken out by the other one', async () => {
    await Promise.all([agents, second].map((each) => each.act(shared, 'Apply Changes')));
    await Promise.all([agents, second].map((each) => each.workbench.notices.dialog.waitFor()));
    await Promise.all([agents, second].map((each) => each.confirm('Apply')));
    await Promise.all([agents, second].map((each) => each.says(shared, 'applied')));
    assert.match(desk.user.read('src/shipping.js'), /goodsCents >= FREE/);
    await second.act(shared, 'Undo Apply');
    await Promise.all(
      [agents, second].map((each) =>
        each
          .row(shared)
          .filter({ hasNotText: /applied|undoing/ })
          .waitFor(),
      ),
    );
    assert.doesNotMatch(desk.user.read('src/shipping.js'), />=/);
    assert.deepEqual(landings(), ['apply.intent', 'applied', 'undo.intent', 'undone']);
  });

  it('is taken up by the other window when its own is closed, and goes on to the end', async () => {
    const before = model.requests.length;
    await agents.delegate(left);
    const cutOff = await model.request(before + 2);
    await second.says(left, 'in another window');
    await agents.workbench.close();
    assert.equal(await cutOff.ended, 'client-gone');
    const { body } = await model.request(before + 3);
    assert.deepEqual(body, cutOff.body);
    model.release(before + 3);
    await second.says(left, 'verified: npm test');
    assert.equal(model.requests.length, before + 4);
    second.assertNoErrors();
  });

  /** What was journaled of the shared task's way to the checkout, in this order. */
  function landings(): string[] {
    const tasks = path.join(desk.session.home, 'tasks');
    const journals = fs.readdirSync(tasks).map((id) => fs.readFileSync(path.join(tasks, id, 'task.jsonl'), 'utf8'));
    const journal = journals.find((text) => text.includes(shared)) ?? '';
    const types = journal.split('\n').flatMap((line) => /"type":"(\w+(?:\.\w+)?)"/.exec(line)?.[1] ?? []);
    return types.filter((type) => /^(apply|applied|undo|undone)/.test(type));
  }
});
