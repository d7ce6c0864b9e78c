import { secretParts } from '../core/models/awsKeys';
import { isSameAddress } from '../core/models/modelCatalog';
import type { Log } from '../core/ports';
import { Redactor } from '../core/secrets/redactor';
import type { ModelRef, TaskId } from '../protocol';

interface HeldKey {
  model: ModelRef;
  apiKey: string;
}

interface Held {
  readonly keys: readonly HeldKey[];
  readonly values: Readonly<Record<string, string>>;
  readonly redactor: Redactor;
}

/**
 * What the runner was given for its tasks, in memory only: keys, each for the address of the model it came with, and
 * secrets by their names. All that is ever held is taken out of whatever the task writes or says.
 */
export class TaskSecrets {
  readonly #tasks = new Map<TaskId, Held>();

  addKey(taskId: TaskId, model: ModelRef, apiKey: string): void {
    const held = this.#held(taskId);
    const others = held.keys.filter((other) => !isSameAddress(other.model, model));
    secretParts(apiKey).forEach((value) => held.redactor.add({ name: 'model key', value }));
    this.#tasks.set(taskId, { ...held, keys: [...others, { model, apiKey }] });
  }

  /** Undefined for a model at an address that no key was given for. */
  key(taskId: TaskId, model: ModelRef): string | undefined {
    return this.#held(taskId).keys.find((held) => isSameAddress(held.model, model))?.apiKey;
  }

  give(taskId: TaskId, values: Readonly<Record<string, string>>): void {
    const held = this.#held(taskId);
    Object.entries(values).forEach(([name, value]) => held.redactor.add({ name, value }));
    this.#tasks.set(taskId, { ...held, values });
  }

  /** Of the named secrets, for the environment of a command. */
  values(taskId: TaskId): Readonly<Record<string, string>> {
    return this.#held(taskId).values;
  }

  redactor(taskId: TaskId): Redactor {
    return this.#held(taskId).redactor;
  }

  forget(taskId: TaskId): void {
    this.#tasks.delete(taskId);
  }

  /** The log, without what is held for any task. */
  logTo(log: Log): Log {
    const redact = (text: string): string =>
      [...this.#tasks.values()].reduce((safe, { redactor }) => redactor.redact(safe), text);
    return {
      info: (message) => log.info(redact(message)),
      warn: (message) => log.warn(redact(message)),
      error: (message, error) => log.error(redact(message), redactedError(error, redact)),
    };
  }

  #held(taskId: TaskId): Held {
    const held = this.#tasks.get(taskId) ?? { keys: [], values: {}, redactor: new Redactor() };
    this.#tasks.set(taskId, held);
    return held;
  }
}

/** The error itself where it says no secret, so that nothing of it is lost. */
function redactedError(error: unknown, redact: (text: string) => string): unknown {
  if (!(error instanceof Error)) {
    return typeof error === 'string' ? redact(error) : error;
  }
  const said = [error.message, error.stack ?? ''];
  const causes = causesOf(error);
  if (said.concat(causes).every((text) => redact(text) === text)) {
    return error;
  }
  const safe = new Error(redact([error.message, ...causes].join(' Because: ')));
  safe.stack = redact(error.stack ?? '');
  return safe;
}

function causesOf({ cause }: Error): string[] {
  return cause instanceof Error ? [cause.message, ...causesOf(cause)] : typeof cause === 'string' ? [cause] : [];
}
