import * as vscode from 'vscode';
import type { ModelAddress } from '../../app/models/modelAddress';
import { AppError, ModelError } from '../../core/errors';
import { bedrockAddress } from '../../core/models/awsKeys';
import { modelLabel } from '../../core/labels/labels';
import { needsKey, providerLabel } from '../../core/models/modelCatalog';
import { plainText } from '../../core/labels/plainText';
import { askText } from '../../host/askText';
import { withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { ModelRef } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/** An address, checked for its form. */
export async function askAddress(provider: ModelAddress['provider']): Promise<string | undefined> {
  const entered = await askText({
    title: t('Connect a Model: Address'),
    ...questionFor(provider),
    validateInput: (value) =>
      /^https?:$/.test(URL.parse(value.trim())?.protocol ?? '')
        ? undefined
        : t('Give an address that begins with https:// or http://.'),
  });
  return entered?.trim();
}

function questionFor(provider: ModelAddress['provider']): { prompt: string; value: string } {
  if (provider === 'azure') {
    return { prompt: t('The address of your resource in Azure'), value: 'https://NAME.openai.azure.com' };
  }
  if (provider === 'bedrock') {
    return { prompt: t('The address of Bedrock in your region'), value: bedrockAddress('us-east-1') };
  }
  return { prompt: t('The address that ends in /v1 or the like'), value: 'http://127.0.0.1:11434/v1' };
}

/** The key, empty where the address needs none; undefined when the question was closed. */
export async function askKey(address: ModelAddress): Promise<string | undefined> {
  const model = { ...address, name: '-' };
  const isNeeded = needsKey(model);
  const entered = await askText({
    title: t('Connect a Model: Key'),
    prompt:
      address.provider === 'bedrock'
        ? t(
            'An API key of Amazon Bedrock, or ACCESS_KEY_ID:SECRET_ACCESS_KEY, with :SESSION_TOKEN behind it where there is one. It is kept in the secret storage of VS Code.',
          )
        : isNeeded
          ? t('API key of {0}. It is kept in the secret storage of VS Code.', providerLabel(model))
          : t(
              'API key of {0}, empty when it wants none. It is kept in the secret storage of VS Code.',
              providerLabel(model),
            ),
    password: true,
    validateInput: (value) => (isNeeded && value.trim() === '' ? t('A key is needed.') : undefined),
  });
  return entered?.trim();
}

interface NamePick extends vscode.QuickPickItem {
  /** null: one that is typed. */
  name: string | null;
}

/** The connected model that a name means; where nobody knows it the person says it once. Null when the question was closed. */
export async function namedModel({ connections, names }: CommandDeps, name: string): Promise<ModelRef | null> {
  const known = names.find(name);
  if (known !== null) {
    return known;
  }
  const picks = connections.list().map((model) => ({
    label: plainText(modelLabel(model, t)),
    description: providerLabel(model),
    model,
  }));
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Which Model Is “{0}”?', name),
    placeHolder: t('No connected model has this name. Your answer is remembered.'),
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return null;
  }
  await names.remember(name, picked.model);
  return picked.model;
}

/**
 * One of the models that the address lists, or a name that is typed. Throws `ModelError` where the key was refused, or
 * where VS Code has no model.
 */
export async function askModelName(
  { connections }: CommandDeps,
  address: ModelAddress,
  key: string | undefined,
): Promise<string | undefined> {
  const title = t('Connect a Model: Choose One');
  const { names, problem } = await withProgress(t('Asking for the list of models'), () =>
    list(() => connections.models(address, key, AbortSignal.timeout(10_000))),
  );
  if (names.length > 0) {
    const named = names.map((name): NamePick => ({ label: plainText(name), name }));
    const picks = [...named, { label: t('Another Name…'), name: null }];
    const placeHolder = t('Model of {0}', providerLabel({ ...address, name: '-' }));
    const picked = await vscode.window.showQuickPick(picks, { title, placeHolder, ignoreFocusOut: true });
    if (picked?.name !== null) {
      return picked?.name;
    }
  } else if (address.provider === 'vscode-lm') {
    throw new ModelError('not-found', t('VS Code has no model that you are signed in to.'), {
      hint: t('Sign in to GitHub Copilot, or install an extension that brings models; or connect one with a key.'),
    });
  }
  const typed = await askText({
    title,
    prompt: problem === null ? t('Name of the model') : t('No list came: {0} Write the name of the model.', problem),
  });
  return typed?.trim() === '' ? undefined : typed?.trim();
}

interface Listed {
  names: readonly string[];
  /** Why there are none, as a sentence. */
  problem: string | null;
}

/** Without a list the name is typed; a refused key is not worth a name. */
async function list(ask: () => Promise<string[]>): Promise<Listed> {
  try {
    return { names: await ask(), problem: null };
  } catch (error) {
    if (error instanceof ModelError && error.reason === 'auth') {
      throw error;
    }
    if (error instanceof AppError) {
      return { names: [], problem: error.message };
    }
    if (error instanceof Error && error.name === 'TimeoutError') {
      return { names: [], problem: t('Nothing answered in time.') };
    }
    throw error;
  }
}
