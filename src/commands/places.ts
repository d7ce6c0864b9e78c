import * as vscode from 'vscode';
import { groupOf, groupTasks } from '../core/taskGroups';
import { t } from '../host/translate';
import type { TaskView } from '../protocol';
import type { CommandDeps } from './commandDeps';
import { chooseTask, taskFor, taskIdOf } from './taskArgument';

/** Shows the Agents Window, at a task when one is meant; the status bar means the first that waits. */
export function openAgentsWindow({ services, agentsWindow }: CommandDeps, argument: unknown): void {
  const isWaitingMeant = typeof argument === 'object' && argument !== null && 'waiting' in argument;
  const waiting = groupTasks(services.store.current.values()).find(({ group }) => group === 'waiting');
  agentsWindow.open(isWaitingMeant ? waiting?.views[0]?.task.id : taskIdOf(argument));
}

export async function openTask(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, () => true);
  if (view !== undefined) {
    deps.agentsWindow.open(view.task.id);
  }
}

export async function copyBranchName(deps: CommandDeps, argument: unknown): Promise<void> {
  const branchOf = (view: TaskView) => view.app.workspace?.repos[0].branch ?? null;
  const view = await chooseTask(deps, argument, (one) => branchOf(one) !== null && groupOf(one) !== 'discarded');
  const branch = view === undefined ? null : branchOf(view);
  if (branch !== null) {
    await vscode.env.clipboard.writeText(branch);
  }
}

/** Opens the worktree in a window of its own, or a terminal in it. */
export async function openWorktree(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('openWorktree', deps, argument);
  const worktree = view?.app.workspace?.repos[0].worktree;
  if (view === undefined || worktree === undefined) {
    return;
  }
  const inWindow = { label: `$(empty-window) ${t('Open in New Window')}`, description: worktree };
  const inTerminal = { label: `$(terminal) ${t('Open in Terminal')}`, description: worktree };
  const picked = await vscode.window.showQuickPick([inWindow, inTerminal], { placeHolder: view.task.title });
  const uri = vscode.Uri.file(worktree);
  if (picked === inWindow) {
    await vscode.commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
  } else if (picked === inTerminal) {
    vscode.window.createTerminal({ name: view.task.title, cwd: uri }).show();
  }
}

/** Leaves it to the git extension, which asks for the folder; then the first task can begin. */
export async function initializeRepository({ openFolders }: CommandDeps): Promise<void> {
  await vscode.commands.executeCommand('git.init');
  openFolders.lookAgain();
}
