import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { openGroupDirectory } from '../../src/adapters/store/groupDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { GroupStore } from '../../src/app/tasks/groupStore';
import type { GroupFiles } from '../../src/core/groups/groupPorts';
import { type Group, GroupId, ObjectName } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { temporaryFolder } from '../fakes/temporaryFolder';

const log = new MemoryLog();
const clock = new SystemClock();
const snapshot = ObjectName.parse('a'.repeat(40));

function group(): Group {
  const id = GroupId.parse(new SystemIds().taskId());
  const point = { snapshot, head: snapshot, headName: 'main', uncommitted: 0 };
  const createdAt = clock.now().toISOString();
  return { id, kind: 'race', title: 'Limiter', prompt: 'Write a limiter.', root: '/repo', point, createdAt };
}

describe('groups of agents on disk', () => {
  const open = (root: string): Promise<GroupFiles> => openGroupDirectory(root, { clock, log });

  it('are there for a process that opens the data directory later', async () => {
    const root = await temporaryFolder();
    const first = group();
    const store = new GroupStore(await open(root), log);
    await store.append(first.id, { type: 'group.created', group: first });
    const later = new GroupStore(await open(root), log);
    await later.load();
    later.dispose();
    assert.deepEqual([...later.current.values()], [store.get(first.id)]);
    assert.deepEqual(store.get(first.id).group, first);
  });

  it('reach a process that has the directory open already', async () => {
    const root = await temporaryFolder();
    const watching = new GroupStore(await open(root), log);
    await watching.load();
    const first = group();
    const told = new Promise<GroupId>((resolve) => watching.onDidChange((state) => resolve(state.group.id)));
    await (await open(root)).append(first.id, { type: 'group.created', group: first });
    assert.equal(await told, first.id);
    watching.dispose();
  });

  it('are read from where the last reading ended', async () => {
    const files = await open(await temporaryFolder());
    const first = group();
    const created = await files.append(first.id, { type: 'group.created', group: first });
    const { entries, end } = await files.load(first.id);
    assert.deepEqual(entries, [created]);
    const renamed = await files.append(first.id, { type: 'group.renamed', title: 'Rate limiter' });
    assert.deepEqual((await files.load(first.id, end)).entries, [renamed]);
  });

  it('are one process’s at a time', async () => {
    const root = await temporaryFolder();
    const first = group();
    const files = await open(root);
    await files.append(first.id, { type: 'group.created', group: first });
    const lease = await files.acquire(first.id);
    const other = await openGroupDirectory(root, {
      clock,
      log,
      identity: { pid: process.pid, startTime: 'another', host: 'elsewhere' },
    });
    assert.equal(await other.acquire(first.id), null);
    await lease?.release();
    const next = await other.acquire(first.id);
    assert.equal(next?.fence, 2);
    await next.release();
  });

  it('lose nothing but the line that a crash tore', async () => {
    const root = await temporaryFolder();
    const [first, torn] = [group(), group()];
    const files = await open(root);
    await files.append(first.id, { type: 'group.created', group: first });
    await fs.appendFile(path.join(root, 'groups', first.id, 'group.jsonl'), '{"v":1,"seq":2,"ty');
    await fs.mkdir(path.join(root, 'groups', torn.id));
    const store = new GroupStore(await open(root), log);
    await store.load();
    store.dispose();
    assert.deepEqual(
      [...store.current.values()].map((state) => state.group),
      [first],
    );
    const entry = await files.append(first.id, { type: 'group.created', group: first });
    assert.equal(entry.seq, 2);
  });
});
