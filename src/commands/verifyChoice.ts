import * as vscode from 'vscode';
import type { Draft } from '../app/drafts';
import { plainText } from '../core/plainText';
import { t } from '../host/translate';

interface VerifyPick extends vscode.QuickPickItem {
  /** `other`: the person writes one. */
  verify: { command: string | null } | 'other';
}

/** How the result is checked: what the repository offers, another command, or not at all. Keeps `now` when closed. */
export async function chooseVerify(draft: Draft, now: string | null | undefined): Promise<string | null | undefined> {
  const picks: VerifyPick[] = [
    ...draft.verifyOptions.map(({ command, source }): VerifyPick => ({
      label: plainText(command),
      description: source,
      verify: { command },
    })),
    { label: t('Another Command…'), verify: 'other' },
    { label: t('No Check'), description: t('the result is finished, unverified'), verify: { command: null } },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Verify Command'),
    placeHolder: t('The task is verified when this command exits with 0'),
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return now;
  }
  return picked.verify === 'other' ? ask(now ?? draft.verify ?? '', now) : picked.verify.command;
}

async function ask(value: string, now: string | null | undefined): Promise<string | null | undefined> {
  const entered = await vscode.window.showInputBox({ title: t('Verify Command'), value, ignoreFocusOut: true });
  const command = entered?.trim() ?? '';
  return command === '' ? now : command;
}
