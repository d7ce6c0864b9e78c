import { isSameModelRef } from '../../core/models/modelCatalog';
import { modelAmong } from '../../core/models/modelNames';
import type { ModelRef } from '../../protocol';
import { SavedModelNames } from '../../protocol';
import type { Connections } from './connections';

/** Keeps what a person said that a name means. */
export interface NameStore {
  read(): unknown;
  write(meanings: Readonly<SavedModelNames>): Promise<void>;
}

/** Which connected model a name means. What a person chose for a name stays until that model is forgotten. */
export class NamedModels {
  constructor(
    private readonly connections: Pick<Connections, 'list'>,
    private readonly store: NameStore,
  ) {}

  /** Null when it has to be asked for. */
  find(name: string): ModelRef | null {
    const models = this.connections.list();
    const chosen = this.meanings()[name];
    const kept = chosen === undefined ? undefined : models.find((model) => isSameModelRef(model, chosen));
    return kept ?? modelAmong(name, models);
  }

  async remember(name: string, model: ModelRef): Promise<void> {
    await this.store.write({ ...this.meanings(), [name]: model });
  }

  private meanings(): Readonly<SavedModelNames> {
    return SavedModelNames.safeParse(this.store.read()).data ?? {};
  }
}
