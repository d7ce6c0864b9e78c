import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { GroupFiles, StoredGroup } from '../../core/groups/groupPorts';
import type { Clock, Disposable, Log } from '../../core/ports';
import type { Lease } from '../../core/storePorts';
import { GroupEntry, type GroupEntryBody, GroupId } from '../../protocol';
import { appendEntry } from './appendEntry';
import { HeldLease } from './heldLease';
import { Holders } from './holders';
import { readJsonLines } from './jsonLines';
import { currentProcess, isHeld, type ProcessIdentity, readLease, writeLease } from './leaseFile';
import { toStoreError } from './storeErrors';
import { TaskLocks } from './taskLocks';
import { TaskWatch } from './taskWatch';

interface GroupDirectoryOptions {
  clock: Clock;
  log: Log;
  /** Another process than this one, for tests. */
  identity?: ProcessIdentity;
}

/** The groups of a data directory that is there. Throws `StoreError`: `not-writable`, `disk-full`. */
export async function openGroupDirectory(root: string, options: GroupDirectoryOptions): Promise<GroupFiles> {
  const folder = path.join(root, 'groups');
  try {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toStoreError(error, `make the folder ${folder}`);
  }
  return new GroupDirectory(folder, { ...options, identity: options.identity ?? (await currentProcess()) });
}

class GroupDirectory implements GroupFiles {
  private readonly locks: TaskLocks;

  constructor(
    private readonly folder: string,
    private readonly options: Required<GroupDirectoryOptions>,
  ) {
    this.locks = new TaskLocks(options.log);
  }

  async loadAll(): Promise<StoredGroup[]> {
    try {
      const names = await fs.readdir(this.folder);
      const groupIds = names.sort().flatMap((name) => GroupId.safeParse(name).data ?? []);
      const loaded = await Promise.all(groupIds.map((groupId) => this.loadOrSetAside(groupId)));
      return loaded.filter((group) => group !== null);
    } catch (error) {
      throw toStoreError(error, 'read the groups of agents');
    }
  }

  async load(groupId: GroupId, after = 0): Promise<StoredGroup> {
    try {
      const { items, end } = await readJsonLines(this.journal(groupId), after, this.options.log);
      return { groupId, entries: items, end };
    } catch (error) {
      throw toStoreError(error, `read the journal of group ${groupId}`);
    }
  }

  append(groupId: GroupId, body: GroupEntryBody): Promise<GroupEntry> {
    return this.locked(groupId, 'write the journal of this group', () =>
      appendEntry(this.journal(groupId), body, this.options),
    );
  }

  acquire(groupId: GroupId): Promise<Lease | null> {
    const { identity, clock, log } = this.options;
    const groupDir = path.join(this.folder, groupId);
    return this.locked(groupId, 'take up this group', async () => {
      const record = await readLease(groupDir);
      if (record !== null && (await isHeld(groupDir, record, identity, clock.now()))) {
        return null;
      }
      const fence = (record?.fence ?? 0) + 1;
      await writeLease(groupDir, { ...identity, fence, isReleased: false });
      return new HeldLease({ taskDir: groupDir, fence, holder: identity, log, locks: this.locks });
    });
  }

  watch(onChange: (groupId: GroupId) => void): Disposable {
    const { identity, clock, log } = this.options;
    const holders = new Holders(identity, clock);
    return new TaskWatch(this.folder, {
      parse: (name) => GroupId.safeParse(name).data,
      journals: ['group.jsonl'],
      onChange,
      present: 'told',
      holder: (groupId) => holders.describe(path.join(this.folder, groupId)),
      log,
    });
  }

  private async loadOrSetAside(groupId: GroupId): Promise<StoredGroup | null> {
    try {
      return await this.load(groupId);
    } catch (error) {
      this.options.log.error(`Group ${groupId} is set aside.`, error);
      return null;
    }
  }

  private journal(groupId: GroupId): { path: string; schema: typeof GroupEntry } {
    return { path: path.join(this.folder, groupId, 'group.jsonl'), schema: GroupEntry };
  }

  private async locked<T>(groupId: GroupId, action: string, act: () => Promise<T>): Promise<T> {
    const groupDir = path.join(this.folder, groupId);
    try {
      await fs.mkdir(groupDir, { recursive: true, mode: 0o700 });
      return await this.locks.within(groupDir, act);
    } catch (error) {
      throw toStoreError(error, action);
    }
  }
}
