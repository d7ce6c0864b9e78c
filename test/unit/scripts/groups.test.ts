import assert from 'node:assert/strict';
import { inGroups } from '../../../scripts/testing/groups.mjs';

const files = Array.from({ length: 40 }, (_, at) => `${at}.test.ts`);

describe('files that run in groups', () => {
  let groups: string[][];
  let running: number;
  let atOnce: number;
  beforeEach(() => {
    groups = [];
    running = 0;
    atOnce = 0;
  });

  const run = async (group: string[]) => {
    groups.push(group);
    running += 1;
    atOnce = Math.max(atOnce, running);
    await new Promise(setImmediate);
    running -= 1;
    const failures = group.filter((file) => file === '7.test.ts');
    return { passed: group.length - failures.length, failed: failures.length, skipped: 1, failures };
  };

  it('run each once, as many groups at a time as there are jobs', async () => {
    await inGroups(files, 3, run);
    assert.deepEqual(groups.flat(), files);
    assert.equal(atOnce, 3);
  });

  it('are few in a group, and fewer towards the end', async () => {
    await inGroups(files, 2, run);
    const sizes = groups.map(({ length }) => length);
    assert.deepEqual(sizes, [...[8, 8, 6, 5, 4, 3, 2, 1, 1, 1, 1]]);
  });

  it('are counted together', async () => {
    const counts = await inGroups(files.slice(0, 10), 2, run);
    assert.deepEqual(counts, { passed: 9, failed: 1, skipped: groups.length, failures: ['7.test.ts'] });
    assert.deepEqual(await inGroups([], 2, run), { passed: 0, failed: 0, skipped: 0, failures: [] });
  });

  it('end with the error of a group that could not be run', async () => {
    await assert.rejects(
      inGroups(files, 2, () => Promise.reject(new Error('no room'))),
      /no room/,
    );
  });
});
