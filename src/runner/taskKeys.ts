import { isSameAddress } from '../core/models/modelCatalog';
import type { ModelRef, TaskId } from '../protocol';

interface HeldKey {
  model: ModelRef;
  apiKey: string;
}

/** The keys that the runner was given for its tasks, in memory only: each for the address of the model it came with. */
export class TaskKeys {
  readonly #keys = new Map<TaskId, readonly HeldKey[]>();

  add(taskId: TaskId, model: ModelRef, apiKey: string): void {
    const others = this.#held(taskId).filter((held) => !isSameAddress(held.model, model));
    this.#keys.set(taskId, [...others, { model, apiKey }]);
  }

  /** Undefined for a model at an address that no key was given for. */
  of(taskId: TaskId, model: ModelRef): string | undefined {
    return this.#held(taskId).find((held) => isSameAddress(held.model, model))?.apiKey;
  }

  /** All of a task, the newest last, so that none of them is written anywhere. */
  all(taskId: TaskId): string[] {
    return this.#held(taskId).map(({ apiKey }) => apiKey);
  }

  forget(taskId: TaskId): void {
    this.#keys.delete(taskId);
  }

  #held(taskId: TaskId): readonly HeldKey[] {
    return this.#keys.get(taskId) ?? [];
  }
}
