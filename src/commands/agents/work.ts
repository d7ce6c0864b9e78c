import * as vscode from 'vscode';
import { oneLine, requestLabel, requestTitle } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { setupText } from '../../core/setup/setupLabels';
import { visibleText } from '../../core/labels/visibleText';
import { worktreesOf } from '../../core/worktrees/worktreesOf';
import { askText } from '../../host/askText';
import { t } from '../../host/translate';
import type { Decision, Request, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { choices } from './requestChoices';
import { showPreview } from './showPreview';
import { chooseTask, taskFor } from './taskArgument';

export async function stop(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('stop', deps, argument);
  if (view !== undefined) {
    await deps.services.fleet.stop(view.task.id);
  }
}

export async function retry(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('retry', deps, argument);
  if (view !== undefined) {
    await deps.services.fleet.retry(view.task.id);
  }
}

/** Sends a message; a task that is over goes on with it. */
export async function message(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, ({ app }) => app.landing.kind !== 'discarded');
  if (view === undefined) {
    return;
  }
  const text = await askWords(view.task.title, t('Message to the agent'));
  if (text !== undefined) {
    await deps.services.feedbacks.say(view.task.id, text);
  }
}

export async function rename(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, () => true);
  if (view === undefined) {
    return;
  }
  const { id, title } = view.task;
  const entered = await askText({ title: t('Rename Agent'), value: title });
  await deps.services.renames.rename(id, entered ?? '');
}

/** Answers the open request in a quick pick; the careful answer comes first. False when none was given. */
export async function answer(deps: CommandDeps, argument: unknown): Promise<boolean> {
  const view = await chooseTask(deps, argument, isWaiting);
  if (view?.state.kind !== 'waiting') {
    return false;
  }
  const { request } = view.state;
  const decision = await askDecision(view, request);
  if (decision === 'show') {
    deps.agentsWindow.open(view.task.id);
  }
  if (decision === 'preview') {
    await showPreview(deps, view.task.id);
  }
  if (decision === undefined || decision === 'show' || decision === 'preview') {
    return false;
  }
  await deps.services.fleet.answer(view.task.id, request.requestId, decision);
  return true;
}

function isWaiting({ state, app }: TaskView): boolean {
  return state.kind === 'waiting' && app.landing.kind !== 'discarded';
}

async function askDecision(view: TaskView, request: Request): Promise<Decision | 'show' | 'preview' | undefined> {
  const picked = await vscode.window.showQuickPick(choices(request, worktreesOf(view)), {
    title: `${view.task.title}: ${requestTitle(request, view.run.sandbox, t)}`,
    placeHolder: placeholder(request),
    ignoreFocusOut: true,
  });
  return picked?.decision === 'words' ? inWords(view, request) : picked?.decision;
}

function placeholder(request: Request): string {
  const text =
    request.kind === 'approval'
      ? request.command
      : request.kind === 'question'
        ? request.question
        : request.kind === 'setup'
          ? setupText(request.list)
          : requestLabel(request, t);
  return visibleText(text)
    .map((part) => part.text)
    .join('');
}

async function inWords(view: TaskView, request: Request): Promise<Decision | undefined> {
  const text = await askWords(view.task.title, oneLine(requestLabel(request, t), 200));
  if (text === undefined) {
    return undefined;
  }
  switch (request.kind) {
    case 'approval':
    case 'setup':
      return { kind: 'deny', note: text };
    case 'question':
    case 'plan':
      return { kind: 'reply', text };
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'window':
    case 'budget':
      return { kind: 'continue', text };
    case 'chain':
      return { kind: 'continue' };
  }
}

async function askWords(title: string, prompt: string): Promise<string | undefined> {
  const text = (await askText({ title, prompt: plainText(prompt) }))?.trim();
  return text === '' ? undefined : text;
}
