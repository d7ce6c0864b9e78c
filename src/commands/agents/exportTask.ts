import * as vscode from 'vscode';
import { oneLine } from '../../core/labels/labels';
import { sharedContents, sharedLines } from '../../core/share/sharedTask';
import { taskPage } from '../../core/share/taskPage';
import { choose, tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from './taskArgument';

/** Says what an export holds, then writes it where the person wants it: a page, or lines of JSON. */
export async function exportTask(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, () => true);
  if (view === undefined) {
    return;
  }
  const shared = await withProgress(t('Exporting the task'), () => deps.shared(view.task.id));
  const [asPage, asLines] = [t('Export as a Page…'), t('Export as Lines of JSON…')];
  const question = t('Export {0}?', oneLine(view.task.title, 60));
  const chosen = await choose(question, sharedContents(shared, t).join('\n'), [asPage, asLines]);
  if (chosen === undefined) {
    return;
  }
  const ending = chosen === asPage ? 'html' : 'jsonl';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(deps.dataDirectory);
  const target = await vscode.window.showSaveDialog({
    title: t('Export Task'),
    defaultUri: vscode.Uri.joinPath(folder, '..', `${view.task.slug}.${ending}`),
    filters: chosen === asPage ? { [t('Page')]: ['html'] } : { [t('Lines of JSON')]: ['jsonl'] },
  });
  if (target === undefined) {
    return;
  }
  const text = chosen === asPage ? taskPage(shared) : sharedLines(shared);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  void tellInfo(t('Exported the task to {0}.', target.fsPath));
}
