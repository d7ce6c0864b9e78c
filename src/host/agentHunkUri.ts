import * as vscode from 'vscode';
import { HunkDocumentQuery } from '../protocol';
import type { HunkArgument } from '../protocol';

export const hunkScheme = 'agent-hunk';

/** The document in which the text of a hunk is edited; named like its file, so that it has the file's language. */
export function hunkUri({ taskId, path, key }: HunkArgument): vscode.Uri {
  const query = new URLSearchParams({ task: taskId, key }).toString();
  return vscode.Uri.from({ scheme: hunkScheme, path: `/${path}`, query });
}

/** Null for an address that is not one of ours. */
export function parseHunkUri(uri: vscode.Uri): HunkArgument | null {
  const { data } = HunkDocumentQuery.safeParse(Object.fromEntries(new URLSearchParams(uri.query)));
  const path = uri.path.slice(1);
  return uri.scheme === hunkScheme && data !== undefined && path !== ''
    ? { taskId: data.task, path, key: data.key }
    : null;
}
