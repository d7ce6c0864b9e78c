import { Redactor } from '../../core/secrets/redactor';
import type { SecretSource } from '../../core/secrets/secretPorts';
import type { ModelRef, Task } from '../../protocol';

export interface SecretSources {
  /** The key for a model; undefined when there is none. */
  credentials: (model: ModelRef) => Promise<string | undefined>;
  secrets: SecretSource;
}

/** Takes the key of a task's model and the secrets that it may use out of what this process writes of it. */
export async function taskRedactor(
  { credentials, secrets }: SecretSources,
  { engine, ...task }: Pick<Task, 'engine' | 'secrets'>,
  root: string,
): Promise<Redactor> {
  const redactor = new Redactor();
  const key = engine.kind === 'model' ? await credentials(engine.model) : undefined;
  const values = task.secrets === undefined ? {} : await secrets(task.secrets.names, root);
  Object.entries({ 'model key': key ?? '', ...values }).forEach(([name, value]) => redactor.add({ name, value }));
  return redactor;
}
