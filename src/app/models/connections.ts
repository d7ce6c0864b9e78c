import { ModelError } from '../../core/errors';
import { localServers } from '../../core/models/modelCatalog';
import type { ModelClients } from '../../core/models/modelPorts';
import type { Disposable } from '../../core/ports';
import type { ModelRef } from '../../protocol';
import { SavedConnections } from '../../protocol';
import type { ModelAddress } from './modelAddress';
import { addressOf, environmentAddresses, environmentKey, isSameModel, keyId, normalized } from './modelAddress';
import { probeModel } from './modelProbe';
import type { ProbeReport } from './modelProbe';

/** Keeps which models are connected. What is read is checked; anything unknown counts as none. */
export interface ConnectionStore {
  read(): Promise<unknown>;
  write(saved: SavedConnections): Promise<void>;
}

/** Keeps keys; nothing else does. */
export interface Secrets {
  get(id: string): Promise<string | undefined>;
  set(id: string, value: string): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Lists the models an address has to offer, none where it keeps no list. Throws `ModelError`. */
export type ModelDirectory = (
  address: ModelAddress,
  apiKey: string | undefined,
  signal: AbortSignal,
) => Promise<string[]>;

export interface ConnectionsDeps {
  store: ConnectionStore;
  secrets: Secrets;
  clients: ModelClients;
  directory: ModelDirectory;
  environment: Readonly<Partial<Record<string, string>>>;
}

/** Something that was found and can be connected after a yes. Nothing was sent, but for the question to a local server. */
export type ModelOffer =
  | { kind: 'key'; variable: string; provider: ModelRef['provider']; baseUrl: string }
  | { kind: 'server'; name: string; provider: ModelRef['provider']; baseUrl: string; models: string[] };

/** Something else may listen at the usual place of a model server, and never answer. */
const lookMs = 2000;

const none: SavedConnections = { models: [], default: null };

/** The models the user connected. */
export class Connections {
  private saved = none;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly deps: ConnectionsDeps) {}

  async load(): Promise<void> {
    const { data } = SavedConnections.safeParse(await this.deps.store.read());
    this.saved = data ?? none;
    this.tell();
  }

  list(): readonly ModelRef[] {
    return this.saved.models;
  }

  get default(): ModelRef | null {
    return this.saved.default;
  }

  onDidChange(listener: () => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** A real round trip in which the model calls a tool and reads its result. Throws `ModelError` in plain words. */
  async probe(model: ModelRef, key: string | undefined, signal: AbortSignal): Promise<ProbeReport> {
    const exact = normalized(model);
    return probeModel(this.deps.clients(exact, key), exact, signal);
  }

  /** What an address has to choose from, asked with the key that the user gave for it. */
  async models(address: ModelAddress, key: string | undefined, signal: AbortSignal): Promise<string[]> {
    return this.deps.directory({ ...address, baseUrl: addressOf(address) }, key, signal);
  }

  /** Adds or replaces a model. Without a key the one that is kept for its address, if any, stays. */
  async save(model: ModelRef, key: string | undefined, options: { asDefault: boolean }): Promise<void> {
    const exact = normalized(model);
    if (key !== undefined) {
      await this.deps.secrets.set(keyId(exact), key);
    }
    const models = [...this.saved.models.filter((other) => !isSameModel(other, exact)), exact];
    await this.write({ models, default: options.asDefault ? exact : (this.saved.default ?? exact) });
  }

  /** Forgets a model, and its key unless another model is connected with it. */
  async remove(model: ModelRef): Promise<void> {
    const models = this.saved.models.filter((other) => !isSameModel(other, model));
    const { default: current } = this.saved;
    const isDefault = current !== null && isSameModel(current, model);
    await this.write({ models, default: isDefault ? (models[0] ?? null) : current });
    if (!models.some((other) => keyId(other) === keyId(model))) {
      await this.deps.secrets.delete(keyId(model));
    }
  }

  /** The key for exactly this provider at exactly this address. */
  async key(model: ModelRef): Promise<string | undefined> {
    return addressOf(model) === '' ? undefined : this.deps.secrets.get(keyId(model));
  }

  /**
   * Looks for what could be connected: keys in the environment, and servers at their usual places on this machine, which
   * are asked for their list of models. For the moment when a model is about to be needed, never before.
   */
  async findOffers(signal: AbortSignal): Promise<ModelOffer[]> {
    const keys = environmentAddresses(this.deps.environment).map((found): ModelOffer => ({ kind: 'key', ...found }));
    const servers = await Promise.all(localServers.map((server) => this.look(server, signal)));
    const connected = new Set(this.saved.models.map(keyId));
    return [...keys, ...servers.flat()].filter((offer) => !connected.has(keyId(offer)));
  }

  /** The key that belongs to an accepted offer, to be probed and saved with. */
  offeredKey(offer: ModelOffer): string | undefined {
    return offer.kind === 'key' ? environmentKey(offer, this.deps.environment)?.value : undefined;
  }

  private async look({ name, baseUrl }: (typeof localServers)[number], signal: AbortSignal): Promise<ModelOffer[]> {
    const address = { provider: 'openai-compatible', baseUrl } as const;
    const patience = AbortSignal.timeout(lookMs);
    try {
      const models = await this.deps.directory(address, undefined, AbortSignal.any([signal, patience]));
      return models.length === 0 ? [] : [{ kind: 'server', name, ...address, models }];
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ModelError || patience.aborted) {
        return [];
      }
      throw error;
    }
  }

  private async write(saved: SavedConnections): Promise<void> {
    await this.deps.store.write(saved);
    this.saved = saved;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}
