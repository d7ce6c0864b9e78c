import * as vscode from 'vscode';
import { reportUri } from '../../host/reportUri';
import type { CommandDeps } from '../commandDeps';
import { taskFor } from '../agents/taskArgument';

/** Opens what an experiment found out, each figure with the place where a command printed it. */
export async function openReport(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('openReport', deps, argument);
  if (view !== undefined) {
    // Says why where there is none, which an empty document would not.
    await (view.task.purpose?.kind === 'experiment' ? deps.services.experiments.report(view) : undefined);
    const document = await vscode.workspace.openTextDocument(reportUri(view));
    await vscode.languages.setTextDocumentLanguage(document, 'markdown');
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
