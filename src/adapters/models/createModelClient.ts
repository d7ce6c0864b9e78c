import type { LanguageModelV4 } from '@ai-sdk/provider';
import { ModelError } from '../../core/errors';
import { baseUrlOf, needsKey, providerLabel } from '../../core/modelCatalog';
import type { ModelClient } from '../../core/modelPorts';
import type { ModelRef } from '../../protocol';
import type { IdleLimits, StartTimer } from './idleWatch';
import { LanguageModelClient } from './languageModelClient';
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
  if (baseURL === null) {
    return createRehearsal();
  }
  const load = model.provider === 'anthropic' ? loadAnthropic : loadOpenAiCompatible;
  return new LanguageModelClient(() => load(model.name, baseURL, apiKey), settings);
}

/** Every setting is given: the library would take an absent one from the environment. */
async function loadAnthropic(name: string, baseURL: string, apiKey = ''): Promise<LanguageModelV4> {
  const { createAnthropic } = await import('@ai-sdk/anthropic');
  return createAnthropic({ baseURL, apiKey, fetch: straightFetch }).languageModel(name);
}

async function loadOpenAiCompatible(name: string, baseURL: string, apiKey?: string): Promise<LanguageModelV4> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  const options = { name: 'openai-compatible', baseURL, includeUsage: true, fetch: straightFetch };
  return createOpenAICompatible({ ...options, ...(apiKey === undefined ? {} : { apiKey }) }).chatModel(name);
}

function startTimer(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}

/** Follows no redirect: a key goes only to the address it was given for. */
const straightFetch: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'manual' });
