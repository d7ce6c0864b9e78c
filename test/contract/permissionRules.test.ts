import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import path from 'node:path';
import { DiskApprovalRules } from '../../src/adapters/store/diskApprovalRules';
import { DiskNetworkRules } from '../../src/adapters/network/diskNetworkRules';
import { RepositoryMemory } from '../../src/adapters/store/repositoryMemory';
import { isControlFile, isGitName } from '../../src/core/files/paths';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const prefix = (...words: string[]) => ({ words, match: 'prefix' });

describe('files of Cursor in the home folder and in the repository', () => {
  let folder: string;
  let rules: DiskApprovalRules;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const [root, home] = [path.join(folder, 'repo'), path.join(folder, 'home')];
    const dataDirectory = path.join(folder, 'data');
    const grammar = () => Promise.resolve(null);
    rules = new DiskApprovalRules({ root, home, dataDirectory, commonDir: path.join(root, '.git'), grammar });
  });
  afterEach(() => removeFolder(folder));

  function write(place: 'home' | 'repo', name: string, json: object): void {
    const file = path.join(folder, place, '.cursor', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `// comments are allowed\n${JSON.stringify(json)}`);
  }

  async function consentToAll(): Promise<void> {
    for (const file of (await rules.list()).files.filter(({ counts }) => !counts)) {
      await rules.consent(file, true);
    }
  }

  const allowed = async (): Promise<unknown[]> => (await rules.known()).allow.map(({ rule }) => rule);

  it('permissions.json: lists of both are taken together, the repository’s with a consent', async () => {
    write('home', 'permissions.json', { terminalAllowlist: ['npm:test*'] });
    write('repo', 'permissions.json', { terminalAllowlist: ['git status'] });
    assert.deepEqual(await allowed(), [prefix('npm', 'test')]);
    await consentToAll();
    assert.deepEqual(await allowed(), [prefix('git', 'status'), prefix('npm', 'test')]);
    write('repo', 'permissions.json', { terminalAllowlist: ['git status', 'git push'] });
    assert.deepEqual(await allowed(), [prefix('npm', 'test')], 'another text is another file');
  });

  it('cli.json in the repository, cli-config.json at home: what either forbids counts at once', async () => {
    const permissions = (allow: string[], deny: string[]) => ({ permissions: { allow, deny } });
    write('home', 'cli-config.json', permissions(['Shell(ls)', 'Write(docs/**)'], ['Shell(rm)', 'Read(own/**)']));
    write('repo', 'cli.json', permissions(['Shell(make)', 'Write(src/**)'], ['Shell(ls)', 'Write(docs/**)']));
    write('home', 'cli.json', permissions(['Shell(curl)'], ['Shell(true)']));
    write('repo', 'cli-config.json', permissions(['Shell(wget)'], ['Shell(false)']));
    const { deny, denyRead, denyWrite, allowWrite } = await rules.known();
    assert.deepEqual(deny, [prefix('ls'), prefix('rm')], 'each name has one place');
    assert.deepEqual([denyRead, denyWrite, allowWrite], [['own/**'], ['docs/**'], ['docs/**']]);
    assert.deepEqual(await allowed(), [prefix('ls')]);
    await consentToAll();
    assert.deepEqual(await allowed(), [prefix('make'), prefix('ls')]);
  });

  it('sandbox.json: both widen, the repository’s with a consent, and the narrower boundary holds', async () => {
    write('home', 'sandbox.json', { additionalReadwritePaths: ['~/out'], readBoundary: 'workspace' });
    write('repo', 'sandbox.json', { additionalReadPaths: ['/opt/x'], readBoundary: 'system', type: 'insecure_none' });
    assert.deepEqual((await rules.known()).places, { reads: [], writes: ['~/out'], isNarrow: true });
    await consentToAll();
    assert.deepEqual((await rules.known()).places, { reads: ['/opt/x'], writes: ['~/out'], isNarrow: true });
    write('home', 'sandbox.json', { readBoundary: 'system' });
    write('repo', 'sandbox.json', { readBoundary: 'workspace' });
    assert.equal((await rules.known()).places?.isNarrow, true, 'what keeps back needs no consent');
    write('repo', 'sandbox.json', { type: 'workspace_readonly' });
    assert.equal((await rules.known()).isUnsure, true);
  });

  it('sandbox.json: hosts that one of them denies are denied, whatever the other allows', async () => {
    write('home', 'sandbox.json', { networkPolicy: { allow: ['a.example'], deny: ['10.0.0.0/8'] } });
    write('repo', 'sandbox.json', { networkPolicy: { default: 'allow', allow: ['b.example'], deny: ['a.example'] } });
    const root = path.join(folder, 'repo');
    const memory = new RepositoryMemory(path.join(folder, 'data'), path.join(root, '.git'));
    const network = new DiskNetworkRules({ root, home: path.join(folder, 'home'), memory });
    const { allowed: hosts, denied, listed } = await network.settings();
    assert.deepEqual([hosts, denied, listed], [['a.example'], ['a.example', '10.0.0.0/8'], ['b.example']]);
    await consentToAll();
    assert.deepEqual((await network.settings()).allowed.toSorted(), ['a.example', 'b.example']);
  });

  it('sandbox.json: what is always protected is so whatever a file says', () => {
    const names = [
      ...['.vscode/settings.json', '.vscode/a/b', '.cursor/hooks.json', '.cursor/sandbox.json', '.cursorignore'],
      ...['.claude/settings.json', 'deep/.cursorignore', '.Cursor/MCP.json', '.git/config', '.git/hooks/pre-commit'],
    ];
    const open = names.filter((name) => !isControlFile(name) && !name.split('/').some(isGitName));
    assert.deepEqual(open, []);
  });
});
