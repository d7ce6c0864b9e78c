import * as vscode from 'vscode';
import { titledView } from '../../core/groups/blindView';
import { reasonLabel, statusLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { statusIcon } from '../../core/labels/statusIcons';
import { possibleActions } from '../../core/views/taskActions';
import { groupTasks } from '../../core/views/taskGroups';
import { tellInfo } from '../../host/messages';
import { settings } from '../../host/settings';
import { t } from '../../host/translate';
import { TaskId } from '../../protocol';
import type { TaskAction, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/** The task that a menu, a notification or a key means: an id, or a row of the tree. */
export function taskIdOf(argument: unknown): TaskId | undefined {
  const value: unknown =
    typeof argument === 'object' && argument !== null && 'taskId' in argument ? argument.taskId : argument;
  return TaskId.safeParse(value).data;
}

/** The task that is meant, or one the person picks of those for which the action is possible. */
export function taskFor(action: TaskAction, deps: CommandDeps, argument: unknown): Promise<TaskView | undefined> {
  return chooseTask(deps, argument, (view) => possibleActions(view).has(action));
}

/** Undefined when nothing was picked, or when there is nothing to pick, which is said. */
export async function chooseTask(
  { services }: CommandDeps,
  argument: unknown,
  isPossible: (view: TaskView) => boolean,
): Promise<TaskView | undefined> {
  const taskId = taskIdOf(argument);
  const meant = taskId === undefined ? undefined : services.store.get(taskId);
  if (meant !== undefined && isPossible(meant)) {
    return titledView(meant, services.arenas.glances());
  }
  const races = services.arenas.glances();
  const views = [...services.store.current.values()].filter(isPossible).map((view) => titledView(view, races));
  if (meant !== undefined || views.length === 0) {
    void tellInfo(
      meant === undefined
        ? t('There is no agent for which this is possible now.')
        : t('This is not possible for {0} now.', titledView(meant, races).task.title),
    );
    return undefined;
  }
  const items = groupTasks(views).flatMap((group) => group.views.map(taskPick));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: t('Choose an agent'),
    matchOnDescription: true,
  });
  return picked?.view;
}

function taskPick(view: TaskView): vscode.QuickPickItem & { view: TaskView } {
  const { icon } = statusIcon(view, settings.statusColors);
  return {
    view,
    label: `$(${icon}) ${plainText(view.task.title)}`,
    description: plainText(`${statusLabel(view.state, t)} · ${reasonLabel(view.state, t)}`),
  };
}
