import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

const rule = (globs: string) => `---\nglobs: ${globs}\nalwaysApply: maybe\n---\nText.\n`;

describe('rules in the editor', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'rules-')));
  before(async () => {
    await vscode.extensions.getExtension('background-agents.background-agents')?.activate();
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const diagnosticsOf = (uri: vscode.Uri) =>
    vscode.languages
      .getDiagnostics(uri)
      .map(({ severity, message, range, source }) => [severity, message, range.start.line, source]);

  async function untilTold(uri: vscode.Uri, isIt: () => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((one) => one.toString() === uri.toString()) && isIt()) {
          listener.dispose();
          resolve();
        }
      });
      if (isIt()) {
        listener.dispose();
        resolve();
      }
    });
  }

  it('are marked where they would not apply, as long as they would not', async () => {
    const [open] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(open !== undefined);
    const uri = vscode.Uri.joinPath(open.uri, '.cursor/rules/a.mdc');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(rule('*.ts')));
    const document = await vscode.workspace.openTextDocument(uri);
    await untilTold(uri, () => diagnosticsOf(uri).length > 0);
    assert.deepEqual(diagnosticsOf(uri), [
      [vscode.DiagnosticSeverity.Error, 'alwaysApply is neither true nor false.', 2, 'Background Agents'],
    ]);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, document.lineAt(2).range, 'alwaysApply: false');
    await vscode.workspace.applyEdit(edit);
    await untilTold(uri, () => diagnosticsOf(uri).length === 0);
    await document.save();
  });

  it('are explained for a file, and a row opens its rule', async () => {
    execFileSync('git', ['init', '--quiet', folder]);
    fs.writeFileSync(path.join(folder, 'AGENTS.md'), 'Be kind.');
    const opened = new Promise<vscode.TextEditor>((resolve) => {
      const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document.uri.fsPath.endsWith('AGENTS.md') === true) {
          listener.dispose();
          resolve(editor);
        }
      });
    });
    const explained = vscode.commands.executeCommand(
      'backgroundAgents.explainRules',
      vscode.Uri.file(path.join(folder, 'new.ts')),
    );
    const accepting = setInterval(
      () => void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
      200,
    );
    const editor = await opened;
    clearInterval(accepting);
    await explained;
    assert.equal(editor.document.uri.fsPath, path.join(folder, 'AGENTS.md'));
  });
});
