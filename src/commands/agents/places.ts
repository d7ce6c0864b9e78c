import * as vscode from 'vscode';
import { isWorktreeOf } from '../../app/tasks/taskFolders';
import { oneLine } from '../../core/labels/labels';
import { groupOf, groupTasks } from '../../core/views/taskGroups';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { placeDependencies } from '../worktrees/placeDependencies';
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
    deps.agentsWindow.open(view.task.id, stepIn(argument));
  }
}

/** The event that a link means. */
function stepIn(argument: unknown): number | undefined {
  const isStep = typeof argument === 'object' && argument !== null && 'seq' in argument;
  return isStep && typeof argument.seq === 'number' && Number.isInteger(argument.seq) && argument.seq > 0
    ? argument.seq
    : undefined;
}

export async function copyBranchName(deps: CommandDeps, argument: unknown): Promise<void> {
  const branchOf = (view: TaskView) => view.app.workspace?.repos[0].branch ?? null;
  const view = await chooseTask(deps, argument, (one) => branchOf(one) !== null && groupOf(one) !== 'discarded');
  const branch = view === undefined ? null : branchOf(view);
  if (branch !== null) {
    await vscode.env.clipboard.writeText(branch);
  }
}

/** Opens the worktree in a window of its own, which shows the task as its own and has a way back. */
export async function openWorktree(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('openWorktree', deps, argument);
  if (view !== undefined) {
    await placeDependencies(deps, view);
  }
  await openFolder(view?.app.workspace?.repos[0].worktree);
}

export async function openTerminal(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('openTerminal', deps, argument);
  const worktree = view?.app.workspace?.repos[0].worktree;
  if (view !== undefined && worktree !== undefined) {
    await placeDependencies(deps, view);
    vscode.window.createTerminal({ name: oneLine(view.task.title, 60), cwd: vscode.Uri.file(worktree) }).show();
  }
}

/** From the window of a worktree to that of the repository it was made from. */
export async function openRepository({ services }: CommandDeps): Promise<void> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const views = [...services.store.current.values()];
  const view = views.find((one) => folders.some((folder) => isWorktreeOf(one, folder)));
  if (view === undefined) {
    void tellInfo(t('This window does not show the worktree of an agent.'));
    return;
  }
  await openFolder(view.task.repos[0].root);
}

/** The editor shows the window that has the folder open already, where it can. */
async function openFolder(folder: string | undefined): Promise<void> {
  if (folder !== undefined) {
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
  }
}

/** Leaves it to the git extension, which asks for the folder; then the first task can begin. */
export async function initializeRepository({ openFolders }: CommandDeps): Promise<void> {
  await vscode.commands.executeCommand('git.init');
  openFolders.lookAgain();
}
