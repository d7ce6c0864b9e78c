import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';

/** The folders of this window by their real paths, without those that are not there: a workspace may name such. */
export async function realFolders(): Promise<string[]> {
  const open = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = await Promise.all(open.map(({ uri }) => fs.realpath(uri.fsPath).catch(() => null)));
  return found.filter((folder) => folder !== null);
}
