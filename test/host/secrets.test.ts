import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;

describe('secrets in configuration files, in the editor', () => {
  before(async () => {
    await vscode.extensions.getExtension('background-agents.background-agents')?.activate();
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are marked without a letter of them, and can be kept as secrets', async () => {
    const [open] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(open !== undefined);
    const uri = vscode.Uri.joinPath(open.uri, '.cursor/mcp.json');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(`{ "env": { "TOKEN": "${token}" } }\n`));
    const document = await vscode.workspace.openTextDocument(uri);
    const ours = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Background Agents');
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (ours().length > 0) {
          listener.dispose();
          resolve();
        }
      };
      const listener = vscode.languages.onDidChangeDiagnostics(look);
      look();
    });
    const found = ours();
    assert.deepEqual(
      found.map(({ message, range }) => [message.includes('ghp_'), document.getText(range)]),
      [[false, token]],
    );
    const range = found[0]?.range;
    assert.ok(range !== undefined);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
    );
    const keeping = actions.find(({ title }) => title === 'Keep as a secret…');
    assert.equal(keeping?.command?.command, 'backgroundAgents.keepSecret');
    assert.equal(JSON.stringify(keeping.command.arguments).includes('ghp_'), false);
    await vscode.workspace.fs.delete(uri);
  });
});
