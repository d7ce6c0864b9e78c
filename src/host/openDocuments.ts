import * as vscode from 'vscode';

/** Looks at every document that is open, is opened or is changed, until it is disposed; `forget` is for closed ones. */
export function lookAtDocuments(
  look: (document: vscode.TextDocument) => void,
  forget: (uri: vscode.Uri) => void,
): vscode.Disposable {
  vscode.workspace.textDocuments.forEach(look);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => forget(uri)),
  );
}
