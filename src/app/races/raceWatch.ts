import type { Disposable, Log } from '../../core/ports';
import type { GroupId, TaskView } from '../../protocol';
import type { GroupStore } from '../tasks/groupStore';
import type { Races } from './races';
import { isInside } from '../tasks/taskFolders';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  races: Pick<Races, 'tend' | 'fill'>;
  groups: Pick<GroupStore, 'current' | 'onDidChange'>;
  store: Pick<TaskStore, 'onDidChange'>;
  log: Log;
  /** Whether racers that are behind are stopped without a question. */
  halves: () => boolean;
  /** Whether cells of the matrix run by themselves. */
  fills: () => boolean;
}

/** Goes on with the races of some folders, whenever something of one of them has changed that may matter to it. */
export class RaceWatch implements Disposable {
  private readonly ended = new AbortController();
  private readonly seen = new Map<string, string>();
  private readonly tending = new Map<GroupId, 'once' | 'again'>();
  private readonly filling = new Set<GroupId>();

  constructor(
    private readonly deps: Deps,
    private readonly roots: readonly string[],
  ) {}

  /** Considers every race that is there, and those that come. */
  begin(): Disposable {
    const { groups, store } = this.deps;
    const listening = [
      groups.onDidChange(({ group }) => this.consider(group.id)),
      store.onDidChange(({ view }) => this.look(view)),
    ];
    this.ended.signal.addEventListener('abort', () => listening.forEach((each) => each.dispose()));
    groups.current.forEach((_, groupId) => this.consider(groupId));
    return this;
  }

  dispose(): void {
    this.ended.abort();
  }

  private look({ task, state, run, app }: TaskView): void {
    const mark = `${state.kind} ${run.round} ${run.receipts.length} ${app.landing.kind}`;
    if (task.group?.kind === 'race' && this.seen.get(task.id) !== mark) {
      this.seen.set(task.id, mark);
      this.consider(task.group.groupId);
    }
  }

  private consider(groupId: GroupId): void {
    const state = this.deps.groups.current.get(groupId);
    const isOurs = state?.race.plan !== undefined && state.race.plan !== null;
    if (!isOurs || this.ended.signal.aborted || !this.isOfRoots(state.group.root)) {
      return;
    }
    if (this.tending.has(groupId)) {
      this.tending.set(groupId, 'again');
      return;
    }
    this.tending.set(groupId, 'once');
    void this.tend(groupId);
  }

  private isOfRoots(repository: string): boolean {
    return this.roots.some((root) => isInside(repository, root) || isInside(root, repository));
  }

  private async tend(groupId: GroupId): Promise<void> {
    const { races, halves } = this.deps;
    await this.told(races.tend(groupId, { halves: halves() }));
    void this.fill(groupId);
    const isAgain = this.tending.get(groupId) === 'again';
    this.tending.delete(groupId);
    if (isAgain) {
      this.consider(groupId);
    }
  }

  /** The cells take long, and nothing else of a race waits for them. */
  private async fill(groupId: GroupId): Promise<void> {
    const { signal } = this.ended;
    if (this.deps.fills() && !this.filling.has(groupId) && !signal.aborted) {
      this.filling.add(groupId);
      await this.told(this.deps.races.fill(groupId, signal));
      this.filling.delete(groupId);
    }
  }

  private async told(act: Promise<void>): Promise<void> {
    try {
      await act;
    } catch (error) {
      if (!this.ended.signal.aborted) {
        this.deps.log.error('A race could not be gone on with.', error);
      }
    }
  }
}
