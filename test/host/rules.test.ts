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
    await vscode.workspace.fs.writeFile(uri, Buffer.from(rule('*.mdc')));
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

  const [opened] = vscode.workspace.workspaceFolders ?? [];

  it('are mended by quick fixes, whole lines at a time', async () => {
    assert.ok(opened !== undefined);
    const uri = vscode.Uri.joinPath(opened.uri, '.cursor/rules/b.mdc');
    const text = '---\nalwaysApply: maybe\ntitle: x\nglob: nowhere/*.zig\n---\nText.\n';
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
    const document = await vscode.workspace.openTextDocument(uri);
    await untilTold(uri, () => diagnosticsOf(uri).length === 3);
    for (const title of ['Set alwaysApply to false', 'Remove title', 'Call it globs']) {
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        ...[uri, whole, vscode.CodeActionKind.QuickFix.value],
      );
      const action = actions.find((one) => one.title === title);
      assert.ok(action?.edit !== undefined, `${title} of ${actions.map((one) => one.title).join(', ')}`);
      await vscode.workspace.applyEdit(action.edit);
    }
    assert.equal(document.getText(), '---\nalwaysApply: false\nglobs: nowhere/*.zig\n---\nText.\n');
    await untilTold(uri, () => diagnosticsOf(uri)[0]?.[1] === 'No file matches nowhere/*.zig.');
    assert.deepEqual(diagnosticsOf(uri), [
      [vscode.DiagnosticSeverity.Warning, 'No file matches nowhere/*.zig.', 2, 'Background Agents'],
    ]);
    await document.save();
  });

  it('are converted, and the file of the old form is gone', async () => {
    assert.ok(opened !== undefined);
    const old = vscode.Uri.joinPath(opened.uri, '.cursorrules');
    const made = vscode.Uri.joinPath(opened.uri, '.cursor/rules/project.mdc');
    await vscode.workspace.fs.writeFile(old, Buffer.from('Use tabs.\n'));
    const converted = vscode.commands.executeCommand('backgroundAgents.convertRules', old);
    const accepting = setInterval(
      () => void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
      200,
    );
    await converted;
    clearInterval(accepting);
    const text = Buffer.from(await vscode.workspace.fs.readFile(made)).toString();
    assert.equal(text, '---\nalwaysApply: true\n---\n\nUse tabs.\n');
    await assert.rejects(async () => await vscode.workspace.fs.stat(old));
    await vscode.workspace.fs.delete(made);
  });

  it('become one YAML file in the place of their folder, and come back', async () => {
    assert.ok(opened !== undefined);
    const { uri } = opened;
    const one = vscode.Uri.joinPath(uri, 'shop/.cursor/rules');
    const rule = vscode.Uri.joinPath(one, 'style.mdc');
    const text = '---\nalwaysApply: true\n---\n\nstyle:\n- Use tabs.\n';
    await vscode.workspace.fs.writeFile(rule, Buffer.from(text));
    const read = async (file: vscode.Uri) => Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
    const convert = async (from: vscode.Uri, label: string) => {
      const converted = vscode.commands.executeCommand('backgroundAgents.convertRules', from);
      const choosing = setInterval(() => {
        const steps = label === 'yaml' ? ['workbench.action.quickOpenSelectNext'] : [];
        void Promise.all(steps.map((step) => vscode.commands.executeCommand(step))).then(() =>
          vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
        );
      }, 500);
      await converted;
      clearInterval(choosing);
    };
    await convert(rule, 'yaml');
    assert.equal(await read(one), 'style:\n  - Use tabs.\n');
    await convert(one, 'mdc');
    assert.equal(await read(vscode.Uri.joinPath(one, 'project.mdc')), text);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, 'shop'), { recursive: true });
  });

  it('are told from configuration files that are not as they should be, with what mends them', async () => {
    assert.ok(opened !== undefined);
    const json = vscode.Uri.joinPath(opened.uri, '.cursor/sandbox.json');
    await vscode.workspace.fs.writeFile(
      json,
      Buffer.from('{\n  // Comments may stand here.\n  "networkPolicies": {}\n}\n'),
    );
    await vscode.window.showTextDocument(json);
    await untilTold(json, () => diagnosticsOf(json).length > 0);
    assert.deepEqual(
      diagnosticsOf(json).map(([severity, , line]) => [severity, line]),
      [[vscode.DiagnosticSeverity.Warning, 2]],
    );
    const yaml = vscode.Uri.joinPath(opened.uri, '.cursor/multi-repo.yaml');
    const text = 'repositories:\n  - path: .\n    branch: main\n    rules: ../outside\n';
    await vscode.workspace.fs.writeFile(yaml, Buffer.from(text));
    const document = await vscode.workspace.openTextDocument(yaml);
    await untilTold(yaml, () => diagnosticsOf(yaml).some(([, , line]) => line === 3));
    for (const title of ['Use the rules of the folder', 'Remove branch']) {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        ...[yaml, new vscode.Range(0, 0, document.lineCount, 0), vscode.CodeActionKind.QuickFix.value],
      );
      const action = actions.find((one) => one.title === title);
      assert.ok(action?.edit !== undefined, `${title} of ${actions.map((one) => one.title).join(', ')}`);
      await vscode.workspace.applyEdit(action.edit);
    }
    assert.equal(document.getText(), 'repositories:\n  - path: .\n    rules: null\n');
    await document.save();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(json);
    await vscode.workspace.fs.delete(yaml);
  });
});
