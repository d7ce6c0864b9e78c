import type { SecretName, SecretValues } from '../../protocol';

/**
 * The values of these secrets for a repository, which is named by the top of its checkout. Names without a value here
 * are left out. They are handed on and kept nowhere.
 */
export type SecretSource = (names: readonly SecretName[], root: string) => Promise<SecretValues>;

/** Where nobody keeps any. */
export const noSecrets: SecretSource = () => Promise.resolve({});
