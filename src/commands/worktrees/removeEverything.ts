import * as vscode from 'vscode';
import { fileCountLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { lossesOf, type RemovalPlan, removalLines } from '../../core/removal/removalPlan';
import { choose, tellInfo, tellWarning, withProgress } from '../../host/messages';
import { ownSettings } from '../../host/settings';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';

/** Lists everything that was made, asks for each change that would be lost, asks once more, then removes it. */
export async function removeEverything(deps: CommandDeps): Promise<void> {
  const plan = await withProgress(t('Looking at everything'), () => deps.removal.plan());
  if (plan.working.length > 0) {
    const { length } = plan.working;
    void tellWarning(
      length === 1
        ? t('Nothing was removed, because an agent is at work. Stop it first.')
        : t('Nothing was removed, because {0} agents are at work. Stop them first.', length),
    );
    return;
  }
  const lost = await tickLost(plan);
  if (lost === undefined) {
    return;
  }
  const remove = t('Remove Everything');
  const secrets = await deps.secrets.list();
  const own = ownSettings();
  const detail = [
    ...removalLines(plan, t),
    t('Secrets in the secret storage: {0}', secrets.length),
    t('Connected models, with their keys: {0}', deps.connections.list().length),
    t('Your settings: {0}', own.length === 0 ? t('none') : own.join(', ')),
    t('There is no way back.'),
  ];
  if ((await choose(t('Remove everything that was made for agents?'), detail.join('\n'), [remove])) !== remove) {
    return;
  }
  await withProgress(t('Removing everything'), () => removeAll(deps, lost));
  const reload = t('Reload Window');
  if ((await tellInfo(t('Everything was removed. The extension can be uninstalled now.'), reload)) === reload) {
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }
}

/** Each loss needs a tick of its own; undefined when one has none, which is said. */
async function tickLost(plan: RemovalPlan): Promise<ReadonlySet<string> | undefined> {
  if (lossesOf(plan).length === 0) {
    return new Set();
  }
  const changes = plan.unapplied.map(({ taskId, title, files }) => ({
    name: taskId,
    label: plainText(title),
    description: t('{0}, not applied', fileCountLabel(files, t)),
  }));
  const salvages = plan.repositories.flatMap(({ root, salvages: kept }) =>
    kept.map(({ ref }) => ({ name: ref, label: ref, description: t('kept of a removed worktree in {0}', root) })),
  );
  const items: (vscode.QuickPickItem & { name: string })[] = [...changes, ...salvages];
  const ticked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    ignoreFocusOut: true,
    title: t('Changes that would be lost for good'),
    placeHolder: t('Tick each change that may be lost; apply or export the others first'),
  });
  if (ticked === undefined) {
    return undefined;
  }
  if (ticked.length < items.length) {
    const left = items.length - ticked.length;
    void tellInfo(
      left === 1
        ? t('Nothing was removed, because 1 change is neither applied nor ticked.')
        : t('Nothing was removed, because {0} changes are neither applied nor ticked.', left),
    );
    return undefined;
  }
  return new Set(ticked.map(({ name }) => name));
}

async function removeAll({ removal, secrets, connections }: CommandDeps, lost: ReadonlySet<string>): Promise<void> {
  await removal.removeAll(lost, () => undefined);
  for (const secret of await secrets.list()) {
    await secrets.delete(secret);
  }
  for (const model of connections.list()) {
    await connections.remove(model);
  }
  for (const name of ownSettings()) {
    await vscode.workspace.getConfiguration().update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}
