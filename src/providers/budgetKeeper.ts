import type * as vscode from 'vscode';
import { TaskError } from '../core/errors';
import type { Log } from '../core/ports';
import { showError } from '../host/errorNotice';
import { onSettingsChange, settings } from '../host/settings';
import { t } from '../host/translate';
import type { BudgetSettings } from '../protocol';

/** Hands budgets and prices of the settings on to all that share the data directory, now and whenever they change. */
export async function keepBudgets(
  write: (settings: BudgetSettings) => Promise<void>,
  log: Log,
): Promise<vscode.Disposable> {
  let last = '';
  const hand = async (): Promise<void> => {
    const given = settings.budgets;
    const text = JSON.stringify(given);
    if (text === last) {
      return;
    }
    last = text;
    await write(given.settings);
    if (given.problems.length > 0) {
      const names = given.problems.map((name) => `backgroundAgents.${name}`).join(', ');
      const hint = t('Until it is changed a budget of $10 holds in its place, and a price counts as unknown.');
      throw new TaskError('unexpected', t('What the settings say of {0} can’t be understood.', names), { hint });
    }
  };
  await hand().catch((error: unknown) => void showError(error, log));
  return onSettingsChange(() => void hand().catch((error: unknown) => showError(error, log)));
}
