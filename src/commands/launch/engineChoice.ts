import * as vscode from 'vscode';
import { modelLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { providerLabel } from '../../core/models/modelCatalog';
import { t } from '../../host/translate';
import type { ModelRef } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { settings } from '../../host/settings';
import { connectModel } from '../setup/connectModel';
import { namedModel } from './modelQuestions';
import type { TaskForm } from './taskForm';

interface EnginePick extends vscode.QuickPickItem {
  /** `connect`: connect a model first. */
  engine: NonNullable<TaskForm['engine']> | 'connect';
}

const rehearsal: ModelRef = { provider: 'rehearsal', name: 'rehearsal' };

/** The model that the setting names, which is asked for when nobody knows the name; else the one connected last. */
export async function usualEngine(deps: CommandDeps): Promise<TaskForm['engine']> {
  const { connections } = deps;
  const named =
    settings.model === '' || connections.list().length === 0 ? null : await namedModel(deps, settings.model);
  const model = named ?? connections.default;
  return model === null ? null : { kind: 'model', model };
}

/** Who does the work: a connected model, a command, or the rehearsal. Undefined when nothing was chosen. */
export async function chooseEngine(deps: CommandDeps): Promise<TaskForm['engine'] | undefined> {
  const models = deps.connections.list().filter(({ provider }) => provider !== 'rehearsal');
  const picks: EnginePick[] = [
    ...models.map((model): EnginePick => ({
      label: plainText(modelLabel(model, t)),
      description: providerLabel(model),
      engine: { kind: 'model', model },
    })),
    { label: `$(plug) ${t('Connect a Model…')}`, engine: 'connect' },
    {
      label: `$(terminal) ${t('Run a Command Instead…')}`,
      detail: t('A shell command, script or codemod does the work. Worktree, checks, review and apply are the same.'),
      engine: { kind: 'command' },
    },
    {
      label: `$(book) ${t('Rehearsal (scripted)')}`,
      detail: t('Plays a written job on the sample project and can do no other. Nothing is sent anywhere.'),
      engine: { kind: 'model', model: rehearsal },
    },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: models.length === 0 ? t('New Task: No Model Is Connected') : t('New Task'),
    placeHolder: t('Who does the work'),
    ignoreFocusOut: true,
  });
  if (picked?.engine !== 'connect') {
    return picked?.engine;
  }
  const model = await connectModel(deps);
  return model === undefined ? undefined : { kind: 'model', model };
}
