import type * as vscode from 'vscode';
import type { Told } from '../core/labels/notices';
import type { Listing, SavedConnections, SavedModelNames } from '../protocol';

/** Keys in SecretStorage, and nowhere else. */
export class SecretKeys {
  constructor(private readonly storage: vscode.SecretStorage) {}

  async get(id: string): Promise<string | undefined> {
    return this.storage.get(id);
  }

  async set(id: string, value: string): Promise<void> {
    await this.storage.store(id, value);
  }

  async delete(id: string): Promise<void> {
    await this.storage.delete(id);
  }
}

/** Which models are connected, without their keys. */
export class KeptConnections {
  private readonly key = 'connections';

  constructor(private readonly memento: vscode.Memento) {}

  read(): Promise<unknown> {
    return Promise.resolve(this.memento.get(this.key));
  }

  async write(saved: SavedConnections): Promise<void> {
    await this.memento.update(this.key, saved);
  }
}

/** What the person was told of each task, so that a reload tells nothing twice and loses nothing. */
export class KeptNotices {
  private readonly key = 'notices';

  constructor(private readonly memento: vscode.Memento) {}

  read(): Readonly<Record<string, Told>> {
    return this.memento.get<Record<string, Told>>(this.key, {});
  }

  async write(told: Readonly<Record<string, Told>>): Promise<void> {
    await this.memento.update(this.key, told);
  }
}

/** What the person said that the name of a model means. */
export class KeptModelNames {
  private readonly key = 'modelNames';

  constructor(private readonly memento: vscode.Memento) {}

  read(): unknown {
    return this.memento.get(this.key);
  }

  async write(meanings: SavedModelNames): Promise<void> {
    await this.memento.update(this.key, meanings);
  }
}

/** How the list of agents was arranged in this workspace. */
export class KeptListing {
  private readonly key = 'listing';

  constructor(private readonly memento: vscode.Memento) {}

  read(): unknown {
    return this.memento.get(this.key);
  }

  async write(listing: Listing): Promise<void> {
    await this.memento.update(this.key, listing);
  }
}
