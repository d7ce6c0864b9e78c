import * as vscode from 'vscode';
import { priorityLabel } from '../../core/scheduling/priorityLabels';
import { oneLine } from '../../core/labels/labels';
import type { CommandHandlers } from '../../host/commandRegistrar';
import { t } from '../../host/translate';
import { Priority } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from './taskArgument';

/** What decides when agents run. */
export function schedulingHandlers(deps: CommandDeps): Pick<CommandHandlers, 'pauseAll' | 'resumeAll' | 'setPriority'> {
  return {
    pauseAll: () => deps.services.queue.pauseAll(true),
    resumeAll: () => deps.services.queue.pauseAll(false),
    setPriority: (argument) => setPriority(deps, argument),
  };
}

async function setPriority(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, ({ app }) => app.landing.kind !== 'discarded');
  if (view === undefined) {
    return;
  }
  const current = view.app.priority;
  const items = Priority.options.map((value) => ({
    label: priorityLabel(value, t),
    value,
    ...(value === current ? { description: t('current') } : {}),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: oneLine(view.task.title, 60),
    placeHolder: t('Choose how early it gets a place among those that wait'),
  });
  if (picked !== undefined && picked.value !== current) {
    await deps.services.store.append(view.task.id, { type: 'prioritized', priority: picked.value });
  }
}
