import type { ModelRef } from '../../protocol';
import { awsKeyVariables } from './awsKeys';
import { type ModelPreset, modelPresets, presetAt } from './modelPresets';

interface HostedProvider {
  label: string;
  /** Where requests go when no other address is given, without a slash at the end; empty where one has to be. */
  address: string;
  /** The variables that are usual for its key, the most usual first. */
  keyVariables: readonly [string, ...string[]];
}

/** Who answers at an address of the network. */
export type HostedName = Exclude<ModelRef['provider'], 'rehearsal' | 'vscode-lm'>;

const hosted: Readonly<Record<HostedName, HostedProvider>> = {
  anthropic: {
    label: 'Anthropic',
    address: 'https://api.anthropic.com/v1',
    keyVariables: ['ANTHROPIC_API_KEY'],
  },
  openai: { label: 'OpenAI', address: 'https://api.openai.com/v1', keyVariables: ['OPENAI_API_KEY'] },
  google: {
    label: 'Google',
    address: 'https://generativelanguage.googleapis.com/v1beta',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_API_KEY'],
  },
  mistral: { label: 'Mistral', address: 'https://api.mistral.ai/v1', keyVariables: ['MISTRAL_API_KEY'] },
  xai: { label: 'xAI', address: 'https://api.x.ai/v1', keyVariables: ['XAI_API_KEY'] },
  deepseek: { label: 'DeepSeek', address: 'https://api.deepseek.com', keyVariables: ['DEEPSEEK_API_KEY'] },
  /** Each customer has an address of their own; a model is named as it was deployed there. */
  azure: { label: 'Azure OpenAI', address: '', keyVariables: ['AZURE_OPENAI_API_KEY', 'AZURE_API_KEY'] },
  /** Each region has an address of its own. */
  bedrock: { label: 'Amazon Bedrock', address: '', keyVariables: ['AWS_BEARER_TOKEN_BEDROCK'] },
  'openai-compatible': { label: 'OpenAI', address: 'https://api.openai.com/v1', keyVariables: ['OPENAI_API_KEY'] },
};

/** The providers with a usual address and a key of their own, in the order in which they are offered. */
export const keyedProviders = ['anthropic', 'openai', 'google', 'mistral', 'xai', 'deepseek'] as const;

function hostedBy(provider: ModelRef['provider']): HostedProvider | null {
  return provider === 'rehearsal' || provider === 'vscode-lm' ? null : hosted[provider];
}

/** Where requests for the model go, without a slash at the end; null for models that have no address. */
export function baseUrlOf({ provider, baseUrl }: ModelRef): string | null {
  const known = hostedBy(provider);
  const address = known === null ? null : (baseUrl ?? known.address).replace(/\/+$/, '');
  return provider === 'azure' && address !== null && azureResource.test(address) ? `${address}/openai/v1` : address;
}

/** The address as Azure's pages show it, without the place of the interface. */
const azureResource = /^https:\/\/[^/]+\.azure\.com$/i;

/** Where a provider is when no address is given; empty for models that have none. */
export function usualAddress(provider: ModelRef['provider']): string {
  return hostedBy(provider)?.address ?? '';
}

/** The environment variables that may hold the key of an address, the most usual first. */
export function keyVariables(address: Pick<ModelRef, 'provider' | 'baseUrl'>): readonly string[] {
  return presetOf(address)?.keyVariables ?? hostedBy(address.provider)?.keyVariables ?? [];
}

/** All environment variables that may hold a key, or a part of one. */
export function allKeyVariables(): string[] {
  const known = [...Object.values(hosted), ...modelPresets].flatMap((each) => [...each.keyVariables]);
  return [...new Set([...known, ...awsKeyVariables.slice(1)])];
}

function presetOf({ provider, baseUrl }: Pick<ModelRef, 'provider' | 'baseUrl'>): ModelPreset | undefined {
  return provider === 'openai-compatible' ? presetAt(baseUrl?.replace(/\/+$/, '') ?? null) : undefined;
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
  if (address === null) {
    return model.provider === 'rehearsal' ? 'The rehearsal model' : 'VS Code';
  }
  const usual =
    address === ''
      ? hostedBy(model.provider)
      : (Object.values(hosted).find((provider) => provider.address === address) ?? presetOf(model));
  return usual?.label ?? address.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '');
}

/** Whether it is served by whoever runs the server: then it mostly wants no key, and has the context it was started with. */
export function isServerOfOnesOwn(model: ModelRef): boolean {
  return (
    model.provider === 'openai-compatible' &&
    baseUrlOf(model) !== hosted['openai-compatible'].address &&
    presetOf(model) === undefined
  );
}

/** Whether the provider answers nobody without a key. */
export function needsKey(model: ModelRef): boolean {
  return baseUrlOf(model) !== null && !isServerOfOnesOwn(model);
}

/** Whether both are reached at the same place, so that the key of one is the other's too. */
export function isSameAddress(one: ModelRef, other: ModelRef): boolean {
  return one.provider === other.provider && baseUrlOf(one) === baseUrlOf(other);
}

/** Whether both name the same model at the same address. */
export function isSameModelRef(one: ModelRef, other: ModelRef): boolean {
  return one.name === other.name && isSameAddress(one, other);
}
