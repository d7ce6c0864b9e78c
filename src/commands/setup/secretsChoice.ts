import * as vscode from 'vscode';
import { t } from '../../host/translate';
import type { TaskSecretNames } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { addSecret } from './secrets';

interface SecretPick extends vscode.QuickPickItem {
  does: 'use' | 'also' | 'add';
}

/** Which secrets the task may use: its checks and its setup, and if ticked the agent's own commands. Keeps `now` when closed. */
export async function chooseSecrets(
  deps: CommandDeps,
  root: string,
  now: TaskSecretNames | undefined,
): Promise<TaskSecretNames | undefined> {
  const kept = await deps.secrets.namesFor(root);
  const missing = (now?.names ?? []).filter((name) => !kept.includes(name));
  const pick = (name: string, description: string): SecretPick => ({
    label: name,
    description,
    picked: now?.names.includes(name) === true,
    does: 'use',
  });
  const picks: SecretPick[] = [
    ...kept.map((name) => pick(name, '')),
    ...missing.map((name) => pick(name, t('has no value here'))),
    {
      label: t('Also for the agent’s own commands'),
      detail: alsoDetail(),
      picked: now?.alsoForAgent === true,
      does: 'also',
    },
    { label: t('Add a Secret…'), does: 'add' },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Secrets of the Task'),
    placeHolder: t('Its checks and its setup get these as environment variables'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return now;
  }
  const added = picked.some(({ does }) => does === 'add') ? await addSecret(deps) : undefined;
  const names = picked.filter(({ does }) => does === 'use').map(({ label }) => label);
  const all = [...new Set(added === undefined ? names : [...names, added])];
  const also = picked.some(({ does }) => does === 'also') ? ({ alsoForAgent: true } as const) : {};
  return all.length === 0 ? undefined : { names: all, ...also };
}

function alsoDetail(): string {
  return t(
    'Then whatever a model makes of what it read can use them in the sandbox, and with the network where you allow that.',
  );
}
