import * as vscode from 'vscode';
import { isWorktreeOf } from '../app/tasks/taskFolders';
import type { TaskStore } from '../app/tasks/taskStore';
import { oneLine, reasonLabel, statusLabel } from '../core/labels/labels';
import { plainText } from '../core/labels/plainText';
import { statusIcon } from '../core/labels/statusIcons';
import { setContextKey } from '../host/contextKeys';
import { settings } from '../host/settings';
import { t } from '../host/translate';
import type { TaskView } from '../protocol';

/** In a window on the worktree of an agent: what that one is at, in the status bar, and the way back. */
export function createWorktreeItem(store: TaskStore): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('worktree', vscode.StatusBarAlignment.Left, 6);
  item.name = t('Agent of This Worktree');
  const update = () => {
    const view = taskOfWindow(store);
    setContextKey('hasWorktree', view !== undefined);
    if (view === undefined) {
      item.hide();
    } else {
      draw(item, view);
    }
  };
  update();
  return vscode.Disposable.from(item, store.onDidChange(update), vscode.workspace.onDidChangeWorkspaceFolders(update));
}

function taskOfWindow(store: TaskStore): TaskView | undefined {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return [...store.current.values()].find((view) => folders.some((folder) => isWorktreeOf(view, folder)));
}

function draw(item: vscode.StatusBarItem, view: TaskView): void {
  const { task, state } = view;
  const { icon } = statusIcon(view, settings.statusColors);
  const title = plainText(task.title);
  item.text = `$(${icon}) ${oneLine(title, 40)}`;
  const says = [statusLabel(state, t), oneLine(reasonLabel(state, t))].filter((part) => part !== '').join(', ');
  const sentence = t('This window shows the worktree of {0}: {1}', title, plainText(says));
  const back = `[${t('Back to the Repository')}](command:backgroundAgents.openRepository)`;
  const tooltip = new vscode.MarkdownString(undefined);
  tooltip.isTrusted = { enabledCommands: ['backgroundAgents.openRepository'] };
  item.tooltip = tooltip.appendText(sentence).appendMarkdown(`\n\n${back}`);
  item.command = { command: 'backgroundAgents.openTask', title: t('Show Agent'), arguments: [task.id] };
  item.accessibilityInformation = { label: sentence };
  item.show();
}
