import * as vscode from 'vscode';
import { type LiteralSecret, literalSecretLabel, literalSecrets, mayHoldSecrets } from '../core/secrets/literalSecrets';
import { commandPrefix } from '../host/commandIds';
import { lookAtDocuments } from '../host/openDocuments';
import { t } from '../host/translate';

const source = 'Background Agents';

/** Marks what looks like a secret in the configuration files of agents, and offers to keep it as one. */
export class SecretDiagnostics implements vscode.CodeActionProvider {
  private readonly found = vscode.languages.createDiagnosticCollection('backgroundAgents.secrets');

  start(): vscode.Disposable {
    return vscode.Disposable.from(
      this.found,
      lookAtDocuments(
        (document) => this.look(document),
        (uri) => this.found.delete(uri),
      ),
      vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return secretsIn(document)
      .filter((secret) => rangeOf(document, secret).intersection(range) !== undefined)
      .map((secret) => keeping(document, secret));
  }

  private look(document: vscode.TextDocument): void {
    if (mayHoldSecrets(pathOf(document))) {
      this.found.set(
        document.uri,
        secretsIn(document).map((secret) => {
          const message = literalSecretLabel(secret, t);
          const found = new vscode.Diagnostic(rangeOf(document, secret), message, vscode.DiagnosticSeverity.Warning);
          found.source = source;
          return found;
        }),
      );
    }
  }
}

function secretsIn(document: vscode.TextDocument): LiteralSecret[] {
  const path = pathOf(document);
  return mayHoldSecrets(path) ? literalSecrets(path, document.getText()) : [];
}

function pathOf({ uri }: vscode.TextDocument): string {
  return uri.scheme === 'file' ? uri.path : '';
}

function rangeOf(document: vscode.TextDocument, { start, end }: LiteralSecret): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** The command is told where the secret stands, not what it is. */
function keeping(document: vscode.TextDocument, secret: LiteralSecret): vscode.CodeAction {
  const title = t('Keep as a secret…');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  const { start, end } = secret;
  action.command = { title, command: `${commandPrefix}keepSecret`, arguments: [{ uri: document.uri, start, end }] };
  action.diagnostics = vscode.languages
    .getDiagnostics(document.uri)
    .filter((found) => found.source === source && found.range.isEqual(rangeOf(document, secret)));
  action.isPreferred = true;
  return action;
}
