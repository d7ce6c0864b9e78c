import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { ServerTurn } from '../fakes/modelScript';
import { addChatModel } from '../harness/chatModel';
import { screenshotState } from '../harness/screenshots';
import type { Agents } from './agents';
import { openDesk, type Desk } from './desk';
import { apiKey, modelName } from './scripts';

const task = 'Say when an order ships free';
const asks: ServerTurn = {
  text: 'One thing is open.',
  calls: [
    { tool: 'ask_user', input: { question: 'Should an order of exactly 50.00 ship free?', options: ['Yes', 'No'] } },
  ],
};

describe('@agents in the Chat view', function () {
  this.timeout(240_000);
  let desk: Desk;
  let agents: Agents;

  before(async () => {
    desk = await openDesk({
      script: { [task]: [asks] },
      settings: { 'chat.disableAIFeatures': false },
      equip: addChatModel,
    });
    ({ agents } = desk);
    await agents.connect(desk.model.baseUrl, { key: apiKey, model: modelName });
    await agents.workbench.page.keyboard.press('Control+Alt+i');
  });

  after(() => desk.close());

  const shoot = (name: string) => screenshotState(desk.session.server, agents.workbench.page, `e2e/${name}`);

  async function ask(text: string): Promise<Locator> {
    const { page } = agents.workbench;
    const chat = page.locator('.interactive-session:visible');
    await chat.getByText('Test Model').waitFor();
    const asked = await chat.locator('.interactive-response').count();
    await chat.locator('.interactive-input-editor .monaco-editor').last().click();
    await page.keyboard.type(`@agents ${text} `);
    await page.keyboard.press('Enter');
    return chat.locator('.interactive-response').nth(asked);
  }

  it('makes a task of what is asked, after it was seen in New Task', async () => {
    const { palette } = agents.workbench;
    const answer = await ask(task);
    await answer.getByRole('button', { name: 'Review and Start' }).click();
    const box = palette.widget.filter({ hasText: 'New Task' }).locator('.quick-input-box input');
    await box.waitFor();
    assert.equal(await box.inputValue(), task);
    assert.equal(await agents.row(task).count(), 0);
    await box.press('Enter');
    await agents.says(task, 'answer: Should an order');
  });

  it('tells how all agents are', async () => {
    const answer = await ask('/status');
    await answer
      .locator('li', { hasText: task })
      .filter({ hasText: 'answer: Should an order of exactly 50.00' })
      .waitFor();
    await answer.getByRole('button', { name: 'Open Agents Window' }).waitFor();
    await shoot('85-chat');
    agents.assertNoErrors();
  });
});
