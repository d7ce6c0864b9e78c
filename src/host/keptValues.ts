import type * as vscode from 'vscode';
import { nothingTold, type NoticeState } from '../core/notices/noticeState';
import type { Listing, SavedConnections, SavedModelNames, WindowLayout } from '../protocol';

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

/** What the person was told of each task and what not yet, so that a reload tells nothing twice and loses nothing. */
export class KeptNotices {
  private readonly key = 'noticeState';
  /** Where earlier versions kept the courses alone. */
  private readonly earlierKey = 'notices';

  constructor(private readonly memento: vscode.Memento) {}

  read(): NoticeState {
    const courses = this.memento.get<NoticeState['courses']>(this.earlierKey, nothingTold.courses);
    return this.memento.get<NoticeState>(this.key, { ...nothingTold, courses });
  }

  async write(state: NoticeState): Promise<void> {
    await this.memento.update(this.key, state);
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

/** Whether the person was asked about code lenses in diff editors. */
export class KeptLensOffer {
  private readonly key = 'lensOffer';

  constructor(private readonly memento: vscode.Memento) {}

  get wasMade(): boolean {
    return this.memento.get(this.key, false);
  }

  async keep(): Promise<void> {
    await this.memento.update(this.key, true);
  }
}

/** How the person arranged the Agents Window in this workspace. */
export class KeptWindowLayout {
  private readonly key = 'windowLayout';

  constructor(private readonly memento: vscode.Memento) {}

  read(): unknown {
    return this.memento.get(this.key);
  }

  async write(layout: WindowLayout): Promise<void> {
    await this.memento.update(this.key, layout);
  }
}
