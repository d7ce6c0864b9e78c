import * as vscode from 'vscode';
import { lastUse, type NamedSecrets, type SecretId } from '../../app/models/namedSecrets';
import { plainText } from '../../core/labels/plainText';
import { nameProblem, valueProblem } from '../../core/secrets/secretRules';
import { scopeLabel, secretUseLabel } from '../../core/secrets/secretLabels';
import { askText } from '../../host/askText';
import type { CommandHandlers } from '../../host/commandRegistrar';
import { confirm, tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { SavedSecret } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { repositoryFolders } from '../launch/folderChoice';

export function secretHandlers(
  deps: CommandDeps,
): Pick<CommandHandlers, 'addSecret' | 'showSecrets' | 'rotateSecret' | 'deleteSecret'> {
  return {
    addSecret: async () => {
      await addSecret(deps);
    },
    showSecrets: () => showSecrets(deps),
    rotateSecret: (argument) => rotate(deps, argument),
    deleteSecret: (argument) => remove(deps, argument),
  };
}

/** Asks for name, scope and, unless it is known, the value, which is not shown. Returns the name that it is kept under. */
export async function addSecret(
  { secrets, git }: Pick<CommandDeps, 'secrets' | 'git'>,
  known?: { name: string; value: string },
): Promise<string | undefined> {
  const entered = await askText({
    title: t('Add a Secret: Name'),
    prompt: t('Commands find it as an environment variable of this name, for example NPM_TOKEN'),
    value: known?.name ?? '',
    validateInput: (text) => (text === '' ? null : nameProblem(text.trim())),
  });
  const name = entered?.trim() ?? '';
  const scope = name === '' ? undefined : await askScope(git);
  if (scope === undefined) {
    return undefined;
  }
  const kept = known?.value ?? (await askValue(name));
  if (kept === undefined) {
    return undefined;
  }
  await secrets.save({ name, scope }, kept);
  if (known === undefined) {
    void tellInfo(t('{0} is kept in the secret storage. Tasks that name it may use it.', name));
  }
  return name;
}

interface ScopePick extends vscode.QuickPickItem {
  scope: string | null;
}

async function askScope(git: CommandDeps['git']): Promise<string | null | undefined> {
  const roots = await Promise.all(repositoryFolders().map(({ uri }) => git.root(uri.fsPath).catch(() => null)));
  const picks: ScopePick[] = [
    ...[...new Set(roots)].flatMap((root) =>
      root === null ? [] : [{ label: scopeLabel(root, t), description: plainText(root), scope: root }],
    ),
    { label: scopeLabel(null, t), scope: null },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Add a Secret: Whose Tasks May Use It'),
    ignoreFocusOut: true,
  });
  return picked?.scope;
}

/** Undefined when it was closed; as it was entered, for spaces may belong to it. */
async function askValue(name: string): Promise<string | undefined> {
  const value = await askText({
    title: t('Value of {0}', name),
    prompt: t('Kept in the secret storage of VS Code only, and taken out of whatever agents show and write'),
    password: true,
    validateInput: (text) => (text === '' ? null : valueProblem(text)),
  });
  return value === '' ? undefined : value;
}

interface SecretPick extends vscode.QuickPickItem {
  secret: SavedSecret | null;
}

/** All secrets, without their values: what each is for, and which task had it last. */
async function showSecrets(deps: CommandDeps): Promise<void> {
  const list = await deps.secrets.list();
  const views = [...deps.services.store.current.values()];
  const picks: SecretPick[] = [
    ...list.map((secret) => ({
      label: secret.name,
      description: scopeLabel(secret.scope, t),
      detail: plainText(secretUseLabel(lastUse(secret, views), t)),
      secret,
    })),
    { label: `$(add) ${t('Add a Secret…')}`, secret: null },
  ];
  const placeHolder =
    list.length === 0
      ? t('None is kept yet. A task gets those that you choose for it, its commands as environment variables.')
      : t('Enter gives one another value, or deletes it');
  const picked = await vscode.window.showQuickPick(picks, { title: t('Secrets'), placeHolder });
  if (picked?.secret === null) {
    await addSecret(deps);
  } else if (picked !== undefined) {
    await change(deps, picked.secret);
  }
}

async function change(deps: CommandDeps, secret: SavedSecret): Promise<void> {
  const acts = [
    { label: `$(sync) ${t('Give It Another Value')}`, act: rotate },
    { label: `$(trash) ${t('Delete It')}`, act: remove },
  ];
  const picked = await vscode.window.showQuickPick(acts, { title: secret.name });
  await picked?.act(deps, secret);
}

async function rotate({ secrets }: CommandDeps, argument: unknown): Promise<void> {
  const secret = await chosen(secrets, argument, t('Give a Secret Another Value'));
  const value = secret === undefined ? undefined : await askValue(secret.name);
  if (secret !== undefined && value !== undefined) {
    await secrets.save(secret, value);
    void tellInfo(t('{0} has another value now. Tasks get it when they are started or resumed.', secret.name));
  }
}

async function remove({ secrets }: CommandDeps, argument: unknown): Promise<void> {
  const secret = await chosen(secrets, argument, t('Delete a Secret'));
  const detail = t(
    'Tasks that name it fail when they are started or resumed. What it opens stays valid: revoke it there.',
  );
  if (secret !== undefined && (await confirm(t('Delete {0}?', secret.name), detail, t('Delete')))) {
    await secrets.delete(secret);
  }
}

/** The secret that a command was called for, or the one that the person picks. */
async function chosen(secrets: NamedSecrets, argument: unknown, title: string): Promise<SecretId | undefined> {
  const list = await secrets.list();
  const { name, scope } = (typeof argument === 'object' ? (argument ?? {}) : {}) as Partial<SecretId>;
  const found = list.find((secret) => secret.name === name && secret.scope === scope);
  if (found !== undefined) {
    return found;
  }
  const picks = list.map((secret) => ({ label: secret.name, description: scopeLabel(secret.scope, t), secret }));
  return (await vscode.window.showQuickPick(picks, { title }))?.secret;
}
