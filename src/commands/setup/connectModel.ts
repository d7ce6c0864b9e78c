import * as vscode from 'vscode';
import type { ModelOffer } from '../../app/models/connections';
import type { ModelAddress } from '../../app/models/modelAddress';
import { ModelError } from '../../core/errors';
import { keyedProviders, providerLabel } from '../../core/models/modelCatalog';
import { modelPresets } from '../../core/models/modelPresets';
import { errorSentence } from '../../host/errorNotice';
import { tellError, tellInfo, withCancellation, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { ModelRef } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { askAddress, askKey, askModelName } from '../launch/modelQuestions';

/**
 * Asks for provider, address, key and model, and checks with a real tool call that the model can work as an agent.
 * Returns the model that was connected.
 */
export async function connectModel(deps: CommandDeps): Promise<ModelRef | undefined> {
  const offers = await findOffers(deps);
  const start = await chooseStart(deps, offers);
  return start === undefined ? undefined : connectAt(deps, start);
}

/** From the key on, or from the model's name where the key is known. */
async function connectAt(deps: CommandDeps, { address, key: known }: Start): Promise<ModelRef | undefined> {
  const entered = known ?? (await askKey(address));
  if (entered === undefined) {
    return undefined;
  }
  const key = entered === '' ? undefined : entered;
  try {
    const name = await askModelName(deps, address, key);
    return name === undefined ? undefined : await probeAndSave(deps, { ...address, name }, key);
  } catch (error) {
    return error instanceof ModelError ? tellUnlisted(deps, error, { address, key: entered }) : rethrow(error);
  }
}

/** Nothing can be chosen at this address: with another key it may be otherwise, or once somebody is signed in. */
async function tellUnlisted(deps: CommandDeps, error: ModelError, start: Start): Promise<ModelRef | undefined> {
  const again = t('Try Again');
  const another = t('Another Provider');
  const chosen = await tellError(t('Not connected. {0}', errorSentence(error)), again, another);
  if (chosen === another) {
    return connectModel(deps);
  }
  return chosen === again ? connectAt(deps, withoutKey(start, error)) : undefined;
}

/** The key is asked for anew where it was refused. */
function withoutKey({ address, key }: Start, { reason }: ModelError): Start {
  const isRefused = reason === 'auth' || reason === 'no-key';
  return isRefused || key === undefined ? { address } : { address, key };
}

/** Keys in the environment and servers on this machine; only their lists of models are asked for. */
async function findOffers({ connections }: CommandDeps): Promise<ModelOffer[]> {
  return withProgress(t('Looking for models on this machine'), () => connections.findOffers(AbortSignal.timeout(3000)));
}

interface Start {
  address: ModelAddress;
  /** Known already: of an accepted offer, or empty for a server that wants none. */
  key?: string;
}

interface StartPick extends vscode.QuickPickItem {
  start: Start | { askFor: ModelAddress['provider'] };
}

async function chooseStart({ connections }: CommandDeps, offers: readonly ModelOffer[]): Promise<Start | undefined> {
  const picks: StartPick[] = [
    ...offers.map((offer): StartPick => offerPick(offer, connections.offeredKey(offer) ?? '')),
    {
      label: t('VS Code'),
      description: t('Copilot and other models that you are signed in to'),
      start: { address: { provider: 'vscode-lm' }, key: '' },
    },
    ...keyedProviders.map((provider): StartPick => ({
      label: providerLabel({ provider, name: '-' }),
      description: t('API key'),
      start: { address: { provider } },
    })),
    {
      label: providerLabel({ provider: 'azure', name: '-' }),
      description: t('address and API key'),
      start: { askFor: 'azure' },
    },
    {
      label: providerLabel({ provider: 'bedrock', name: '-' }),
      description: t('address and API key'),
      start: { askFor: 'bedrock' },
    },
    ...modelPresets.map(({ label, address }): StartPick => ({
      label,
      description: t('API key'),
      start: { address: { provider: 'openai-compatible', baseUrl: address } },
    })),
    {
      label: t('Another Address…'),
      description: t('OpenAI-compatible: Ollama, LM Studio, llama.cpp, a gateway'),
      start: { askFor: 'openai-compatible' },
    },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Connect a Model'),
    placeHolder: t('Provider of the model'),
    ignoreFocusOut: true,
  });
  if (picked === undefined) {
    return undefined;
  }
  const { start } = picked;
  if ('address' in start) {
    return start;
  }
  const provider = start.askFor;
  const baseUrl = await askAddress(provider);
  return baseUrl === undefined ? undefined : { address: { provider, baseUrl } };
}

function offerPick(offer: ModelOffer, key: string): StartPick {
  const { provider, baseUrl } = offer;
  const start = { address: { provider, baseUrl }, key };
  return offer.kind === 'key'
    ? {
        label: `$(key) ${t('Use {0}', offer.variable)}`,
        description: t('found in the environment, for {0}', providerLabel({ provider, baseUrl, name: '-' })),
        start,
      }
    : {
        label: `$(server-process) ${offer.name}`,
        description: t('found at {0}, {1} models', baseUrl, offer.models.length),
        start,
      };
}

async function probeAndSave(
  deps: CommandDeps,
  model: ModelRef,
  key: string | undefined,
): Promise<ModelRef | undefined> {
  const { connections } = deps;
  const title = t('Checking {0}: it is asked to call a tool', model.name);
  try {
    const report = await withCancellation(title, (signal) => connections.probe(model, key, signal));
    const { isStreaming, seesImages } = report;
    const found = seesImages === undefined ? model : { ...model, seesImages };
    await connections.save(found, key, { asDefault: true });
    void tellInfo(
      isStreaming
        ? t('Connected {0}. It answered and called a tool.', model.name)
        : t('Connected {0}. It called a tool; its answers come in one piece, so you see them late.', model.name),
    );
    return found;
  } catch (error) {
    return error instanceof ModelError ? tellRefusal(deps, error, { model, key }) : rethrow(error);
  }
}

/** What is wrong is said; a context that is too small is the person's own to judge. */
async function tellRefusal(
  deps: CommandDeps,
  error: ModelError,
  { model, key }: { model: ModelRef; key: string | undefined },
): Promise<ModelRef | undefined> {
  const again = t('Try Again');
  const anyway = t('Connect Anyway');
  const buttons = error.reason === 'small-context' ? [again, anyway] : [again];
  const chosen = await tellError(t('Not connected. {0}', errorSentence(error)), ...buttons);
  if (chosen === anyway) {
    await deps.connections.save(model, key, { asDefault: true });
    return model;
  }
  return chosen === again ? tryAgain(deps, error, { model, key }) : undefined;
}

/** What may pass by itself is asked the same again; anything else begins with what was wrong. */
const passing: ReadonlySet<ModelError['reason']> = new Set([
  ...(['rate-limit', 'overloaded', 'network', 'cut', 'idle', 'server', 'small-context'] as const),
]);

function tryAgain(
  deps: CommandDeps,
  error: ModelError,
  { model, key }: { model: ModelRef; key: string | undefined },
): Promise<ModelRef | undefined> {
  const { provider, baseUrl } = model;
  const address = { provider, ...(baseUrl === undefined ? {} : { baseUrl }) };
  return passing.has(error.reason)
    ? probeAndSave(deps, model, key)
    : connectAt(deps, withoutKey({ address, key: key ?? '' }, error));
}

function rethrow(error: unknown): never {
  throw error;
}
