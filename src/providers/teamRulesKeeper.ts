import * as os from 'node:os';
import * as path from 'node:path';
import type * as vscode from 'vscode';
import { TaskError } from '../core/errors';
import type { Log } from '../core/ports';
import { showError } from '../host/errorNotice';
import { onSettingsChange, settings } from '../host/settings';
import { t } from '../host/translate';

/** Tells all that share the data directory where the team's rules are, now and whenever the setting changes. */
export async function keepTeamRules(
  write: (folder: string | null) => Promise<void>,
  log: Log,
): Promise<vscode.Disposable> {
  let last: string | undefined;
  const hand = async (): Promise<void> => {
    const given = settings.teamRules.trim();
    if (given === last) {
      return;
    }
    last = given;
    const folder = given.replace(/^~(?=$|[/\\])/, os.homedir());
    await write(folder === '' || !path.isAbsolute(folder) ? null : folder);
    if (folder !== '' && !path.isAbsolute(folder)) {
      const hint = t('Give an absolute path, or one that begins with ~/.');
      throw new TaskError('unexpected', t('“{0}” is no folder for the rules of the team.', given), { hint });
    }
  };
  await hand().catch((error: unknown) => void showError(error, log));
  return onSettingsChange(() => void hand().catch((error: unknown) => showError(error, log)));
}
