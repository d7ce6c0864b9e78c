import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DiskNetworkRules } from '../../src/adapters/network/diskNetworkRules';
import { RepositoryMemory } from '../../src/adapters/store/repositoryMemory';

describe('what is settled about hosts', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rules-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  const open = (repository = 'repo') =>
    new DiskNetworkRules({
      root: path.join(folder, repository),
      home: path.join(folder, 'home'),
      memory: new RepositoryMemory(path.join(folder, 'data'), path.join(folder, repository, '.git')),
    });

  it('is nothing where nobody said anything', async () => {
    assert.deepEqual(await open().settings(), { allowed: [], denied: [], listed: [], own: [] });
  });

  it('is what the files of the user and of the repository deny, and which registries the user has', async () => {
    write('repo/.cursor/sandbox.json', '{"networkPolicy": {"allow": ["a.example"], "deny": ["*.evil.example"]}}');
    write('home/.cursor/sandbox.json', '{"networkPolicy": {"allow": ["u.example"], "deny": ["10.0.0.0/8"]}}');
    write('home/.npmrc', 'registry=https://npm.corp.example/\n//npm.corp.example/:_authToken=secret\n');
    write('repo/.npmrc', 'registry=http://127.0.0.1:1/');
    assert.deepEqual(await open().settings(), {
      ...{ allowed: ['u.example'], listed: ['a.example'] },
      ...{ denied: ['*.evil.example', '10.0.0.0/8'], own: ['npm.corp.example'] },
    });
  });

  it('denies everything where a file can’t be understood', async () => {
    write('repo/.cursor/sandbox.json', ' '.repeat(300_000));
    assert.deepEqual((await open().settings()).denied, ['*']);
  });

  it('is what was allowed for this repository only, in any process', async () => {
    const entries = ['a.example', '*.b.example', '127.0.0.1:5432', '[0:0:0:0:0:0:0:1]:5432'];
    await open().allow(entries);
    write(
      `data/repositories/${fs.readdirSync(path.join(folder, 'data/repositories'))[0] ?? ''}/host-half.example.1-2-3`,
      '',
    );
    assert.deepEqual((await open().settings()).allowed.toSorted(), entries.toSorted());
    assert.deepEqual((await open('other').settings()).allowed, []);
  });
});
