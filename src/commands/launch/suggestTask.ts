import * as vscode from 'vscode';
import { plainText } from '../../core/labels/plainText';
import { tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { newTask } from './newTask';

const icons = { untested: 'beaker', dependency: 'package', undocumented: 'book', todo: 'checklist' } as const;

/** Tasks that this repository suggests; the chosen one fills New Task. */
export async function suggestTask(deps: CommandDeps): Promise<void> {
  const starters = await withProgress(t('Looking for tasks in this repository'), () => deps.starters());
  if (starters.length === 0) {
    void tellInfo(
      t('Nothing in this repository suggests a task: no untested module, no TODO, no undocumented export.'),
    );
    return;
  }
  const items = starters.map((starter) => ({
    starter,
    label: `$(${icons[starter.kind]}) ${plainText(starter.label)}`,
    description: starter.place,
  }));
  const title = t('Tasks found in this repository');
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: t('Choose one to read and change it first'),
  });
  if (picked !== undefined) {
    await newTask(deps, { prompt: picked.starter.prompt });
  }
}
