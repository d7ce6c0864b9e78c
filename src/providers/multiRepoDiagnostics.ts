import * as path from 'node:path';
import * as vscode from 'vscode';
import type { JoinedRepositories } from '../app/worktrees/joinedRepositories';
import type { Log } from '../core/ports';
import { multiRepoFile, type MultiRepoProblem } from '../core/repositories/multiRepoFile';
import { lookAtDocuments } from '../host/openDocuments';

interface Deps {
  joined: Pick<JoinedRepositories, 'problems'>;
  log: Log;
}

/** Says of a file of several repositories that is open, as it is written, why they can't be worked on together. */
export class MultiRepoDiagnostics {
  private readonly found = vscode.languages.createDiagnosticCollection('backgroundAgents.repositories');

  constructor(private readonly deps: Deps) {}

  start(): vscode.Disposable {
    const look = (document: vscode.TextDocument) => {
      this.look(document).catch((error: unknown) => this.deps.log.error('A file was not looked at.', error));
    };
    return vscode.Disposable.from(
      this.found,
      lookAtDocuments(look, (uri) => this.found.delete(uri)),
    );
  }

  private async look(document: vscode.TextDocument): Promise<void> {
    const { uri, version } = document;
    const folder = path.dirname(path.dirname(uri.fsPath));
    if (uri.scheme !== 'file' || uri.fsPath !== path.join(folder, multiRepoFile) || !vscode.workspace.isTrusted) {
      return;
    }
    const problems = await this.deps.joined.problems({ folder, text: document.getText() });
    if (document.version === version && !document.isClosed) {
      this.found.set(
        uri,
        problems.map((problem) => diagnostic(document, problem)),
      );
    }
  }
}

function diagnostic(
  document: vscode.TextDocument,
  { line, message, isPassedOver }: MultiRepoProblem,
): vscode.Diagnostic {
  const { range } = document.lineAt(Math.min(Math.max(0, line - 1), document.lineCount - 1));
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  const found = new vscode.Diagnostic(range, message, isPassedOver === true ? warning : error);
  found.source = 'Background Agents';
  return found;
}
