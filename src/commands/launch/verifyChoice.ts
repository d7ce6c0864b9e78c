import * as vscode from 'vscode';
import { type Draft, proposedChecks } from '../../app/tasks/drafts';
import { plainText } from '../../core/labels/plainText';
import { askText } from '../../host/askText';
import { t } from '../../host/translate';

interface VerifyPick extends vscode.QuickPickItem {
  /** null: the person writes one. */
  command: string | null;
}

/**
 * How the result is checked: any number of the commands that the repository offers, one of the person's own, or, with
 * nothing picked, not at all. Keeps `now` when closed.
 */
export async function chooseVerify(
  draft: Draft,
  now: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  const chosen = now ?? proposedChecks(draft);
  const offered = draft.verifyOptions.map(({ command }) => command);
  const own = chosen.filter((command) => !offered.includes(command));
  const pick = (command: string, description: string): VerifyPick => ({
    label: plainText(command),
    description,
    picked: chosen.includes(command),
    command,
  });
  const picks: VerifyPick[] = [
    ...draft.verifyOptions.map(({ command, source }) => pick(command, source)),
    ...own.map((command) => pick(command, t('yours'))),
    { label: t('Another Command…'), command: null },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Verify Commands'),
    placeHolder: t('Verified when all of these exit with 0; with none the result is finished, unverified'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return now;
  }
  const commands = picked.flatMap(({ command }) => (command === null ? [] : [command]));
  return picked.some(({ command }) => command === null) ? [...commands, ...(await ask())] : commands;
}

async function ask(): Promise<string[]> {
  const entered = await askText({ title: t('Verify Command') });
  const command = entered?.trim() ?? '';
  return command === '' ? [] : [command];
}
