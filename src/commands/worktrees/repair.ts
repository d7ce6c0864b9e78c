import * as vscode from 'vscode';
import { type Fault, faultText, isRepairable, repairLabel } from '../../core/worktrees/faults';
import { oneLine } from '../../core/labels/labels';
import { choose, tellInfo, tellWarning, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from '../agents/taskArgument';

/** Says what was deleted, moved or left behind around a task, and mends it after a yes. */
export async function repair(deps: CommandDeps, argument: unknown): Promise<void> {
  const { services, repairs } = deps;
  const view = await chooseTask(deps, argument, ({ app }) => app.workspace !== null);
  if (view === undefined) {
    return;
  }
  const title = oneLine(view.task.title, 60);
  const faults = await withProgress(t('Looking at {0}', title), () => repairs.look(view));
  const possible = faults.filter(isRepairable);
  const [first] = faults;
  if (first === undefined) {
    void tellInfo(t('Nothing is missing for “{0}”, and no lock is left behind.', title));
  } else if (possible.length === 0) {
    void tellWarning(faults.map((fault) => faultText(fault, t)).join(' '));
  } else {
    const chosen = await ask(deps, view, faults);
    if (chosen !== undefined) {
      await withProgress(t('Repairing {0}', title), () => repairs.repair(services.store.get(view.task.id), chosen));
      void tellInfo(t('Repaired “{0}”. Choose Retry to let it go on.', title));
    }
  }
}

async function ask(deps: CommandDeps, view: TaskView, faults: readonly Fault[]): Promise<Fault | undefined> {
  const detail = faults.map((fault) => faultText(fault, t)).join('\n\n');
  const buttons = new Map(faults.filter(isRepairable).map((fault) => [repairLabel(fault, t), fault]));
  const isLost = faults.some((fault) => fault.kind === 'worktree-missing' && fault.movedTo === null);
  const show = t('Show Where It Is…');
  const question = t('Repair “{0}”?', oneLine(view.task.title, 60));
  const chosen = await choose(question, detail, [...buttons.keys(), ...(isLost ? [show] : [])]);
  if (chosen === show) {
    const moved = await pointedAt(deps, view);
    return moved === undefined ? undefined : await ask(deps, view, [moved]);
  }
  return chosen === undefined ? undefined : buttons.get(chosen);
}

/** What is said of the folder that a person points at; throws where it is another one. */
async function pointedAt({ repairs }: CommandDeps, view: TaskView): Promise<Fault | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      ...{ canSelectFiles: false, canSelectFolders: true, canSelectMany: false },
      ...{ title: t('Where the worktree is by now'), openLabel: t('This Is the Worktree') },
    })) ?? [];
  return folder === undefined ? undefined : await repairs.movedTo(view, folder.fsPath);
}
