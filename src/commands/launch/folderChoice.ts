import * as vscode from 'vscode';
import { tellWarning } from '../../host/messages';
import { t } from '../../host/translate';

/** The open folders that are on a disk. */
export function repositoryFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** The folder of the active editor, else the first. */
export async function askFolder(): Promise<string | undefined> {
  const folders = repositoryFolders();
  const [first] = folders;
  if (first === undefined) {
    await offerFolder();
    return undefined;
  }
  const document = vscode.window.activeTextEditor?.document.uri;
  const active = document === undefined ? undefined : vscode.workspace.getWorkspaceFolder(document);
  return (active !== undefined && folders.includes(active) ? active : first).uri.fsPath;
}

async function offerFolder(): Promise<void> {
  const open = t('Open Folder');
  const message = t('No folder is open. Agents work on a git repository.');
  if ((await tellWarning(message, open)) === open) {
    await vscode.commands.executeCommand('vscode.openFolder');
  }
}
