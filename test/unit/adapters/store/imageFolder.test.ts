import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ImageFolder } from '../../../../src/adapters/store/imageFolder';
import { openTaskDirectory } from '../../../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../../../src/adapters/system/systemClock';
import { ImageDigest, type TaskId } from '../../../../src/protocol';
import { MemoryLog } from '../../../fakes/memoryLog';
import { smallImages } from '../../../fakes/smallImages';
import { removeFolder, temporaryFolder } from '../../../fakes/temporaryFolder';

const bytes = smallImages.png;
const base64 = bytes.toString('base64');

describe('the images of a task', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  it('are read as they were kept, once for the same bytes', async () => {
    const images = new ImageFolder(folder);
    const digest = await images.keep(bytes);
    assert.equal(await images.keep(bytes), digest);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'images')), [digest]);
    assert.equal(await new ImageFolder(folder).read(digest), base64);
  });

  it('are gone when their file is missing or holds something else, and come back when they are kept again', async () => {
    const images = new ImageFolder(folder);
    const digest = await images.keep(bytes);
    fs.writeFileSync(path.join(folder, 'images', digest), bytes.subarray(1));
    assert.equal(await images.read(digest), null);
    assert.equal(await images.read(ImageDigest.parse('0'.repeat(64))), null);
    await images.keep(bytes);
    assert.equal(await images.read(digest), base64);
  });

  it('are in the folder of a task that goes on from there', async () => {
    const files = await openTaskDirectory(folder, { clock: new SystemClock(), log: new MemoryLog() });
    const id = (last: number) => `01ARZ3NDEKTSV4RRFFQ69G5FA${last}` as TaskId;
    await files.create(id(0));
    const digest = await new ImageFolder(files.taskDir(id(0))).keep(bytes);
    await files.create(id(1), id(0));
    assert.equal(await new ImageFolder(files.taskDir(id(1))).read(digest), base64);
    await files.create(id(2), id(9));
    assert.deepEqual(fs.readdirSync(files.taskDir(id(2))), ['output']);
  });
});
