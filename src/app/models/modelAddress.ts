import { ModelError } from '../../core/errors';
import { awsKeyOf, awsKeyVariables, bedrockAddress } from '../../core/models/awsKeys';
import { baseUrlOf, keyedProviders, keyVariables, usualAddress } from '../../core/models/modelCatalog';
import { modelPresets } from '../../core/models/modelPresets';
import type { ModelRef } from '../../protocol';

/** A provider, and where it is reached unless it is at its usual place. */
export type ModelAddress = Pick<ModelRef, 'provider' | 'baseUrl'>;

/**
 * The address in one spelling, empty for the rehearsal model. Throws `ModelError('bad-request')` for one that is no web
 * address, or that holds what belongs into the key's own field.
 */
export function addressOf({ provider, baseUrl }: ModelAddress): string {
  const text = baseUrlOf({ provider, name: '-', ...(baseUrl === undefined ? {} : { baseUrl }) });
  if (text === null) {
    return '';
  }
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ModelError('bad-request', 'The address of the model is not a web address.', {
      hint: 'Give one that begins with https:// or http://, such as http://127.0.0.1:11434/v1.',
    });
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ModelError('bad-request', 'The address of the model holds more than an address.', {
      hint: 'Leave out names, passwords and what follows ? or #. The key has a field of its own.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The model with its address in one spelling, left out where it is the usual one. */
export function normalized(model: ModelRef): ModelRef {
  const address = addressOf(model);
  const { provider, name, seesImages } = model;
  const seen = seesImages === undefined ? {} : { seesImages };
  return { provider, name, ...(address === usualAddress(provider) ? {} : { baseUrl: address }), ...seen };
}

/** Keys are bound to provider and address: a changed address never gets the key of the one before. */
export function keyId(model: ModelAddress): string {
  return `model-key ${model.provider} ${addressOf(model)}`;
}

export function isSameModel(one: ModelRef, other: ModelRef): boolean {
  return one.name === other.name && keyId(one) === keyId(other);
}

type Environment = Readonly<Partial<Record<string, string>>>;

/** A key that the environment holds, and the variable that holds it. */
export interface EnvironmentKey {
  variable: string;
  value: string;
}

/** The key that the environment holds for an address; in a terminal, naming the model is the consent to use it. */
export function environmentKey(address: ModelAddress, environment: Environment): EnvironmentKey | undefined {
  const found = keyVariables(address)
    .map((variable) => ({ variable, value: environment[variable]?.trim() ?? '' }))
    .find(({ value }) => value !== '');
  const signing = address.provider === 'bedrock' ? awsKeyOf(environment) : undefined;
  return found ?? (signing === undefined ? undefined : { variable: awsKeyVariables[0], value: signing });
}

/** The addresses that the environment holds a key for, each with the variable that holds it. */
export function environmentAddresses(
  environment: Environment,
): { variable: string; provider: ModelAddress['provider']; baseUrl: string }[] {
  return keyedAddresses(environment).flatMap((address) => {
    const found = environmentKey(address, environment);
    return found === undefined ? [] : [{ variable: found.variable, ...address }];
  });
}

/** Whose keys an environment may hold; Bedrock's only with its region. */
function keyedAddresses(environment: Environment): { provider: ModelAddress['provider']; baseUrl: string }[] {
  const region = [environment['AWS_REGION'], environment['AWS_DEFAULT_REGION']].find((name) =>
    awsRegion.test(name ?? ''),
  );
  return [
    ...keyedProviders.map((provider) => ({ provider, baseUrl: usualAddress(provider) })),
    ...modelPresets.map(({ address }) => ({ provider: 'openai-compatible' as const, baseUrl: address })),
    ...(region === undefined ? [] : [{ provider: 'bedrock' as const, baseUrl: bedrockAddress(region) }]),
  ];
}

const awsRegion = /^[a-z]{2}(-[a-z]+)+-\d$/;
