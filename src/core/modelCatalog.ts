import type { ModelRef } from '../protocol';

const addresses = {
  anthropic: 'https://api.anthropic.com/v1',
  'openai-compatible': 'https://api.openai.com/v1',
} as const;

/** Where requests for the model go, without a slash at the end; null for the rehearsal model, which sends nothing. */
export function baseUrlOf(model: ModelRef): string | null {
  if (model.provider === 'rehearsal') {
    return null;
  }
  return (model.baseUrl ?? addresses[model.provider]).replace(/\/+$/, '');
}

/** Where a provider is when no address is given; empty for the rehearsal model. */
export function usualAddress(provider: ModelRef['provider']): string {
  return provider === 'rehearsal' ? '' : addresses[provider];
}

/** Servers of one's own at the place where each listens unless told otherwise. */
export const localServers = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
  { name: 'llama.cpp', baseUrl: 'http://127.0.0.1:8080/v1' },
] as const;

/** Who answers, as a sentence's subject: `Anthropic`, `OpenAI`, or the address without anything secret in it. */
export function providerLabel(model: ModelRef): string {
  const address = baseUrlOf(model);
  switch (address) {
    case null:
      return 'The rehearsal model';
    case addresses.anthropic:
      return 'Anthropic';
    case addresses['openai-compatible']:
      return 'OpenAI';
    default:
      return address.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '');
  }
}

/** Whether the provider answers nobody without a key. Servers of one's own mostly want none. */
export function needsKey(model: ModelRef): boolean {
  return model.provider === 'anthropic' || baseUrlOf(model) === addresses['openai-compatible'];
}
