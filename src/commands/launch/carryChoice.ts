import * as vscode from 'vscode';
import { plainText } from '../../core/labels/plainText';
import { tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { CarryChoices } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { askFolder } from './folderChoice';

interface Offered {
  path: string;
  reason: string;
  copy?: boolean;
  isGiven?: true;
  isOwn?: true;
}

type Pick = vscode.QuickPickItem & { path: string };

/**
 * Before the first agent of a repository: which large or private ignored files its worktrees get. Asked once; closing
 * the list leaves them out, and asks again in the next window. Nothing is asked where nothing is in doubt.
 */
export async function askCarry({ services }: CommandDeps, root: string): Promise<void> {
  const found = await withProgress(t('Looking at ignored files'), () => services.carryChoices.undecided(root));
  if (found.length > 0) {
    await choose(services.carryChoices, root, found);
  }
}

/** Changes what was decided, for the agents that start from now on. */
export async function chooseCarried({ services }: CommandDeps): Promise<void> {
  const folder = await askFolder();
  if (folder === undefined) {
    return;
  }
  const { carryChoices } = services;
  const found = await withProgress(t('Looking at ignored files'), () => carryChoices.all(folder));
  if (found.length === 0) {
    void tellInfo(
      t('Nothing is in doubt: agents get dependencies, environment files and what is small; build output stays.'),
    );
    return;
  }
  if (await choose(carryChoices, folder, found)) {
    void tellInfo(t('The next agents of this repository get what you chose.'));
  }
}

async function choose(
  carryChoices: CommandDeps['services']['carryChoices'],
  root: string,
  found: readonly Offered[],
): Promise<boolean> {
  const items = found.map(({ path, reason, copy = false, isGiven }): Pick => ({
    label: plainText(path),
    description:
      isGiven === true ? t('secrets, read from your checkout; chosen: a copy for each agent, to change') : reason,
    picked: copy,
    path,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Ignored Files That Agents Get Too'),
    placeHolder: t('Git ignores these; agents do without what is not chosen. Remembered for this repository.'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return false;
  }
  const copied = new Set(picked.map(({ path }) => path));
  const choices: CarryChoices = Object.fromEntries(
    found.flatMap((each) => {
      const choice = choiceOf(each, copied.has(each.path));
      return choice === null ? [] : [[each.path, choice]];
    }),
  );
  await carryChoices.decide(root, choices);
  return true;
}

/** Null where nothing has to be said, because agents get it anyway. */
function choiceOf({ isGiven, isOwn }: Offered, isPicked: boolean): CarryChoices[string] | null {
  if (!isPicked) {
    return isGiven === true ? null : 'leave';
  }
  return isGiven === true || isOwn === true ? 'own' : 'copy';
}
