import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { filesBelow } from '../fakes/testRepo';

describe('FileCarrier', () => {
  const carrier = new DiskCarrier();
  let from: string;
  let to: string;
  let folder: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'bga-carry-')));
    [from, to] = [join(folder, 'from'), join(folder, 'to')];
    mkdirSync(from);
    mkdirSync(to);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (path: string, content = 'x', mode = 0o644): void => {
    mkdirSync(dirname(join(from, path)), { recursive: true });
    writeFileSync(join(from, path), content, { mode });
  };
  const carry = (
    paths: string[],
    signal = new AbortController().signal,
    onProgress: (bytes: number) => void = () => undefined,
  ) => carrier.carry(from, to, paths, { signal, onProgress });

  it('copies files and folders with their rights and times', async () => {
    put('node_modules/a/index.js', 'aaa');
    put('node_modules/.bin/tool', '#!', 0o755);
    put('.env', 'SECRET=1', 0o600);
    utimesSync(join(from, '.env'), 1000, 2000);
    mkdirSync(join(from, 'node_modules/empty'));
    const progress: number[] = [];
    const carried = await carry(['node_modules/', '.env'], undefined, (bytes) => progress.push(bytes));
    assert.deepEqual(carried, [
      { path: 'node_modules/', how: 'copied', bytes: 5 },
      { path: '.env', how: 'copied', bytes: 8 },
    ]);
    assert.deepEqual(filesBelow(to), filesBelow(from));
    assert.equal(statSync(join(to, '.env')).mtimeMs, 2_000_000);
    assert.ok(statSync(join(to, 'node_modules/empty')).isDirectory());
    assert.equal(progress.at(-1), 13);
  });

  it('lets nobody else read the copy of what may hold a secret', async () => {
    put('.env', 'A=1', 0o644);
    put('config/secrets.json', '{}', 0o664);
    put('config/run.sh', '', 0o755);
    put('node_modules/a/.env', '', 0o644);
    await carry(['.env', 'config/', 'node_modules/']);
    assert.deepEqual(
      ['.env', 'config/secrets.json', 'config/run.sh', 'node_modules/a/.env'].map((path) => [
        path,
        (statSync(join(to, path)).mode & 0o777).toString(8),
      ]),
      [
        ['.env', '600'],
        ['config/secrets.json', '600'],
        ['config/run.sh', '755'],
        ['node_modules/a/.env', '644'],
      ],
    );
  });

  it('keeps links as links, those inside the checkout pointing into the worktree, those out of it where they led', async () => {
    put('packages/p/index.js');
    put('node_modules/real/x');
    const links = {
      rel: '../packages/p',
      abs: join(from, 'packages/p'),
      system: '/usr/bin/env',
      out: '../../elsewhere',
      loop: '.',
    };
    for (const [name, target] of Object.entries(links)) {
      symlinkSync(target, join(from, 'node_modules', name));
    }
    await carry(['node_modules/']);
    await carry(['node_modules/']);
    const copied = Object.keys(links).map((name) => [name, readlinkSync(join(to, 'node_modules', name))]);
    assert.deepEqual(Object.fromEntries(copied), {
      ...links,
      abs: join(to, 'packages/p'),
      out: join(folder, 'elsewhere'),
    });
  });

  it('leaves out what is no file and tells how many', async () => {
    put('cache/x');
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [join(from, 'cache/pipe')]);
    assert.deepEqual(await carry(['cache/', 'vanished']), [
      { path: 'cache/', how: 'copied', bytes: 1, reason: '1 entry could not be copied' },
      { path: 'vanished', how: 'copied', bytes: 0, reason: '1 entry could not be copied' },
    ]);
  });

  it('puts nothing in the place of a link, or behind one', async () => {
    put('packages/node_modules/x');
    put('.env', 'A=1');
    put('keys/inner/key');
    put('keys/own', 'new');
    put('keys/plain', 'new');
    mkdirSync(join(to, 'keys'));
    writeFileSync(join(folder, 'file'), 'theirs');
    writeFileSync(join(to, 'keys/plain'), 'old');
    const links = { packages: folder, '.env': join(folder, 'file'), 'keys/inner': folder, 'keys/own': '../../file' };
    for (const [name, target] of Object.entries(links)) {
      symlinkSync(target, join(to, name));
    }
    const before = filesBelow(folder);
    const reason = (path: string): string =>
      `${path} is a link in the worktree, and nothing is put in its place or behind it`;
    assert.deepEqual(await carry(['packages/node_modules/', '.env', 'keys/']), [
      { path: 'packages/node_modules/', how: 'left', bytes: 0, reason: reason('packages') },
      { path: '.env', how: 'left', bytes: 0, reason: reason('.env') },
      { path: 'keys/', how: 'copied', bytes: 3, reason: '2 entries could not be copied' },
    ]);
    assert.deepEqual(filesBelow(folder), { ...before, 'to/keys/plain': before['from/keys/plain'] });
  });

  it('stops when aborted, with the reason of the signal', async () => {
    for (let index = 0; index < 200; index += 1) {
      put(`many/${index}`);
    }
    const abort = new AbortController();
    const reason = new Error('stopped by the test');
    await assert.rejects(
      carry(['many/'], abort.signal, () => abort.abort(reason)),
      reason,
    );
    assert.ok(Object.keys(filesBelow(to)).length < 200);
    await assert.rejects(carry(['many/'], AbortSignal.abort(reason)), reason);
  });

  it('measures, up to a limit', async () => {
    put('a/1', 'x'.repeat(100));
    put('a/b/2', 'x'.repeat(50));
    symlinkSync('/', join(from, 'a/root'));
    assert.equal(await carrier.size(join(from, 'a'), 1000), 150);
    assert.equal(await carrier.size(join(from, 'missing'), 1000), 0);
    for (let index = 0; index < 100; index += 1) {
      put(`big/${index}`, 'x'.repeat(100));
    }
    const size = await carrier.size(join(from, 'big'), 300);
    assert.ok(size >= 300 && size < 10_000, String(size));
  });

  it('removes a tree with closed folders and follows no link', async () => {
    put('tree/closed/file');
    put('kept/file');
    symlinkSync(join(from, 'kept'), join(from, 'tree/link'));
    chmodSync(join(from, 'tree/closed'), 0o000);
    await carrier.removeTree(join(from, 'tree'));
    await carrier.removeTree(join(from, 'tree'));
    assert.deepEqual(Object.keys(filesBelow(from)), ['kept/file']);
  });

  it('reads text, and null where there is no file', async () => {
    put('a.txt', 'text');
    assert.deepEqual(
      [
        await carrier.readText(join(from, 'a.txt')),
        await carrier.readText(join(from, 'b.txt')),
        await carrier.readText(from),
        await carrier.readText(join(from, 'a.txt/x')),
      ],
      ['text', null, null, null],
    );
  });
});
