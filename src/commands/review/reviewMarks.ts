import * as vscode from 'vscode';
import { diffUri, objectUri, parseDiffUri } from '../../host/agentDiffUri';
import { tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { FileChange, TaskView } from '../../protocol';
import { chooseTask, taskIdOf } from '../agents/taskArgument';
import type { CommandDeps } from '../commandDeps';
import { pathOf } from './review';

/** Marks the file of a row, or of the active diff, as reviewed, or takes the mark away. */
export async function toggleReviewed({ services }: CommandDeps, argument: unknown): Promise<void> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const shown = active === undefined ? null : parseDiffUri(active);
  const taskId = taskIdOf(argument) ?? shown?.taskId;
  const path = pathOf(argument) ?? shown?.path;
  if (taskId === undefined || path === undefined || !services.store.current.has(taskId)) {
    void tellInfo(t('Open a change of an agent first.'));
    return;
  }
  const view = services.store.get(taskId);
  const isMarked = (await services.reviewMarks.glance(view))[path] === 'reviewed';
  if (isMarked === wantedMark(argument)) {
    return;
  }
  await (isMarked ? services.reviewMarks.unmark(view, [path]) : services.reviewMarks.mark(view, [path]));
}

/** Opens what was not reviewed: of a file that changed since, only the difference to what was looked at. */
export async function reviewSince(deps: CommandDeps, argument: unknown): Promise<void> {
  const { services } = deps;
  const view = await chooseTask(
    deps,
    argument,
    ({ app, run }) => app.review.reviewed.length > 0 && run.files.length > 0,
  );
  if (view === undefined) {
    return;
  }
  const glance = await withProgress(t('Looking at the change'), () => services.reviewMarks.glance(view));
  const files = view.run.files.filter(({ path }) => glance[path] !== 'reviewed');
  if (files.length === 0) {
    void tellInfo(t('Nothing changed since you reviewed “{0}”.', view.task.title));
    return;
  }
  const resources = files.map((file) => sides(view, file));
  const title = t('Changes of “{0}” since your review', view.task.title);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

function sides(
  view: TaskView,
  { path, status }: FileChange,
): [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined] {
  const mark = view.app.review.reviewed.find((each) => each.path === path);
  const [base, head] = [diffUri(view, 'base', path), diffUri(view, 'head', path)];
  const before = mark === undefined ? (status === 'added' ? undefined : base) : objectUri(view, path, mark.head);
  return [head, before, status === 'deleted' ? undefined : head];
}

/** A check box says what it is to be. */
function wantedMark(argument: unknown): boolean | undefined {
  const isAsked = typeof argument === 'object' && argument !== null && 'isReviewed' in argument;
  return isAsked && typeof argument.isReviewed === 'boolean' ? argument.isReviewed : undefined;
}
