import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { psStat } from '../../../../src/adapters/git/process/lockOwner';
import { psStart } from '../../../../src/adapters/store/leaseFile';

describe('when a process started, as ps tells it', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    delete process.env.TZ;
    Object.assign(process.env, zone === undefined ? {} : { TZ: zone });
  });

  it('is the same in every time zone and language', async () => {
    const seen = new Set<string | undefined>();
    for (const TZ of ['UTC', 'Asia/Kolkata', 'America/Los_Angeles']) {
      Object.assign(process.env, { TZ });
      seen.add((await psStart(process.pid))?.start).add(psStat(process.pid)?.start);
    }
    assert.equal(seen.size, 1);
    assert.match([...seen].join(''), /^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/);
  });

  it('is nothing for one that is gone', async () => {
    const child = spawn('/bin/true');
    const { pid = 0 } = child;
    await once(child, 'close');
    assert.deepEqual([await psStart(pid), psStat(pid)], [null, null]);
  });
});
