import * as vscode from 'vscode';
import { filterFields } from '../../core/listing/taskFilter';
import { markActions, markLabel } from '../../core/listing/markActions';
import { groupings } from '../../core/listing/taskSections';
import { oneLine } from '../../core/labels/labels';
import { t } from '../../host/translate';
import { TaskColor } from '../../protocol';
import type { Listing, MarkAction, MarkEntry, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from './taskArgument';

type PlainMark = Exclude<MarkAction, 'rename' | 'color'>;

const entries: Readonly<Record<PlainMark, MarkEntry>> = {
  pin: { type: 'pinned' },
  unpin: { type: 'unpinned' },
  archive: { type: 'archived' },
  unarchive: { type: 'unarchived' },
};

/** Whether this can be done with the task, whoever owns it: marks change nothing of the work. */
export function canMark(action: MarkAction): (view: TaskView) => boolean {
  return (view) => markActions(view).includes(action);
}

export async function mark(deps: CommandDeps, action: PlainMark, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, canMark(action));
  if (view !== undefined) {
    await putMark(deps, action, view);
  }
}

export async function putMark({ services }: CommandDeps, action: PlainMark, { task }: TaskView): Promise<void> {
  await services.store.append(task.id, entries[action]);
}

/** A colour of the theme to know the task by. */
export async function color(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, () => true);
  if (view === undefined) {
    return;
  }
  const names: Record<TaskColor, string> = {
    red: t('Red'),
    orange: t('Orange'),
    yellow: t('Yellow'),
    green: t('Green'),
    blue: t('Blue'),
    purple: t('Purple'),
  };
  const items = [
    ...TaskColor.options.map((value) => ({
      label: names[value],
      value,
      iconPath: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(`charts.${value}`)),
    })),
    { label: t('No Color'), value: null, iconPath: new vscode.ThemeIcon('circle-slash') },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: `${oneLine(view.task.title, 60)}: ${markLabel('color', t)}`,
    placeHolder: t('Choose a color to know it by'),
  });
  if (picked !== undefined && picked.value !== view.app.marks.color) {
    await deps.services.store.append(view.task.id, { type: 'colored', color: picked.value });
  }
}

/** Shows what is left of the lists as the person writes; closing the box puts back what was shown. */
export function filterAgents({ listing }: CommandDeps): Promise<void> {
  const before = listing.current.filter;
  const box = vscode.window.createInputBox();
  box.title = t('Filter Agents');
  box.placeholder = t('Words, or {0}', filterFields.map((field) => `${field}:`).join(' '));
  box.value = before;
  return new Promise((resolve) => {
    let isTaken = false;
    box.onDidChangeValue((filter) => listing.arrange({ filter: filter.trim() }));
    box.onDidAccept(() => {
      isTaken = true;
      box.hide();
    });
    box.onDidHide(() => {
      if (!isTaken) {
        listing.arrange({ filter: before });
      }
      box.dispose();
      resolve();
    });
    box.show();
  });
}

export async function groupAgents({ listing }: CommandDeps): Promise<void> {
  const labels: Record<Listing['groupBy'], string> = {
    status: t('Status'),
    repository: t('Repository'),
    day: t('Day'),
  };
  const items = groupings.map((value) => ({
    label: labels[value],
    value,
    ...(value === listing.current.groupBy ? { description: t('current') } : {}),
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('Group agents by') });
  if (picked !== undefined) {
    listing.arrange({ groupBy: picked.value });
  }
}
