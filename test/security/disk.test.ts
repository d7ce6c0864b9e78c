import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { SmallDisk } from '../fakes/smallDisk';
import { SandboxRig } from './sandboxRig';

describe('the disk under a command', () => {
  let rig: SandboxRig;
  let disk: SmallDisk | undefined;

  before(async function () {
    rig = new SandboxRig('disk');
    try {
      disk = await SmallDisk.mount(rig.at('small'), '64m');
    } catch (error) {
      if (process.env['CI'] === 'true') {
        throw error;
      }
      this.skip();
    }
  });
  after(() => {
    disk?.unmount();
    rig.dispose();
  });

  // Bounded, so that it ends by itself where the defence is taken out.
  const filling = (pieces: number): string =>
    `for i in $(seq ${pieces}); do head -c 1048576 /dev/zero >> grown || exit 7; sleep 0.05; done; echo survived`;

  it('C11: is not filled: a command that leaves too little of it is ended, says so, and nothing of it goes on', async () => {
    const worktree = rig.at('small');
    const { ended, output } = await rig.runIn(await rig.open(undefined, worktree), filling(80));
    assert.match(ended ?? '', /^was ended because it left less than \d+ MB free on the disk$/);
    assert.doesNotMatch(output, /survived/);
    const { bavail, bsize } = fs.statfsSync(worktree);
    assert.ok(bavail * bsize > 1_000_000, 'there is room left');
    assert.deepEqual(rig.survivors(), []);
  });

  it('C11: on a disk that was nearly full before, a command that writes little goes on', async () => {
    const worktree = rig.at('small');
    fs.rmSync(path.join(worktree, 'grown'), { force: true });
    await disk?.fill(16 * 1024 * 1024);
    const { exitCode, output } = await rig.runIn(await rig.open(undefined, worktree), filling(4));
    assert.deepEqual([exitCode, output], [0, 'survived\n']);
  });
});
