import type { LanguageModelV4 } from '@ai-sdk/provider';
import { awsKeysIn, awsRegionOf } from '../../core/models/awsKeys';
import type { HostedName } from '../../core/models/modelCatalog';

/** What a provider's library is given: every setting, as it would take an absent one from the environment. */
export interface Access {
  name: string;
  baseURL: string;
  apiKey: string | undefined;
  /** Called when an answer has begun: from then on a lost connection is a cut. */
  onAnswer: () => void;
}

/** Follows no redirect: a key goes only to the address it was given for. */
function straightFetch(onAnswer: () => void): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual' });
    if (response.ok) {
      onAnswer();
    }
    return response;
  };
}

/** Loads a provider's library, a chunk of its own, and makes a model of it. */
export const loaders: Readonly<Record<HostedName, (access: Access) => Promise<LanguageModelV4>>> = {
  async anthropic(access) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic(settings(access)).languageModel(access.name);
  },
  async openai(access) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI({ ...settings(access), name: 'openai' }).responses(access.name);
  },
  async google(access) {
    const { createGoogle } = await import('@ai-sdk/google');
    return createGoogle(settings(access)).languageModel(access.name);
  },
  async mistral(access) {
    const { createMistral } = await import('@ai-sdk/mistral');
    return createMistral(settings(access)).languageModel(access.name);
  },
  async xai(access) {
    const { createXai } = await import('@ai-sdk/xai');
    return createXai(settings(access)).responses(access.name);
  },
  async deepseek(access) {
    const { createDeepSeek } = await import('@ai-sdk/deepseek');
    return createDeepSeek(settings(access)).languageModel(access.name);
  },
  /** Speaks as OpenAI does, at the customer's own address and with the key in a header of another name. */
  async azure(access) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    const { apiKey = '', onAnswer } = access;
    const send = withKeyHeader(straightFetch(onAnswer), apiKey);
    return createOpenAI({ ...settings(access), fetch: send, name: 'openai' }).responses(access.name);
  },
  async bedrock({ name, baseURL, apiKey = '', onAnswer }) {
    const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
    const keys = awsKeysIn(apiKey);
    // With a key in parts the bearer's is empty and not absent, or the library would take one from the environment.
    const access = keys === null ? { apiKey } : { ...keys, apiKey: '' };
    const region = awsRegionOf(baseURL);
    return createAmazonBedrock({ ...access, baseURL, region, fetch: straightFetch(onAnswer) }).languageModel(name);
  },
  async 'openai-compatible'({ name, baseURL, apiKey, onAnswer }) {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const options = { name: 'openai-compatible', baseURL, includeUsage: true, fetch: straightFetch(onAnswer) };
    return createOpenAICompatible({ ...options, ...(apiKey === undefined ? {} : { apiKey }) }).chatModel(name);
  },
};

function withKeyHeader(send: typeof fetch, apiKey: string): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('authorization');
    headers.set('api-key', apiKey);
    return send(input, { ...init, headers });
  };
}

function settings({ baseURL, apiKey = '', onAnswer }: Access) {
  return { baseURL, apiKey, fetch: straightFetch(onAnswer) };
}
