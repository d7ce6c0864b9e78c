import * as vscode from 'vscode';
import type { TaskStore } from '../app/tasks/taskStore';
import { oneLine, stateLabel } from '../core/labels/labels';
import { launchProblemLabel } from '../core/launch/launchLabels';
import { parseLaunch } from '../core/launch/launches';
import { literalMarkdown } from '../core/labels/literalMarkdown';
import { plainText } from '../core/labels/plainText';
import { groupOf, groupTasks } from '../core/views/taskGroups';
import type { Disposable, Log } from '../core/ports';
import { commandPrefix } from '../host/commandIds';
import { t } from '../host/translate';
import type { TaskView } from '../protocol';

const mostShown = 20;

/**
 * `@agents` in the Chat view: a task becomes a button that fills New Task, where a person reads and sends it; `/status`
 * tells how all agents are. Where the editor has no chat there is none, and nothing is said of it.
 */
export function joinChat(store: Pick<TaskStore, 'current'>, extensionUri: vscode.Uri, log: Log): Disposable {
  if (typeof (vscode as Partial<typeof vscode>).chat?.createChatParticipant !== 'function') {
    return { dispose: () => undefined };
  }
  // The first request of a window that never asked for models is refused, even where no model is used.
  void Promise.resolve(vscode.lm.selectChatModels({})).catch((error: unknown) =>
    log.info(`The editor names no models for its chat: ${String(error)}`),
  );
  const participant = vscode.chat.createChatParticipant('backgroundAgents.agents', ({ prompt, command }, _, stream) => {
    if (command === 'status') {
      tellStatus(store, stream);
    } else {
      proposeTask(command === undefined ? prompt.trim() : `/${command} ${prompt.trim()}`, stream);
    }
  });
  const icon = (theme: 'light' | 'dark') => vscode.Uri.joinPath(extensionUri, 'media', `agents-${theme}.svg`);
  participant.iconPath = { light: icon('light'), dark: icon('dark') };
  return participant;
}

function proposeTask(prompt: string, stream: vscode.ChatResponseStream): void {
  if (prompt === '') {
    stream.markdown(t('Say what should be different, as you would in a ticket, or ask for /status.'));
    return;
  }
  const launch = parseLaunch(prompt);
  if (launch?.kind === 'problem') {
    stream.markdown(literalMarkdown(launchProblemLabel(launch, t)));
    return;
  }
  stream.markdown(t('An agent can do this in a worktree of its own while you go on. You see the task first.'));
  stream.button({ command: `${commandPrefix}newTask`, title: t('Review and Start'), arguments: [{ prompt }] });
}

/** Texts that others wrote are shown as text, whatever Markdown would make of them. */
function tellStatus({ current }: Pick<TaskStore, 'current'>, stream: vscode.ChatResponseStream): void {
  const views = groupTasks([...current.values()].filter((view) => groupOf(view) !== 'discarded')).flatMap(
    (group) => group.views,
  );
  if (views.length === 0) {
    stream.markdown(t('There are no agents. @agents and a task starts one.'));
    return;
  }
  const list = new vscode.MarkdownString();
  for (const view of views.slice(0, mostShown)) {
    list.appendMarkdown(`- ${literalMarkdown(lineOf(view))}\n`);
  }
  stream.markdown(list);
  if (views.length > mostShown) {
    stream.markdown(t('{0} more', views.length - mostShown));
  }
  stream.button({ command: `${commandPrefix}openAgentsWindow`, title: t('Open Agents Window') });
}

function lineOf({ task, state }: TaskView): string {
  return plainText(t('{0}: {1}', oneLine(task.title, 60), oneLine(stateLabel(state, t), 200)));
}
