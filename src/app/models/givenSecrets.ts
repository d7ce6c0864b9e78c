import { TaskError } from '../../core/errors';
import type { SecretSource } from '../../core/secrets/secretPorts';
import type { SecretValues, Task } from '../../protocol';

/** All that the task may use; null where it names none. Throws `TaskError('secret-missing')` when one has no value. */
export async function givenSecrets(task: Task, secrets: SecretSource): Promise<SecretValues | null> {
  if (task.secrets === undefined) {
    return null;
  }
  const { names } = task.secrets;
  const values = await secrets(names, task.repos[0].root);
  const missing = names.filter((name) => values[name] === undefined);
  if (missing.length > 0) {
    const which = missing.length === 1 ? `the secret ${missing.join()} has` : `the secrets ${missing.join(', ')} have`;
    throw new TaskError('secret-missing', `The task was not started, because ${which} no value here.`, {
      hint: 'Add it with “Background Agents: Add a Secret”, or in a terminal with “resume ID --secret NAME”, then retry.',
    });
  }
  return Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
}
