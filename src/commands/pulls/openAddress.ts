import * as vscode from 'vscode';
import type { OpenedPull } from '../../protocol';

/** Opens it in the browser; what is no address of the web is not followed. */
export async function openAddress({ url }: OpenedPull): Promise<void> {
  if (url.startsWith('https://')) {
    await vscode.env.openExternal(vscode.Uri.parse(url, true));
  }
}
