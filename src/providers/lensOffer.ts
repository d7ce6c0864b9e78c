import * as vscode from 'vscode';
import type { Services } from '../app/services';
import type { Disposable, Log } from '../core/ports';
import { parseDiffUri } from '../host/agentDiffUri';
import type { KeptLensOffer } from '../host/keptValues';
import { tellInfo } from '../host/messages';
import { t } from '../host/translate';

/**
 * VS Code shows no code lenses in diff editors unless the person says so. They are asked once, with the first diff that has
 * something to decide, unless they have decided about the setting before.
 */
export class LensOffer implements Disposable {
  private readonly listener: vscode.Disposable;
  private isMade = false;

  constructor(private readonly deps: Pick<Services, 'store' | 'hunks'> & { kept: KeptLensOffer; log: Log }) {
    this.listener = vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const { document } of editors) {
        this.look(document.uri).catch((error: unknown) =>
          deps.log.error('Code lenses in diffs were not offered.', error),
        );
      }
    });
  }

  dispose(): void {
    this.listener.dispose();
  }

  private async look(uri: vscode.Uri): Promise<void> {
    const wanted = parseDiffUri(uri);
    const view = wanted === null ? undefined : this.deps.store.current.get(wanted.taskId);
    if (wanted !== null && view !== undefined && (await this.deps.hunks.ofDocument(view, wanted)).length > 0) {
      await this.make();
    }
  }

  private async make(): Promise<void> {
    const settings = vscode.workspace.getConfiguration('diffEditor');
    const said = settings.inspect('codeLens');
    const isSaid = [said?.globalValue, said?.workspaceValue, said?.workspaceFolderValue].some(
      (each) => each !== undefined,
    );
    if (this.isMade || isSaid || this.deps.kept.wasMade) {
      return;
    }
    this.isMade = true;
    const show = t('Show Them');
    const question = t(
      'Show Accept, Reject and Edit above each change? This turns on code lenses in all diff editors. Without them they are in the hover, the context menu and on keys.',
    );
    const chosen = await tellInfo(question, show, t('Not Now'));
    await this.deps.kept.keep();
    if (chosen === show) {
      await settings.update('codeLens', true, vscode.ConfigurationTarget.Global);
    }
  }
}
