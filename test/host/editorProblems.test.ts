import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { editorProblems } from '../../src/host/editorProblems';

const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;

describe('problems that the editor knows', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'problems-')));
  const found = vscode.languages.createDiagnosticCollection('test');
  let checking: vscode.Disposable;

  /** A language service that finds each `bad`, a while after a document is opened or changed. */
  function check(document: vscode.TextDocument): void {
    if (!document.uri.fsPath.startsWith(folder)) {
      return;
    }
    const problems = document
      .getText()
      .split('\n')
      .flatMap((text, line) => {
        const at = text.indexOf('bad');
        const place = () => new vscode.Range(line, at, line, at + 3);
        return at === -1
          ? []
          : [new vscode.Diagnostic(place(), `${text}\nmore`, text.startsWith('!') ? warning : error)];
      });
    setTimeout(() => found.set(document.uri, problems), 100);
  }

  before(() => {
    fs.mkdirSync(path.join(folder, 'now'));
    fs.mkdirSync(path.join(folder, 'before'));
    checking = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument(check),
      vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    );
  });
  after(() => {
    checking.dispose();
    found.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const ask = (...paths: string[]) =>
    editorProblems.of(
      {
        folder: path.join(folder, 'now'),
        before: path.join(folder, 'before'),
        paths: paths.map((name) => ({ path: name, oldPath: name })),
      },
      new AbortController().signal,
    );

  it('are those of files that are open nowhere, now and before, and follow what is written to the disk', async () => {
    fs.writeFileSync(path.join(folder, 'before/a.js'), 'bad old\n');
    fs.writeFileSync(path.join(folder, 'now/a.js'), 'fine\nbad old\n! bad\n');
    const told = { path: 'a.js', column: 1, severity: 'error' } as const;
    const old = { ...told, line: 1, message: 'bad old' };
    assert.deepEqual(await ask('a.js', 'gone.js'), [
      {
        path: 'a.js',
        now: [
          { ...told, line: 2, message: 'bad old' },
          { ...told, line: 3, column: 3, severity: 'warning', message: '! bad' },
        ],
        before: [old],
      },
    ]);
    fs.writeFileSync(path.join(folder, 'now/a.js'), 'fine\nbad new\n');
    assert.deepEqual(await ask('a.js'), [
      { path: 'a.js', now: [{ ...told, line: 2, message: 'bad new' }], before: [old] },
    ]);
  });
});
