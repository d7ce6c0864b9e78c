import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';

const { Global } = vscode.ConfigurationTarget;

describe('the budgets of the settings', () => {
  const file = path.join(process.env['BACKGROUND_AGENTS_HOME'] ?? '', 'budgets/settings.json');
  const settings = vscode.workspace.getConfiguration('backgroundAgents');

  before(async () => {
    await vscode.extensions.getExtension('background-agents.background-agents')?.activate();
  });

  after(async () => {
    await settings.update('budget.task', undefined, Global);
    await settings.update('budget.day', undefined, Global);
  });

  /** Waits until the file that all processes share says this. */
  async function shared(expected: object): Promise<void> {
    const text = `${JSON.stringify(expected, null, 2)}\n`;
    for (;;) {
      if ((await fs.readFile(file, 'utf8').catch(() => '')) === text) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('are there for every process as soon as the extension is, and whenever they change', async () => {
    await shared({ task: { usd: 10 }, day: {}, prices: {} });
    await settings.update('budget.day', { tokens: 5_000_000 }, Global);
    await shared({ task: { usd: 10 }, day: { tokens: 5_000_000 }, prices: {} });
    await settings.update('budget.task', { usd: null, turns: 9 }, Global);
    await shared({ task: { turns: 9 }, day: { tokens: 5_000_000 }, prices: {} });
  });

  it('hold as ten dollars where they cannot be understood', async () => {
    await settings.update('budget.day', { tokens: 'many' }, Global);
    await shared({ task: { turns: 9 }, day: { usd: 10 }, prices: {} });
    assert.equal((await fs.stat(file)).mode & 0o777, 0o600);
  });
});
