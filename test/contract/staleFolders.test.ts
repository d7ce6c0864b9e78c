import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { removeStaleFolders } from '../../src/adapters/process/staleFolders';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

describe('folders of processes', () => {
  let root: string;
  beforeEach(async () => {
    root = await temporaryFolder();
  });
  afterEach(() => removeFolder(root));

  it('are removed once their process has ended, and nothing else is', async () => {
    const { pid: ended } = spawnSync('/bin/true');
    const kept = [`p-${process.pid}-a`, 'p-1-b', 'p-x-c', `other-${ended}-d`];
    for (const name of [...kept, `p-${ended}-e`]) {
      fs.mkdirSync(path.join(root, name, 'inside'), { recursive: true });
    }
    fs.symlinkSync(path.join(root, `other-${ended}-d`), path.join(root, `p-${ended}-link`));
    await removeStaleFolders(root, 'p-');
    assert.deepEqual(fs.readdirSync(root).sort(), [...kept, `p-${ended}-link`].sort());
    assert.deepEqual(fs.readdirSync(path.join(root, `other-${ended}-d`)), ['inside']);
  });
});
