import * as vscode from 'vscode';
import { TaskId, type TaskView } from '../protocol';

export const reportScheme = 'agent-report';

export function reportUri({ task }: TaskView): vscode.Uri {
  return vscode.Uri.from({ scheme: reportScheme, path: `/${task.slug}.md`, query: task.id });
}

/** Whose report it is; null for an address that is not one of ours. */
export function reportTask(uri: vscode.Uri): TaskId | null {
  return uri.scheme === reportScheme ? (TaskId.safeParse(uri.query).data ?? null) : null;
}
