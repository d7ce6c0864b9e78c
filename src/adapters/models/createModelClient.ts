import { ModelError } from '../../core/errors';
import { baseUrlOf, needsKey, providerLabel } from '../../core/models/modelCatalog';
import type { ModelClient } from '../../core/models/modelPorts';
import type { ModelRef } from '../../protocol';
import type { IdleLimits, StartTimer, Timer } from './idleWatch';
import { LanguageModelClient } from './languageModelClient';
import { loaders } from './providers';
import { createRehearsal } from './rehearsal';

/** For tests: what a client takes from its surroundings. */
export interface ModelClientOptions {
  idle?: IdleLimits;
  startTimer?: StartTimer;
  now?: () => Date;
}

/** A model on a machine of one's own reads a long prompt for minutes before its first word. */
const usualLimits: IdleLimits = { firstMs: 290_000, nextMs: 120_000 };

/** The client of any connected model; implements `ModelClients`. A provider's library is loaded with the first request. */
export function createModelClient(
  model: ModelRef,
  apiKey: string | undefined,
  options: ModelClientOptions = {},
): ModelClient {
  if (apiKey === undefined && needsKey(model)) {
    throw new ModelError('no-key', `There is no key for ${providerLabel(model)}.`, {
      hint: 'Give one with Connect a Model; the command line takes it from the environment.',
    });
  }
  const settings = {
    apiKey,
    idle: options.idle ?? usualLimits,
    startTimer: options.startTimer ?? startTimer,
    now: options.now ?? (() => new Date()),
  };
  const baseURL = baseUrlOf(model);
  if (model.provider === 'vscode-lm') {
    throw new TypeError('The models of an editor are asked for in the editor.');
  }
  if (baseURL === null || model.provider === 'rehearsal') {
    return createRehearsal();
  }
  if (baseURL === '') {
    throw new ModelError(
      'bad-request',
      `${providerLabel(model)} is reached at an address of your own, which is missing.`,
      {
        hint: 'Give it with Connect a Model; the command line takes it with --base-url.',
      },
    );
  }
  const load = loaders[model.provider];
  return new LanguageModelClient((onAnswer) => load({ name: model.name, baseURL, apiKey, onAnswer }), settings);
}

function startTimer(ms: number, fire: () => void): Timer {
  const timer = setTimeout(fire, ms);
  return { restart: () => void timer.refresh(), cancel: () => clearTimeout(timer) };
}
