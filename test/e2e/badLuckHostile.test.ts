import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { filesBelow, TestRepo } from '../fakes/testRepo';
import { apiKey, busyRepo, call, type Desk, done, filesUnder, Place, shell } from './badLuckPlace';

const attributes = '* filter=evil diff=evil merge=evil working-tree-encoding=UTF-8\n*.odd diff=odd\n';
const hooks = [
  'post-checkout',
  'post-commit',
  'pre-commit',
  'post-index-change',
  'reference-transaction',
  'post-merge',
];

/** Settings by which git runs a program, wherever they stand. */
function traps(program: string): [string, string][] {
  return [
    ...['clean', 'smudge', 'process'].map((kind): [string, string] => [`filter.evil.${kind}`, program]),
    ['filter.evil.required', 'true'],
    ['diff.evil.textconv', program],
    ['diff.odd.command', program],
    ['diff.external', program],
    ['merge.evil.driver', program],
    ['core.fsmonitor', program],
    ['core.sshCommand', program],
    ['core.pager', program],
    ['core.editor', program],
    ['core.askPass', program],
    ['credential.helper', program],
    ['gpg.program', program],
    ['commit.gpgSign', 'true'],
    ['interactive.diffFilter', program],
    ['alias.status', `!${program}`],
  ];
}

interface Trapped {
  repo: TestRepo;
  /** Whether a program of the repository was run since this was last asked. */
  ran: () => boolean;
  /** As the command lines of a shell. */
  settings: string;
  program: string;
}

function trappedRepo(): Trapped {
  const repo = TestRepo.with({ 'a.txt': 'one\ntwo\nthree\n', 'b.odd': 'b\n', '.gitattributes': attributes });
  const marker = join(repo.folder, 'ran');
  const program = join(repo.folder, 'program.sh');
  writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> '${marker}'\ncat\n`, { mode: 0o755 });
  const settings = traps(program).map(([name, value]) => `git config '${name}' '${value}'`);
  const ran = (): boolean => {
    const did = existsSync(marker);
    rmSync(marker, { force: true });
    return did;
  };
  return { repo, ran, settings: settings.join('\n'), program };
}

function setTraps({ repo, program }: Trapped): void {
  for (const [name, value] of traps(program)) {
    repo.git('config', name, value);
  }
  for (const hook of hooks) {
    writeFileSync(join(repo.root, '.git/hooks', hook), `#!/bin/sh\n${program} < /dev/null\n`, { mode: 0o755 });
  }
  repo.write({ 'notes.txt': 'untracked\n' });
  appendFileSync(join(repo.root, 'b.odd'), 'uncommitted\n');
}

/** What can be seen of a repository without running git in it. */
function withoutGit(repo: TestRepo): Record<string, unknown> {
  const inGit = (name: string): string => readFileSync(join(repo.root, '.git', name), 'base64');
  return {
    files: filesBelow(repo.root, ['.git']),
    index: inGit('index'),
    head: inGit('HEAD'),
    config: inGit('config'),
  };
}

async function does(desk: Desk, ...argv: string[]): Promise<void> {
  const { status, err } = await desk.cli.run(...argv);
  assert.deepEqual([status, err], [0, ''], argv.join(' '));
}

describe('a repository that names programs to be run', () => {
  let trapped: Trapped;
  let place: Place;

  beforeEach(() => {
    trapped = trappedRepo();
  });
  afterEach(() => place.close());

  it('G01: runs none of them in the whole life of a task', async () => {
    setTraps(trapped);
    trapped.ran();
    const { repo, ran } = trapped;
    const edit = call('edit_file', { path: 'a.txt', old_text: 'two', new_text: 'TWO' });
    const turns = [edit, call('write_file', { path: 'c.odd', content: 'c\n' }), shell('cat a.txt'), done];
    place = await Place.open(turns, { repo, look: withoutGit });
    const desk = await place.desk();
    const argv = desk.task('Do it').filter((word) => word !== '--no-verify');
    const { status, err, shown } = await desk.run([...argv, '--verify', 'true']);
    assert.deepEqual([status, err, ran()], [0, '', false]);
    place.assertKept();
    await does(desk, 'show', shown.id);
    await does(desk, 'diff', shown.id);
    assert.match((await desk.cli.run('diff', shown.id)).out, /^\+TWO$/m);
    await does(desk, 'apply', shown.id);
    assert.equal(repo.read('a.txt'), 'one\nTWO\nthree\n');
    await does(desk, 'undo', shown.id);
    place.assertKept();
    repo.write({ 'a.txt': 'one\nmine\nthree\n' });
    assert.match((await desk.cli.run('apply', shown.id)).err, /^The change was not applied: .* a\.txt\.\n/);
    repo.write({ 'a.txt': 'one\ntwo\nthree\n' });
    await does(desk, 'discard', shown.id);
    await does(desk, 'restore', shown.id);
    place.assertKept();
    assert.equal(ran(), false);
    spawnSync('git', ['status'], { cwd: repo.root });
    assert.equal(ran(), true, 'git itself runs them');
  });

  it('G01: runs none of them when an agent without a sandbox has set them, and moved its pointer to git', async () => {
    const { repo, ran, settings } = trapped;
    place = await Place.open([], { repo, look: withoutGit });
    const desk = await place.desk();
    const hook = `printf '#!/bin/sh\\n${trapped.program} </dev/null\\n'`;
    const command = [
      settings,
      ...hooks.map((name) => `${hook} > '${repo.root}/.git/hooks/${name}'; chmod +x '${repo.root}/.git/hooks/${name}'`),
      'cp -r "$(git rev-parse --git-common-dir)" evil',
      'echo "gitdir: $PWD/evil" > .git',
      'echo made > made.txt; echo FOUR >> a.txt',
    ].join('\n');
    const asked = await desk.run(desk.command(command, '--no-verify', '--sandbox', 'off'));
    assert.equal(asked.status, 2, 'what git would run was put back, and is asked about');
    ran();
    spawnSync('git', ['status'], { cwd: repo.root });
    assert.equal(ran(), false, 'nothing of it is there before that');
    const allowed = await desk.cli.run('answer', asked.shown.id, 'allow');
    ran();
    assert.equal(allowed.status, 0, allowed.err);
    const shown = await desk.shown();
    const { files, index, head } = place.before;
    const kept = (): unknown => ({ ...withoutGit(repo), config: '' });
    assert.deepEqual(kept(), { files, index, head, config: '' });
    assert.ok(shown.files.some(({ path }) => path === 'made.txt'));
    await does(desk, 'diff', shown.id);
    await does(desk, 'apply', shown.id);
    assert.equal(repo.read('a.txt'), 'one\ntwo\nthree\nFOUR\n');
    await does(desk, 'undo', shown.id);
    await does(desk, 'discard', shown.id);
    await does(desk, 'restore', shown.id);
    assert.deepEqual(kept(), { files, index, head, config: '' });
    assert.equal(ran(), false);
    spawnSync('git', ['status'], { cwd: repo.root });
    assert.equal(ran(), true, 'git itself runs them');
  });
});

describe('a key', () => {
  let place: Place;
  let bin: string;

  before(async () => (bin = await temporaryFolder()));
  after(async () => {
    place.assertKept();
    await place.close();
    await removeFolder(bin);
  });

  /** Files that hold the key, but for those of the repository and its worktrees. */
  async function filesWithKey(desk: Desk): Promise<string[]> {
    const files = (await filesUnder(desk.data)).filter((file) => !file.startsWith(join(desk.data, 'worktrees')));
    const hits = await Promise.all(files.map(async (file) => ((await fs.readFile(file)).includes(apiKey) ? file : '')));
    return hits.filter((file) => file !== '');
  }

  it('X06: is told to no command, and stands in nothing that is written or printed, though a file holds it', async () => {
    const slowly = "node -e \"for (const c of require('fs').readFileSync('.env','utf8')) process.stderr.write(c)\"";
    const turns = [
      shell('env | grep -c API_KEY; tr "\\0" "\\n" < /proc/$PPID/environ; cat .env'),
      call('read_file', { path: '.env' }),
      { text: `The key is ${apiKey}.`, calls: [{ tool: 'search', input: { pattern: apiKey } }] },
      shell(slowly),
      done,
    ];
    const repo = busyRepo();
    repo.write({ '.env': `KEY=${apiKey}\n` });
    place = await Place.open(turns, { repo });
    const desk = await place.desk();
    const argv = desk.task('Do it', '--approve', 'allow', '--sandbox', 'off').filter((word) => word !== '--no-verify');
    const { status, out, err, shown } = await desk.run([...argv, '--verify', 'cat .env']);
    assert.deepEqual([status, err], [0, '']);
    const [environment = '', file, , piecemeal = ''] = place.toldTo('Do it');
    assert.match(environment, /^0\n[^]*^OPENAI_API_KEY=\[secret model key\]$[^]*^KEY=\[secret model key\]$/m);
    assert.deepEqual(file, 'KEY=[secret model key]\n');
    assert.match(piecemeal, /^KEY=\[secret model key\]$/m);
    const json = await desk.cli.run('show', shown.id, '--json');
    for (const text of [out, json.out, ...place.bodiesOf('Do it')]) {
      assert.equal(text.includes(apiKey), false);
    }
    assert.deepEqual(await filesWithKey(desk), []);
  });

  it('is not taken as a part of an address', async () => {
    const desk = await place.desk();
    for (const address of [`http://me:${apiKey}@127.0.0.1/v1`, `http://127.0.0.1/v1?key=${apiKey}`]) {
      const result = await desk.cli.run(...desk.task('x', '--base-url', address));
      const err =
        'The address of the model holds more than an address. Leave out names, passwords and what follows ? or #. ' +
        'The key has a field of its own.\n';
      assert.deepEqual(result, { status: 64, out: '', err });
    }
    assert.deepEqual(await filesWithKey(desk), []);
  });
});
