import { TaskError } from '../../core/errors';
import type { Clock } from '../../core/ports';
import type { SecretSource } from '../../core/secrets/secretPorts';
import { nameProblem, valueProblem } from '../../core/secrets/secretRules';
import { type SavedSecret, SavedSecrets, type TaskView } from '../../protocol';
import type { Secrets } from './connections';

interface Deps {
  /** Keeps the values, and the list of their names too: nothing of it stands anywhere else. */
  storage: Secrets;
  clock: Pick<Clock, 'now'>;
}

/** A secret is known by its name within its scope: the top of a checkout, or null for all repositories. */
export type SecretId = Pick<SavedSecret, 'name' | 'scope'>;

/** The last task that a secret was given to. */
export interface LastUse {
  view: Pick<TaskView, 'task' | 'run'>;
  at: string;
}

const listId = 'secrets';

/** The secrets that the user keeps for tasks, by name. Every window of the user sees the same ones. */
export class NamedSecrets {
  constructor(private readonly deps: Deps) {}

  /** Sorted by name, those of one repository before the one for all. */
  async list(): Promise<readonly SavedSecret[]> {
    const text = await this.deps.storage.get(listId);
    const { data = [] } = SavedSecrets.safeParse(parsed(text));
    return data.toSorted((one, other) => order(one) - order(other) || (one.name < other.name ? -1 : 1));
  }

  /** Those that a task of this repository may name, each once. */
  async namesFor(root: string): Promise<string[]> {
    const list = await this.list();
    return [
      ...new Set(list.filter(({ scope }) => scope === null || scope === root).map(({ name }) => name)),
    ].toSorted();
  }

  /** Adds it, or gives it another value. Throws `TaskError('not-possible-now')`, which does not show it. */
  async save({ name, scope }: SecretId, value: string): Promise<void> {
    const problem = nameProblem(name) ?? valueProblem(value);
    if (problem !== null) {
      throw new TaskError('not-possible-now', problem);
    }
    await this.deps.storage.set(idOf({ name, scope }), value);
    const saved = { name, scope, savedAt: this.deps.clock.now().toISOString() };
    await this.write([...(await this.list()).filter((other) => !isSame(other, saved)), saved]);
  }

  async delete(id: SecretId): Promise<void> {
    await this.write((await this.list()).filter((other) => !isSame(other, id)));
    await this.deps.storage.delete(idOf(id));
  }

  /** What is kept for the repository goes before what is kept for all. */
  readonly values: SecretSource = async (names, root) => {
    const values: Record<string, string> = {};
    for (const name of names) {
      const value =
        (await this.deps.storage.get(idOf({ name, scope: root }))) ??
        (await this.deps.storage.get(idOf({ name, scope: null })));
      if (value !== undefined) {
        values[name] = value;
      }
    }
    return values;
  };

  private async write(list: readonly SavedSecret[]): Promise<void> {
    await this.deps.storage.set(listId, JSON.stringify(list));
  }
}

/** Which task was given the secret last; null when none was. */
export function lastUse(secret: SecretId, views: Iterable<LastUse['view']>): LastUse | null {
  return usesOf(secret, views)[0] ?? null;
}

/** Each task that it was given to, with when it was last, the latest first. */
export function usesOf({ name, scope }: SecretId, views: Iterable<LastUse['view']>): LastUse[] {
  const uses = [...views]
    .filter(({ task }) => scope === null || task.repos[0].root === scope)
    .flatMap((view) => {
      const at = view.run.usedSecrets[name];
      return at === undefined ? [] : [{ view, at }];
    });
  return uses.toSorted((one, other) => (one.at < other.at ? 1 : -1));
}

function order({ scope }: SavedSecret): number {
  return scope === null ? 1 : 0;
}

function isSame(one: SecretId, other: SecretId): boolean {
  return one.name === other.name && one.scope === other.scope;
}

function idOf({ name, scope }: SecretId): string {
  return `secret ${name} ${scope ?? ''}`;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? [] : JSON.parse(text);
  } catch {
    return [];
  }
}
