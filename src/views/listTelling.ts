import type { TaskStore } from '../app/tasks/taskStore';
import type { TaskListing } from '../app/tasks/taskListing';
import { settings } from '../host/settings';
import type { AgentsWindowUpdate, TaskId } from '../protocol';

interface Deps {
  store: TaskStore;
  listing: TaskListing;
}

/** Tells a page how the agents are arranged, and which of them another window works on. */
export class ListTelling {
  private told = '';
  private readonly listeners: { dispose(): void }[];

  constructor(
    private readonly deps: Deps,
    private readonly page: { send(update: AgentsWindowUpdate): void },
  ) {
    this.listeners = [
      // The page that arranged them shows it already, and may be further by now.
      deps.listing.onDidChange((by) => (by === page ? undefined : this.tellListing())),
      deps.store.onDidChange(({ events }) => (events.length === 0 ? this.tellElsewhere(false) : undefined)),
    ];
  }

  /** To a page that knows nothing yet. */
  tellAll(): void {
    this.tellListing();
    this.tellElsewhere(true);
  }

  dispose(): void {
    this.listeners.forEach((listener) => listener.dispose());
  }

  private tellListing(): void {
    this.page.send({ type: 'listing', listing: this.deps.listing.current });
  }

  private tellElsewhere(isNew: boolean): void {
    const taskIds = this.elsewhere();
    const told = taskIds.join(' ');
    if (isNew || told !== this.told) {
      this.told = told;
      this.page.send({ type: 'elsewhere', taskIds });
    }
  }

  /** The process beside the windows belongs to all of them. */
  private elsewhere(): TaskId[] {
    const { store } = this.deps;
    const isWorker = settings.localRunner === 'worker';
    return isWorker ? [...store.current.keys()].filter((taskId) => store.ownerOf(taskId) === 'another') : [];
  }
}
