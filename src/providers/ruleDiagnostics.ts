import * as vscode from 'vscode';
import type { Log } from '../core/ports';
import { parseRule } from '../core/rules/parseRule';
import { ruleFormOf } from '../core/rules/ruleNames';
import type { YamlResult } from '../core/rulesPorts';

interface RuleDiagnosticsDeps {
  readYaml: (text: string) => Promise<YamlResult>;
  log: Log;
}

const source = 'Background Agents';

/** Says of rule files that are open, as they are written, why they would not apply. */
export class RuleDiagnostics {
  private readonly found = vscode.languages.createDiagnosticCollection('backgroundAgents.rules');

  constructor(private readonly deps: RuleDiagnosticsDeps) {}

  start(): vscode.Disposable {
    const look = (document: vscode.TextDocument) => {
      this.look(document).catch((error: unknown) => this.deps.log.error('A rule file was not looked at.', error));
    };
    vscode.workspace.textDocuments.forEach(look);
    return vscode.Disposable.from(
      this.found,
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.found.delete(uri)),
    );
  }

  private async look(document: vscode.TextDocument): Promise<void> {
    const path = ruleText(document);
    if (path === null) {
      return;
    }
    const { version } = document;
    const { problems } = await parseRule({ path, text: document.getText() }, this.deps.readYaml);
    if (document.version === version && !document.isClosed) {
      this.found.set(
        document.uri,
        problems.map(({ line, message, isBroken }) => diagnostic(document, { line, message, isBroken })),
      );
    }
  }
}

/** The path of a rule file in its folder of the workspace; null for every other document. */
function ruleText({ uri }: vscode.TextDocument): string | null {
  if (uri.scheme !== 'file' || vscode.workspace.getWorkspaceFolder(uri) === undefined) {
    return null;
  }
  const path = vscode.workspace.asRelativePath(uri, false);
  return ruleFormOf(path) === null ? null : path;
}

function diagnostic(
  document: vscode.TextDocument,
  { line, message, isBroken }: { line: number; message: string; isBroken: boolean },
): vscode.Diagnostic {
  const { range } = document.lineAt(Math.min(Math.max(0, line - 1), document.lineCount - 1));
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  const found = new vscode.Diagnostic(range, message, isBroken ? error : warning);
  found.source = source;
  return found;
}
