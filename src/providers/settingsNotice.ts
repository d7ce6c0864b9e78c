import * as vscode from 'vscode';
import { namedFew } from '../core/labels/namedFew';
import type { Log } from '../core/ports';
import { runCommand } from '../host/commandRegistrar';
import { tellWarning } from '../host/messages';
import { t } from '../host/translate';
import { settingsIgnored } from '../host/workspaceSettings';

const key = 'settingsIgnored';

/** Says once of a workspace, and again when it names others, which settings of its own are ignored. */
export function tellIgnoredSettings(memento: vscode.Memento, log: Log): vscode.Disposable {
  const look = async (): Promise<void> => {
    const ignored = await settingsIgnored();
    const told = JSON.stringify(ignored);
    if (told === memento.get(key, '[]')) {
      return;
    }
    await memento.update(key, told);
    if (ignored.length > 0) {
      await tell(
        namedFew(
          ignored.map(({ name }) => name),
          t,
        ),
      );
    }
  };
  const begin = (): void => {
    look().catch((error: unknown) => log.error('The settings of the workspace were not looked at.', error));
  };
  begin();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(begin),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (/\/\.vscode\/settings\.json$|\.code-workspace$/.test(uri.path)) {
        begin();
      }
    }),
  );
}

async function tell(names: string): Promise<void> {
  const doctor = t('Doctor');
  const text = t('This workspace sets {0}. That is ignored, because only you can; use your user settings.', names);
  if ((await tellWarning(text, doctor)) === doctor) {
    await runCommand('doctor');
  }
}
