import * as vscode from 'vscode';

/**
 * Asks for a line of text; undefined when the person pressed Escape. What was typed stays when the focus goes elsewhere: to
 * a diff that the answer is about, say.
 */
export function askText(options: Omit<vscode.InputBoxOptions, 'ignoreFocusOut'>): Thenable<string | undefined> {
  return vscode.window.showInputBox({ ...options, ignoreFocusOut: true });
}
