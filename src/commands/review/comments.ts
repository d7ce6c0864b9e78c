import type * as vscode from 'vscode';
import { TaskId } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

interface Meant {
  taskId: TaskId;
  commentId: string;
  body: string;
}

/** A box under a line says what was written into it. */
export async function addComment({ reviewThreads }: CommandDeps, argument: unknown): Promise<void> {
  if (isReply(argument)) {
    await reviewThreads.add(argument);
  }
}

export function editComment({ reviewThreads }: CommandDeps, argument: unknown): void {
  meantComments(argument).forEach((comment) => reviewThreads.setEditing(comment, true));
}

export function cancelComment({ reviewThreads }: CommandDeps, argument: unknown): void {
  meantComments(argument).forEach((comment) => reviewThreads.setEditing(comment, false));
}

export async function saveComment({ services, reviewThreads }: CommandDeps, argument: unknown): Promise<void> {
  for (const comment of meantComments(argument)) {
    const text = comment.body.trim().slice(0, 20_000);
    if (text !== '') {
      await services.comments.edit(comment.taskId, comment.commentId, text);
    }
    reviewThreads.setEditing(comment, false);
  }
}

export async function deleteComment({ services }: CommandDeps, argument: unknown): Promise<void> {
  for (const { taskId, commentId } of meantComments(argument)) {
    await services.comments.remove(taskId, commentId);
  }
}

/** All comments of a place in the text. */
export async function resolveComment({ services }: CommandDeps, argument: unknown, isResolved: boolean): Promise<void> {
  for (const { taskId, commentId } of meantComments(argument)) {
    await services.comments.resolve(taskId, commentId, isResolved);
  }
}

function isReply(argument: unknown): argument is vscode.CommentReply {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'thread' in argument &&
    'text' in argument &&
    typeof argument.text === 'string'
  );
}

/** A comment, or all of a thread. */
function meantComments(argument: unknown): Meant[] {
  if (typeof argument !== 'object' || argument === null) {
    return [];
  }
  if ('comments' in argument && Array.isArray(argument.comments)) {
    return argument.comments.flatMap(meantComments);
  }
  const { taskId, commentId, body } = { taskId: '', commentId: '', body: '', ...argument } as Record<string, unknown>;
  const task = TaskId.safeParse(taskId).data;
  const text = typeof body === 'string' ? body : '';
  return task === undefined || typeof commentId !== 'string' ? [] : [{ taskId: task, commentId, body: text }];
}
