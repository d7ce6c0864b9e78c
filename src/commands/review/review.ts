import * as path from 'node:path';
import * as vscode from 'vscode';
import { baseMoveLabel } from '../../core/landing/baseMoveLabel';
import { memberTitle } from '../../core/groups/memberName';
import { orderedFiles } from '../../core/review/orderedFiles';
import { diffUri } from '../../host/agentDiffUri';
import { t } from '../../host/translate';
import type { FileChange, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { openReviewed } from './findings';
import { openPartDiff, partOf } from './partDiff';
import { openSubmodule } from './submoduleDiff';
import { taskFor, taskIdOf } from '../agents/taskArgument';

/** Opens one changed file in VS Code's own diff editor, on documents that do not change any more. */
export async function openDiff(deps: CommandDeps, argument: unknown): Promise<void> {
  const { services } = deps;
  const taskId = taskIdOf(argument);
  const file = pathOf(argument);
  if (taskId === undefined || file === undefined) {
    return;
  }
  const view = services.store.get(taskId);
  const part = partOf(argument);
  if (part !== undefined && part.kind !== 'all') {
    await openPartDiff(services, view, { path: file, part });
    return;
  }
  if (!view.run.files.some((each) => each.path === file) && (await openSubmodule(deps, view, file))) {
    return;
  }
  const title = t('{0} ({1})', path.posix.basename(file), memberTitle(view, services.arenas.glances()));
  const [base, head] = [diffUri(view, 'base', file), diffUri(view, 'head', file)];
  await vscode.commands.executeCommand('vscode.diff', base, head, title, { preview: true });
}

/** Of the file that a row of the tree, or the Agents Window, means. */
export function pathOf(argument: unknown): string | undefined {
  const isGiven = typeof argument === 'object' && argument !== null && 'path' in argument;
  return isGiven && typeof argument.path === 'string' ? argument.path : undefined;
}

/** Opens all changes that are not applied in part in the multi-diff editor, the most dangerous file first. */
export async function reviewAll(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('reviewAll', deps, argument);
  if (view === undefined) {
    return;
  }
  if (view.task.purpose?.kind === 'review') {
    await openReviewed(deps, view);
    return;
  }
  const { repos } = await deps.services.reviews.changeSet(view);
  const order = await deps.services.orders.look(view, 'rest');
  const resources = orderedFiles(repos[0].files, order, view.task.joined).map(({ file }) => resource(view, file));
  const move = await deps.services.baseMoves.look(view);
  const about = move === null ? '' : ` (${baseMoveLabel(move, t)})`;
  const title = `${t('Changes of “{0}”', memberTitle(view, deps.services.arenas.glances()))}${about}`;
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

type Resource = [label: vscode.Uri, original: vscode.Uri | undefined, modified: vscode.Uri | undefined];

/** A side on which the file does not exist is left out. */
function resource(view: TaskView, { path: file, status }: FileChange): Resource {
  const [base, head] = [diffUri(view, 'base', file, 'rest'), diffUri(view, 'head', file)];
  return [head, status === 'added' ? undefined : base, status === 'deleted' ? undefined : head];
}
