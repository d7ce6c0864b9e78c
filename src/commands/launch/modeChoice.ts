import * as vscode from 'vscode';
import { t } from '../../host/translate';
import type { TaskMode } from '../../protocol';

/** Undefined when nothing was chosen. */
export async function chooseMode(current: TaskMode): Promise<TaskMode | undefined> {
  const items: (vscode.QuickPickItem & { mode: TaskMode })[] = [
    { mode: 'work', label: t('Work'), detail: t('Does the task and has it checked.') },
    {
      mode: 'plan',
      label: t('Plan First'),
      detail: t('Only reads until you approve its plan, which you can edit and comment on; then works.'),
    },
    { mode: 'ask', label: t('Ask Only'), detail: t('Reads and answers. Changes nothing, runs nothing.') },
  ];
  const shown = items.map((item) => (item.mode === current ? { ...item, description: t('chosen') } : item));
  const picked = await vscode.window.showQuickPick(shown, { title: t('Mode'), ignoreFocusOut: true });
  return picked?.mode;
}
