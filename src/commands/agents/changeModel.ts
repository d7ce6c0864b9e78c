import * as vscode from 'vscode';
import { currentModel } from '../../core/models/currentEngine';
import { modelLabel } from '../../core/labels/labels';
import { isSameModelRef, providerLabel } from '../../core/models/modelCatalog';
import { plainText } from '../../core/labels/plainText';
import { t } from '../../host/translate';
import type { ModelRef } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { connectModel } from '../setup/connectModel';
import { taskFor } from './taskArgument';

interface ModelPick extends vscode.QuickPickItem {
  /** null: one that is connected first. */
  model: ModelRef | null;
}

/** Goes on with another model, from the next request on. What was done stays done. */
export async function changeModel(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('changeModel', deps, argument);
  if (view === undefined) {
    return;
  }
  const present = currentModel(view.task, view.run);
  const others = deps.connections
    .list()
    .filter(({ provider }) => provider !== 'rehearsal')
    .filter((model) => present === null || !isSameModelRef(model, present));
  const picks: ModelPick[] = [
    ...others.map((model) => ({
      label: plainText(modelLabel(model, t)),
      description: providerLabel(model),
      model,
    })),
    { label: `$(plug) ${t('Connect a Model…')}`, model: null },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('{0}: Use Another Model', view.task.title),
    placeHolder: present === null ? '' : t('Now it is {0}', modelLabel(present, t)),
    ignoreFocusOut: true,
  });
  const model = picked?.model === null ? await connectModel(deps) : picked?.model;
  if (model !== undefined) {
    await deps.services.fleet.changeModel(view.task.id, model);
  }
}
