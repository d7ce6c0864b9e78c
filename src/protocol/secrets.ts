import * as z from 'zod';

/** The name of the environment variable that a command finds the secret in. */
export const SecretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
export type SecretName = z.infer<typeof SecretName>;

/** Values by name. They are in a runner's memory and in nothing that is written. */
export const SecretValues = z.record(SecretName, z.string().min(1).max(32_768));
export type SecretValues = z.infer<typeof SecretValues>;

/** Which secrets a task may use: its checks and its setup, and with `alsoForAgent` the agent's own commands too. */
export const TaskSecretNames = z.strictObject({
  names: z.array(SecretName).min(1).max(50),
  alsoForAgent: z.literal(true).optional(),
});
export type TaskSecretNames = z.infer<typeof TaskSecretNames>;

/** Whose command gets secrets. */
export const SecretUser = z.enum(['agent', 'check', 'setup']);
export type SecretUser = z.infer<typeof SecretUser>;

/** Before a command is run that gets them: which, and whose command it is. */
export const SecretUsed = z.object({
  type: z.literal('secret.used'),
  names: z.array(SecretName).min(1),
  by: SecretUser,
});

/** Which changed files are in no checkpoint as they are now, because they hold a secret; all of them, each time. */
export const SecretWithheld = z.object({ type: z.literal('secret.withheld'), paths: z.array(z.string()) });

/** The secrets that a user keeps; their values stand in the secret storage alone. `scope` null: for all repositories. */
export const SavedSecret = z.strictObject({
  name: SecretName,
  /** The top of the checkout that it is for. */
  scope: z.string().min(1).nullable(),
  savedAt: z.iso.datetime(),
});
export type SavedSecret = z.infer<typeof SavedSecret>;

export const SavedSecrets = z.array(SavedSecret).max(1000);
