import * as path from 'node:path';
import * as vscode from 'vscode';
import { withProgress, tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from './taskArgument';

/** Writes the record of a task into a file that the person names: lines of JSON, or a page by the file's ending. */
export async function exportAuditLog(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, () => true);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(deps.dataDirectory);
  const target =
    view === undefined
      ? undefined
      : await vscode.window.showSaveDialog({
          title: t('Export Audit Log'),
          defaultUri: vscode.Uri.joinPath(folder, '..', `audit-${view.task.slug}.html`),
          filters: { [t('Page')]: ['html'], [t('Lines of JSON')]: ['jsonl'] },
        });
  if (view === undefined || target === undefined) {
    return;
  }
  const form = path.extname(target.path).toLowerCase() === '.jsonl' ? 'jsonl' : 'html';
  const text = await withProgress(t('Exporting the audit log'), () => deps.audit(view.task.id, form));
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  void tellInfo(t('Exported what the agent was allowed, asked, told and did.'));
}
