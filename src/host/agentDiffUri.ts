import * as vscode from 'vscode';
import { resultTree, reviewBase } from '../core/run/result';
import { DiffDocumentQuery } from '../protocol';
import type { DiffSide, ObjectName, TaskId, TaskView } from '../protocol';

export const diffScheme = 'agent-diff';

export interface DiffDocument {
  taskId: TaskId;
  side: DiffSide;
  /** Relative to the repository, with `/`. */
  path: string;
  /** The object that the side was. */
  at: string;
}

/**
 * The frozen document of one side of a changed file: of the whole change, or what of it is not applied. Both sides have the same path, so that no rename is shown.
 */
export function diffUri(view: TaskView, side: 'base' | 'head', path: string, of: 'rest' | 'all' = 'all'): vscode.Uri {
  const { purpose } = view.task;
  if (purpose?.kind === 'review') {
    return uriOf(view, { side, path, at: purpose[side] });
  }
  const base = (of === 'rest' ? reviewBase(view) : view.app.workspace?.repos[0].snapshot) ?? '';
  const at = side === 'base' ? base : (resultTree(view) ?? '');
  return uriOf(view, { side, path, at });
}

/** A file as it was when a person reviewed it, as the left side of what changed since. */
export function objectUri(view: TaskView, path: string, at: ObjectName): vscode.Uri {
  return uriOf(view, { side: 'base', path, at });
}

/** A file as it was when the worktree was at that commit. */
export function stepUri(view: TaskView, path: string, at: ObjectName): vscode.Uri {
  return uriOf(view, { side: 'step', path, at });
}

function uriOf({ task }: TaskView, { side, path, at }: Omit<DiffDocument, 'taskId'>): vscode.Uri {
  const query = new URLSearchParams({ task: task.id, side, at }).toString();
  return vscode.Uri.from({ scheme: diffScheme, path: `/${path}`, query });
}

/** Null for an address that is not one of ours; whether the task has the path is the reader's to check. */
export function parseDiffUri(uri: vscode.Uri): DiffDocument | null {
  const { data } = DiffDocumentQuery.safeParse(Object.fromEntries(new URLSearchParams(uri.query)));
  const path = uri.path.slice(1);
  return uri.scheme === diffScheme && data !== undefined && path !== ''
    ? { taskId: data.task, side: data.side, path, at: data.at }
    : null;
}
