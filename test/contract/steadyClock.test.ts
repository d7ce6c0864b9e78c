import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskSteadyClock } from '../../src/adapters/store/diskSteadyClock';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const day = 24 * 60 * 60 * 1000;

describe('the clock by which things expire', () => {
  let folder: string;
  let nowMs: number;
  const log = new MemoryLog();
  /** As another process would. */
  const look = () => new DiskSteadyClock(folder, { clock: { now: () => new Date(nowMs) }, log }).look();

  beforeEach(async () => {
    folder = await temporaryFolder();
    nowMs = 1_000 * day;
  });
  afterEach(() => removeFolder(folder));

  it('goes on from process to process, and begins anew after a leap', async () => {
    const began = await look();
    nowMs += 7 * day;
    assert.deepEqual([began.sinceMs, await look()], [1_000 * day, { sinceMs: 1_000 * day, nowMs }]);
    nowMs += 100 * day;
    assert.deepEqual(await look(), { sinceMs: nowMs, nowMs });
    assert.deepEqual(await readdir(folder), ['steady-time.json']);
  });

  it('is steady only since now where what was noted is torn or can’t be written', async () => {
    await look();
    nowMs += day;
    await writeFile(join(folder, 'steady-time.json'), '{"sinceMs":1');
    assert.deepEqual(await look(), { sinceMs: nowMs, nowMs });
    await rm(join(folder, 'steady-time.json'));
    await mkdir(join(folder, 'steady-time.json'));
    nowMs += day;
    assert.deepEqual(await look(), { sinceMs: nowMs, nowMs });
    assert.match(JSON.stringify(log), /Nothing expires/);
  });
});
