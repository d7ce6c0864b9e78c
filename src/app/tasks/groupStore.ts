import { Emitter } from '../../core/emitter';
import { StoreError } from '../../core/errors';
import { foldGroup, type GroupState } from '../../core/groups/foldGroup';
import type { GroupFiles, StoredGroup } from '../../core/groups/groupPorts';
import type { Disposable, Log } from '../../core/ports';
import type { Lease } from '../../core/storePorts';
import type { GroupEntry, GroupEntryBody, GroupId } from '../../protocol';
import { TaskQueue } from './taskQueue';

/** All groups of the data directory, folded from their journals. What other processes write is read as it comes. */
export class GroupStore {
  private readonly states = new Map<GroupId, GroupState>();
  /** How far each journal is read. */
  private readonly ends = new Map<GroupId, number>();
  private readonly reads = new TaskQueue<GroupId>();
  private readonly changes: Emitter<GroupState>;
  private watch: Disposable | undefined;

  constructor(
    private readonly files: GroupFiles,
    private readonly log: Log,
  ) {
    this.changes = new Emitter((error) => log.error('A listener for changes of groups failed.', error));
  }

  /** Reads all groups, then keeps up with the disk until disposed; who only makes something new may leave them. */
  async load(present: 'told' | 'left' = 'told'): Promise<void> {
    if (present === 'left') {
      return;
    }
    this.watch ??= this.files.watch((groupId) => void this.catchUp(groupId));
    (await this.files.loadAll()).forEach((stored) => this.absorb(stored));
  }

  get current(): ReadonlyMap<GroupId, GroupState> {
    return this.states;
  }

  /** Throws `StoreError('unknown-task')`. */
  get(groupId: GroupId): GroupState {
    const state = this.states.get(groupId);
    if (state === undefined) {
      throw new StoreError('unknown-task', `There is no group ${groupId}.`);
    }
    return state;
  }

  onDidChange(listener: (state: GroupState) => void): Disposable {
    return this.changes.listen(listener);
  }

  /** Journals what is done for the group; resolves when it is on disk and folded. */
  async append(groupId: GroupId, body: GroupEntryBody): Promise<GroupEntry> {
    const entry = await this.files.append(groupId, body);
    await this.catchUp(groupId);
    return entry;
  }

  /** Takes the group for this process, which alone goes on with it; null when another living process has it. */
  acquire(groupId: GroupId): Promise<Lease | null> {
    return this.files.acquire(groupId);
  }

  /** Resolves when the state holds all that the journal does. */
  catchUp(groupId: GroupId): Promise<void> {
    return this.reads.run(groupId, async () => {
      try {
        this.absorb(await this.files.load(groupId, this.ends.get(groupId)));
      } catch (error) {
        this.log.warn(`Cannot read group ${groupId}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  }

  dispose(): void {
    this.watch?.dispose();
  }

  private absorb({ groupId, entries, end }: StoredGroup): void {
    const before = this.states.get(groupId) ?? null;
    const state = entries.reduce<GroupState | null>(foldGroup, before);
    if (state === null) {
      return;
    }
    this.ends.set(groupId, end);
    if (state !== before) {
      this.states.set(groupId, state);
      this.changes.fire(state);
    }
  }
}
