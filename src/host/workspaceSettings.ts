import * as vscode from 'vscode';
import { ignoredSettings } from '../core/trust/ignoredSettings';

/** Settings that a workspace may have: they are looks. */
const open = ['backgroundAgents.notifications.when', 'backgroundAgents.statusColors'];
const maxBytes = 1_000_000;

export interface IgnoredSetting {
  /** Its whole name. */
  name: string;
  /** As the person knows the file. */
  file: string;
}

/** What the open folders try to set of ours and may not, with where they do. */
export async function settingsIgnored(): Promise<IgnoredSetting[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) =>
    vscode.Uri.joinPath(uri, '.vscode', 'settings.json'),
  );
  const { workspaceFile } = vscode.workspace;
  const files = workspaceFile?.scheme === 'file' ? [workspaceFile, ...folders] : folders;
  const found = await Promise.all(files.map(async (uri) => ({ uri, names: ignoredSettings(await textOf(uri), open) })));
  return found.flatMap(({ uri, names }) => names.map((name) => ({ name, file: vscode.workspace.asRelativePath(uri) })));
}

/** Empty where there is no such file, or none of a size that a person would write. */
async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    const isPlain = (type & vscode.FileType.File) !== 0 && size <= maxBytes;
    return isPlain ? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) : '';
  } catch (error) {
    if (error instanceof vscode.FileSystemError) {
      return '';
    }
    throw error;
  }
}
