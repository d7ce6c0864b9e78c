import * as vscode from 'vscode';
import { oneLine } from '../../core/labels/labels';
import { diffUri } from '../../host/agentDiffUri';
import { Finding, type FindingVerdict, TaskId, type TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/** Opens the change that a review is of, with what it found on its lines. */
export async function openReviewed({ services }: CommandDeps, view: TaskView): Promise<void> {
  const { repos } = await services.pullReviews.changeSet(view);
  const resources = repos[0].files.map(({ path, status }) => {
    const [base, head] = [diffUri(view, 'base', path), diffUri(view, 'head', path)];
    return [head, status === 'added' ? undefined : base, status === 'deleted' ? undefined : head];
  });
  await vscode.commands.executeCommand('vscode.changes', oneLine(view.task.title, 80), resources);
}

/** Journals what a person made of the findings of a thread; null: they are open again. */
export async function settleFinding(
  { services }: CommandDeps,
  argument: unknown,
  verdict: FindingVerdict | null,
): Promise<void> {
  for (const { taskId, finding } of meantFindings(argument)) {
    await services.pullReviews.settle(taskId, finding, verdict);
  }
}

/** A comment, or all of a thread. */
function meantFindings(argument: unknown): { taskId: TaskId; finding: Finding }[] {
  if (typeof argument !== 'object' || argument === null) {
    return [];
  }
  if ('comments' in argument && Array.isArray(argument.comments)) {
    return argument.comments.flatMap(meantFindings);
  }
  const taskId = TaskId.safeParse('taskId' in argument ? argument.taskId : undefined).data;
  const finding = Finding.safeParse('finding' in argument ? argument.finding : undefined).data;
  return taskId === undefined || finding === undefined ? [] : [{ taskId, finding }];
}
