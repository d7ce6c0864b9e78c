import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { coneAt, writeCone } from '../../../../src/adapters/git/worktrees/sparseRecord';
import { removeFolder, temporaryFolder } from '../../../fakes/temporaryFolder';

describe('the record of a sparse worktree', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => removeFolder(folder));

  it('is never taken for what it was, however fast it is replaced by one of the same size', () => {
    const at = { gitDir: folder, commonDir: path.dirname(folder) };
    assert.equal(coneAt(at), null);
    for (let round = 0; round < 300; round += 1) {
      const cone = [`folder${String(round % 10)}`];
      writeCone(folder, cone);
      assert.deepEqual([coneAt(at), coneAt(at)], [cone, cone]);
    }
  });

  it('is not read again until it is another file', () => {
    const at = { gitDir: folder, commonDir: path.dirname(folder) };
    const old = new Date(Date.now() - 60_000);
    writeCone(folder, ['a']);
    const [name = ''] = fs.readdirSync(folder);
    fs.utimesSync(path.join(folder, name), old, old);
    const first = coneAt(at);
    assert.equal(coneAt(at), first);
    writeCone(folder, ['b']);
    assert.deepEqual(coneAt(at), ['b']);
    fs.rmSync(path.join(folder, name));
    assert.equal(coneAt(at), null);
    assert.equal(coneAt({ gitDir: folder, commonDir: folder }), null);
  });
});
