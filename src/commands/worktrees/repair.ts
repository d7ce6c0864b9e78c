import { type Fault, faultText, isRepairable, repairLabel } from '../../core/worktrees/faults';
import { oneLine } from '../../core/labels/labels';
import { choose, tellInfo, tellWarning, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
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
    const chosen = await ask(title, faults, possible);
    if (chosen !== undefined) {
      await withProgress(t('Repairing {0}', title), () => repairs.repair(services.store.get(view.task.id), chosen));
      void tellInfo(t('Repaired “{0}”. Choose Retry to let it go on.', title));
    }
  }
}

async function ask(title: string, faults: readonly Fault[], possible: readonly Fault[]): Promise<Fault | undefined> {
  const detail = faults.map((fault) => faultText(fault, t)).join('\n\n');
  const buttons = new Map(possible.map((fault) => [repairLabel(fault, t), fault]));
  const chosen = await choose(t('Repair “{0}”?', title), detail, [...buttons.keys()]);
  return chosen === undefined ? undefined : buttons.get(chosen);
}
