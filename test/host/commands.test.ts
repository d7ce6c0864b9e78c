import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds, commandPrefix } from '../../src/host/commandIds';

function panels(): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('backgroundAgents.agentsWindow'),
  );
}

describe('the extension', () => {
  before(async () => {
    await vscode.extensions.getExtension('background-agents.background-agents')?.activate();
  });

  it('registers every command of its list and no other', async () => {
    const all = await vscode.commands.getCommands(true);
    const own = all.filter((id) => id.startsWith(commandPrefix) && !/\.(agents\.|secrets\.|focus|resetView)/.test(id));
    assert.deepEqual(own.toSorted(), commandIds.map((id) => `${commandPrefix}${id}`).toSorted());
  });

  it('opens the Agents Window in one tab, however often it is asked to', async () => {
    const shown = new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
        if (panels().length > 0) {
          listener.dispose();
          resolve();
        }
      });
    });
    await vscode.commands.executeCommand('backgroundAgents.openAgentsWindow');
    await vscode.commands.executeCommand('backgroundAgents.openAgentsWindow');
    await shown;
    assert.equal(panels().length, 1);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
