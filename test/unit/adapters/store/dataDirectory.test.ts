import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { prepareDataDirectory } from '../../../../src/adapters/store/dataDirectory';
import { defaultDataDirectory } from '../../../../src/adapters/store/defaultDataDirectory';
import { removeFolder, temporaryFolder } from '../../../fakes/temporaryFolder';

describe('defaultDataDirectory', () => {
  it('is the folder that each system has for the data of a user', () => {
    const home = '/home/ada';
    assert.deepEqual(
      [
        defaultDataDirectory({ name: 'linux', home, env: {} }),
        defaultDataDirectory({ name: 'linux', home, env: { XDG_DATA_HOME: '/data' } }),
        defaultDataDirectory({ name: 'darwin', home, env: {} }),
        defaultDataDirectory({ name: 'win32', home, env: { LOCALAPPDATA: 'C:\\Local' } }),
        defaultDataDirectory({ name: 'linux', home, env: { BACKGROUND_AGENTS_HOME: '/elsewhere' } }),
      ],
      [
        '/home/ada/.local/share/background-agents',
        '/data/background-agents',
        '/home/ada/Library/Application Support/background-agents',
        'C:\\Local\\bga',
        '/elsewhere',
      ],
    );
  });
});

describe('prepareDataDirectory', () => {
  it('makes the folders once and leaves them as they are', async () => {
    const root = await temporaryFolder();
    const data = path.join(root, 'data');
    await prepareDataDirectory(data);
    await prepareDataDirectory(data);
    assert.deepEqual((await fs.readdir(data)).sort(), ['tasks', 'version.json', 'worktrees']);
    assert.equal(await fs.readFile(path.join(data, 'version.json'), 'utf8'), '{"layout":1}\n');
    await removeFolder(root);
  });

  it('refuses a version file that it does not understand', async () => {
    const root = await temporaryFolder();
    await fs.writeFile(path.join(root, 'version.json'), '');
    await assert.rejects(prepareDataDirectory(root), { reason: 'damaged' });
    await removeFolder(root);
  });
});
