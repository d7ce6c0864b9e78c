import { realpath } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { TaskError } from '../../core/errors';
import { relativeTo } from '../../core/files/paths';
import { diffUri, parseDiffUri } from '../../host/agentDiffUri';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { placeDependencies } from '../worktrees/placeDependencies';
import { pathOf } from './review';
import { taskIdOf } from '../agents/taskArgument';

/** Opens a changed file as it is in the worktree now, beside what it was when the task began: language features work on it. */
export async function openLiveFile(deps: CommandDeps, argument: unknown): Promise<void> {
  const wanted = parseDiffUri(vscode.window.activeTextEditor?.document.uri ?? vscode.Uri.file('/'));
  const taskId = taskIdOf(argument) ?? wanted?.taskId;
  const file = pathOf(argument) ?? wanted?.path;
  if (taskId === undefined || file === undefined || file.startsWith('/')) {
    void tellInfo(t('Choose a changed file of an agent first.'));
    return;
  }
  const view = deps.services.store.get(taskId);
  await placeDependencies(deps, view);
  const live = vscode.Uri.file(await liveFile(view, file));
  const title = t('{0} (live, {1})', path.posix.basename(file), view.task.title);
  await vscode.commands.executeCommand('vscode.diff', diffUri(view, 'base', file), live, title, { preview: true });
}

/** The real path. Throws `TaskError` for what is not in the worktree, or leads out of it. */
async function liveFile({ app, run }: TaskView, file: string): Promise<string> {
  const worktree = app.workspace?.repos[0].worktree;
  const isThere = worktree !== undefined && app.landing.kind !== 'discarded';
  const isChanged = run.files.some((each) => each.path === file && each.status !== 'deleted');
  try {
    if (isThere && isChanged) {
      const [root, real] = [await realpath(worktree), await realpath(path.join(worktree, file))];
      if (relativeTo(slashed(root), slashed(real)) !== null) {
        return real;
      }
    }
  } catch (error) {
    throw notThere(file, error);
  }
  throw notThere(file);
}

function notThere(file: string, cause?: unknown): TaskError {
  return new TaskError('not-possible-now', t('{0} was not opened, because it is no file of the worktree now.', file), {
    ...(cause === undefined ? {} : { cause }),
    hint: t('Look at its diff instead.'),
  });
}

function slashed(absolute: string): string {
  return absolute.replaceAll(path.sep, '/');
}
