import type { GroupEntry, GroupEntryBody, GroupId } from '../../protocol';
import type { Disposable } from '../ports';
import type { Lease } from '../storePorts';

export interface StoredGroup {
  groupId: GroupId;
  entries: GroupEntry[];
  /** Where the last of them ends, to go on from. */
  end: number;
}

/** The journals of groups in the data directory. Failures are `StoreError`. */
export interface GroupFiles {
  /** Every group that can be read; what can't be is told to the log. */
  loadAll(): Promise<StoredGroup[]>;
  /** What stands after this place, or all of it. Empty where there is no such group. */
  load(groupId: GroupId, after?: number): Promise<StoredGroup>;
  /** Writes and fsyncs one line, whatever process wrote the one before. The first one makes the group. */
  append(groupId: GroupId, body: GroupEntryBody): Promise<GroupEntry>;
  /** Takes the group for this process, which alone then goes on with what is to be done for it; null when another has it. */
  acquire(groupId: GroupId): Promise<Lease | null>;
  /** Tells which group's journal or owner changed, whoever changed it. */
  watch(onChange: (groupId: GroupId) => void): Disposable;
}
