import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { DiskGivenImages } from '../../src/adapters/store/diskGivenImages';
import { ImageFolder } from '../../src/adapters/store/imageFolder';
import type { ImageDigest } from '../../src/protocol';
import { smallImages } from '../fakes/smallImages';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { taskId } from '../unit/core/journal';

const day = 24 * 60 * 60 * 1000;

describe('images that are given along', () => {
  let root: string;
  let nowMs: number;
  let sinceMs: number;
  let given: DiskGivenImages;
  const taskDir = (): string => path.join(root, 'task');

  beforeEach(async () => {
    root = await temporaryFolder();
    nowMs = Date.UTC(2026, 10, 27);
    sinceMs = 0;
    const steadyClock = { look: () => Promise.resolve({ sinceMs, nowMs }) };
    given = new DiskGivenImages(root, { clock: { now: () => new Date(nowMs) }, steadyClock, taskDir });
  });

  afterEach(() => removeFolder(root));

  it('are in the folder of each task that is told of them, and stay there', async () => {
    const [png, gif] = [await given.keep(smallImages.png), await given.keep(smallImages.gif)];
    await given.bring(taskId, [png, gif, png, '0'.repeat(64) as ImageDigest]);
    await fs.rm(path.join(root, 'given'), { recursive: true });
    await given.bring(taskId, [png]);
    const ofTask = new ImageFolder(taskDir());
    assert.deepEqual(
      [await ofTask.read(png), await ofTask.read(gif)],
      [smallImages.png.toString('base64'), smallImages.gif.toString('base64')],
    );
    assert.deepEqual((await fs.readdir(path.join(taskDir(), 'images'))).sort(), [png, gif].sort());
  });

  it('are let go after 30 days unless they are given again', async () => {
    const [png, gif] = [await given.keep(smallImages.png), await given.keep(smallImages.gif)];
    nowMs += 20 * day;
    await given.keep(smallImages.gif);
    nowMs += 20 * day;
    sinceMs = nowMs - 20 * day;
    const jpeg = await given.keep(smallImages.jpeg);
    const images = () => fs.readdir(path.join(root, 'given', 'images'));
    assert.equal((await images()).length, 3, 'after a leap of the clock');
    sinceMs = 0;
    await given.keep(smallImages.jpeg);
    const left = await images();
    assert.deepEqual(left.sort(), [gif, jpeg].sort());
    assert.ok(!left.includes(png));
  });
});
