import * as vscode from 'vscode';
import { t } from '../../host/translate';

type Place = 'worktree' | 'here';

/** Where a new task works. Undefined when nothing was chosen. */
export async function chooseWhere(): Promise<Place | undefined> {
  const picks: (vscode.QuickPickItem & { place: Place })[] = [
    {
      label: t('In a Worktree of Its Own'),
      detail: t('Your files change when you apply what you have seen.'),
      place: 'worktree',
    },
    {
      label: t('In Your Checkout'),
      detail: t('Your files change as the agent works. Go Back to a Step sets them back, with what you changed since.'),
      place: 'here',
    },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Where'),
    placeHolder: t('Where the agent works'),
    ignoreFocusOut: true,
  });
  return picked?.place;
}
