import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import type { LetterBox } from '../../src/core/letterPorts';
import type { Letter, TaskId } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const clock = new SystemClock();
const ids = new SystemIds();

describe('LetterBox', () => {
  let root: string;
  let log: MemoryLog;
  /** Two processes would have one each. */
  let box: LetterBox;
  let theirs: LetterBox;
  let taskId: TaskId;
  let folder: string;

  beforeEach(async () => {
    root = await temporaryFolder();
    log = new MemoryLog();
    const files = await openTaskDirectory(root, { clock, log });
    box = files.letters;
    theirs = (await openTaskDirectory(root, { clock, log })).letters;
    taskId = ids.taskId();
    await files.create(taskId);
    folder = path.join(files.taskDir(taskId), 'letters');
  });

  afterEach(() => removeFolder(root));

  const letter = (text: string): Letter => ({ v: 1, id: ids.short(), said: { type: 'message', text } });

  it('has no letters for a task that nobody said anything to', async () => {
    assert.deepEqual([await box.waiting(taskId), await box.has(taskId, 'abcdefgh')], [[], false]);
    await box.remove(taskId, 'abcdefgh');
  });

  it('keeps letters in the order they were left in, whoever left them, until they are removed', async () => {
    const left = [letter('one'), letter('two'), letter('three')];
    for (const [index, each] of left.entries()) {
      await (index % 2 === 0 ? box : theirs).post(taskId, each);
    }
    const [first, second, third] = left;
    assert.deepEqual(await box.waiting(taskId), left);
    await box.remove(taskId, first?.id ?? '');
    const fourth = letter('four');
    await theirs.post(taskId, fourth);
    assert.deepEqual(await box.waiting(taskId), [second, third, fourth]);
  });

  it('gives letters that are left at once places of their own', async () => {
    const left = Array.from({ length: 20 }, (_, index) => letter(`text ${index}`));
    await Promise.all(left.map((each, index) => (index % 2 === 0 ? box : theirs).post(taskId, each)));
    const names = (await fs.readdir(folder)).map((name) => name.split('-')[0]);
    assert.equal(new Set(names).size, 20);
    const found = await box.waiting(taskId);
    assert.deepEqual(found.map(({ id }) => id).sort(), left.map(({ id }) => id).sort());
  });

  it('lets a letter be withdrawn until it is taken, and never both', async () => {
    for (let round = 0; round < 20; round++) {
      const said = letter('now');
      await box.post(taskId, said);
      const both = await Promise.all([box.take(taskId, said.id), theirs.withdraw(taskId, said.id)]);
      assert.deepEqual([...both].sort(), [false, true]);
      assert.equal(await box.has(taskId, said.id), both[0]);
      await box.remove(taskId, said.id);
    }
    const taken = letter('later');
    await box.post(taskId, taken);
    assert.deepEqual([await box.take(taskId, taken.id), await theirs.take(taskId, taken.id)], [true, true]);
    assert.deepEqual([await theirs.withdraw(taskId, taken.id), await theirs.waiting(taskId)], [false, [taken]]);
  });

  it('is for the user alone', async () => {
    await box.post(taskId, letter('secret'));
    const [name = ''] = await fs.readdir(folder);
    const modes = await Promise.all(
      [folder, path.join(folder, name)].map(async (place) => (await fs.stat(place)).mode),
    );
    assert.deepEqual(
      modes.map((mode) => (mode & 0o777).toString(8)),
      ['700', '600'],
    );
  });

  it('passes by what a crash left half written, and reports and removes what is no letter', async () => {
    const said = letter('whole');
    await box.post(taskId, said);
    await fs.writeFile(path.join(folder, '000002-aaaaaaaaaaaa.json.77-0-1'), '{"v":1,"id":"aaaa');
    await fs.writeFile(
      path.join(folder, '000003-bbbbbbbbbbbb.json'),
      '{"v":2,"id":"bbbbbbbbbbbb","said":{"type":"dance"}}',
    );
    assert.deepEqual(await box.waiting(taskId), [said]);
    assert.equal(await box.has(taskId, 'bbbbbbbbbbbb'), false);
    assert.match(log.lines.join('\n'), /000003-bbbbbbbbbbbb\.json, which can't be read/);
  });

  it('tells of letters that come and go', async () => {
    const said = letter('hear this');
    const seen = async (count: number): Promise<void> => {
      await new Promise<void>((resolve) => {
        const look = async (): Promise<void> => {
          if ((await theirs.waiting(taskId)).length === count) {
            watching.dispose();
            resolve();
          }
        };
        const watching = theirs.watch(taskId, () => void look());
      });
    };
    const came = seen(1);
    await box.post(taskId, said);
    await came;
    const went = seen(0);
    await box.remove(taskId, said.id);
    await went;
  });
});
