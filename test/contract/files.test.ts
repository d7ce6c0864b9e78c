import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AgentIgnore } from '../../src/adapters/files/agentIgnore';
import { DiskFiles } from '../../src/adapters/files/diskFiles';
import { PathError } from '../../src/core/errors';

const ripgrep = execFileSync('/bin/sh', ['-c', 'command -v rg'], { encoding: 'utf8' }).trim();
const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'files-')));
const root = path.join(folder, 'wt');
const at = (...names: string[]) => path.join(root, ...names);
const signal = new AbortController().signal;

function put(name: string, content: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.writeFileSync(at(name), content);
}

const refusals: [name: string, path: string, reason: string][] = [
  ['P01 above the worktree', '../outside', 'outside'],
  ['P01 above by way of a folder', 'src/../../outside', 'outside'],
  ['P01 absolute', '/etc/passwd', 'outside'],
  ['P01 home', '~/.ssh/id', 'outside'],
  ['P01 drive', 'C:/x', 'outside'],
  ['P02 a sibling whose name begins alike', '../wt-evil/file', 'outside'],
  ['P02 the same, absolute', `${root}-evil/file`, 'outside'],
  ['P06 .git', '.git/config', 'git'],
  ['P06 other case', '.GIT/config', 'git'],
  ['P06 a dot behind', '.git./config', 'git'],
  ['P06 a space behind', '.git /config', 'git'],
  ['P06 short name', 'GIT~1/config', 'git'],
  ['P06 zero-width joiner', '.g\u200dit/config', 'git'],
  ['P06 stream', '.git::$INDEX_ALLOCATION/config', 'git'],
  ['P06 full width', '．git/config', 'git'],
  ['P06 in a folder', 'packages/a/.git/hooks/x', 'git'],
  ['P07 the pointer itself', '.git', 'git'],
  ['P11 empty', '', 'invalid'],
  ['P11 NUL', 'a\0b', 'invalid'],
  ['P11 line end', 'a\nb', 'invalid'],
  ['P11 direction', 'a\u202egpj.ts', 'invalid'],
  ['P11 half a character', 'a\ud800', 'invalid'],
  ['P11 long', 'x/'.repeat(2600), 'invalid'],
  ['P11 long name', 'x'.repeat(300), 'invalid'],
  ['P11 backslash', 'src\\a.ts', 'invalid'],
  ['P16 the top folder', '.', 'is-directory'],
  ['P16 the top folder, in a roundabout way', 'src/..', 'is-directory'],
];

for (const finder of ['ripgrep', 'walker'] as const) {
  describe(`the files of a worktree (${finder})`, () => {
    const files = new DiskFiles({ worktree: root, ripgrep: finder === 'ripgrep' ? ripgrep : null });
    beforeEach(() => {
      fs.mkdirSync(root, { recursive: true });
      fs.writeFileSync(path.join(folder, 'outside'), 'untouched');
      put('src/a.ts', 'one\ntwo\nthree\n');
    });
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    it('are kept from the tools where .cursorignore says so, whether they are there or not', async () => {
      put('.cursorignore', 'private/\n*.secret\n!shown.secret\n');
      put('private/a.ts', 'two');
      put('src/b.SECRET', 'two');
      put('shown.secret', 'two');
      fs.symlinkSync('../private/a.ts', at('src/link.ts'));
      const kept = new DiskFiles({
        worktree: root,
        ripgrep: finder === 'ripgrep' ? ripgrep : null,
        ignored: await AgentIgnore.open(root),
      });
      const ignored = (error: unknown) => error instanceof PathError && error.reason === 'ignored';
      for (const path of ['private/a.ts', 'src/../private/a.ts', 'private/none.ts', 'src/b.SECRET', 'src/link.ts']) {
        await assert.rejects(kept.read(path), ignored, path);
        await assert.rejects(kept.readExact(path), ignored, path);
        await assert.rejects(kept.search({ pattern: 'two', path, isLiteral: true, limit: 10 }, signal), ignored, path);
      }
      for (const path of ['private/a.ts', `${root}/private/new.ts`, 'new.secret']) {
        await assert.rejects(kept.write(path, 'x'), ignored, path);
        await assert.rejects(kept.delete(path), ignored, path);
        await assert.rejects(kept.exists(path), ignored, path);
      }
      await assert.rejects(kept.list('private', 10), ignored);
      assert.deepEqual(await kept.list('.', 10), {
        files: ['.cursorignore', 'shown.secret', 'src/a.ts'],
        isTruncated: false,
      });
      const { hits } = await kept.search({ pattern: 'two', path: '.', isLiteral: true, limit: 10 }, signal);
      assert.deepEqual(
        hits.map((hit) => hit.path),
        ['shown.secret', 'src/a.ts'],
      );
    });

    it('are not handed out while a .cursorignore can not be read', async () => {
      fs.mkdirSync(at('.cursorignore'));
      await assert.rejects(AgentIgnore.open(root), PathError);
    });

    it('are listed without what git ignores, sorted and bounded', async () => {
      put('.gitignore', 'node_modules/\n*.log\n');
      put('packages/b/.gitignore', '!keep.log\n/out\n');
      put('node_modules/x/index.js', '');
      put('packages/b/keep.log', '');
      put('packages/b/out/x', '');
      put('packages/b/c.ts', '');
      put('.github/x.yml', '');
      put('.git/config', '');
      assert.deepEqual(await files.list('.', 100), {
        files: [
          '.github/x.yml',
          '.gitignore',
          'packages/b/.gitignore',
          'packages/b/c.ts',
          'packages/b/keep.log',
          'src/a.ts',
        ],
        isTruncated: false,
      });
      assert.deepEqual(await files.list('packages', 1), { files: ['packages/b/.gitignore'], isTruncated: true });
      assert.deepEqual(await files.list('packages/b', 3), {
        files: ['packages/b/.gitignore', 'packages/b/c.ts', 'packages/b/keep.log'],
        isTruncated: false,
      });
    });

    it('are searched, by expression and as plain text', async () => {
      put('src/b: c.ts', 'a.b\naxb\n');
      put('binary', Uint8Array.of(0, 97, 120, 98));
      const query = { pattern: 'a.b', path: '.', isLiteral: false, limit: 10 };
      assert.deepEqual(await files.search(query, signal), {
        hits: [
          { path: 'src/b: c.ts', line: 1, text: 'a.b' },
          { path: 'src/b: c.ts', line: 2, text: 'axb' },
        ],
        isTruncated: false,
      });
      assert.deepEqual(await files.search({ ...query, isLiteral: true, path: 'src' }, signal), {
        hits: [{ path: 'src/b: c.ts', line: 1, text: 'a.b' }],
        isTruncated: false,
      });
      assert.deepEqual(await files.search({ ...query, limit: 1, path: 'src/b: c.ts' }, signal), {
        hits: [{ path: 'src/b: c.ts', line: 1, text: 'a.b' }],
        isTruncated: true,
      });
    });

    it('survive patterns that are wrong, look like options or never end', async () => {
      put('long.txt', `${'a'.repeat(60)}b\n--files\n`);
      const query = { path: '.', isLiteral: false, limit: 10 };
      await assert.rejects(files.search({ ...query, pattern: '(' }, signal), { domain: 'path', reason: 'invalid' });
      const { hits } = await files.search({ ...query, pattern: '--files' }, signal);
      assert.deepEqual(hits, [{ path: 'long.txt', line: 2, text: '--files' }]);
      const endless = files.search({ ...query, pattern: '^(a+)+$' }, signal);
      await (finder === 'ripgrep' ? endless : assert.rejects(endless, { reason: 'invalid' }));
    });

    it('stop a search that was aborted', async () => {
      const query = { pattern: 'o', path: '.', isLiteral: false, limit: 10 };
      const aborted = AbortSignal.abort(new Error('stop'));
      await assert.rejects(files.search(query, aborted), { message: 'stop' });
    });

    for (const [name, wanted, reason] of refusals) {
      it(`refuse ${name}`, async () => {
        const error = { domain: 'path', reason };
        await assert.rejects(files.read(wanted), error);
        await assert.rejects(files.write(wanted, 'x'), error);
        await assert.rejects(files.delete(wanted), error);
        if (reason !== 'is-directory') {
          await assert.rejects(files.list(wanted, 1), error);
        }
        assert.deepEqual(fs.readdirSync(folder), ['outside', 'wt']);
        assert.equal(fs.readFileSync(path.join(folder, 'outside'), 'utf8'), 'untouched');
      });
    }

    it('follow links for reading only while they stay inside (P03, P04)', async () => {
      fs.mkdirSync(at('.git'));
      put('.git/config', 'canary');
      fs.symlinkSync('src/a.ts', at('inside'));
      fs.symlinkSync('inside', at('chain'));
      fs.symlinkSync('src', at('folder'));
      fs.symlinkSync(folder, at('out'));
      fs.symlinkSync('../outside', at('relative'));
      fs.symlinkSync('.git', at('data'));
      fs.symlinkSync('/nowhere/at/all', at('dangling'));
      fs.symlinkSync('round', at('round'));
      for (const link of ['inside', 'chain', 'folder/a.ts']) {
        assert.equal((await files.read(link)).text, 'one\ntwo\nthree\n');
        await assert.rejects(files.write(link, 'x'), { reason: 'not-regular' });
      }
      await assert.rejects(files.delete('folder/a.ts'), { reason: 'not-regular' });
      const outside = ['out/outside', 'relative', 'out/missing', 'out/wt/src/a.ts/../../../outside'];
      for (const link of outside) {
        await assert.rejects(files.read(link), { domain: 'path', reason: 'outside' }, link);
        await assert.rejects(files.write(link, 'x'), { domain: 'path', reason: 'not-regular' }, link);
      }
      await assert.rejects(files.list('out', 1), { reason: 'outside' });
      await assert.rejects(files.read('data/config'), { reason: 'git' });
      for (const link of ['dangling', 'round']) {
        await assert.rejects(files.read(link), { domain: 'path', reason: 'not-regular' }, link);
        await assert.rejects(files.write(link, 'x'), { domain: 'path', reason: 'not-regular' }, link);
      }
      await files.delete('relative');
      assert.equal(fs.readFileSync(path.join(folder, 'outside'), 'utf8'), 'untouched');
      assert.equal(fs.existsSync(at('relative')), false);
    });

    it('refuse pipes, devices and folders at once (P12)', async () => {
      execFileSync('mkfifo', [at('pipe')]);
      await assert.rejects(files.read('pipe'), { reason: 'not-regular' });
      await assert.rejects(files.write('pipe', 'x'), { reason: 'not-regular' });
      await assert.rejects(files.read('src'), { reason: 'is-directory' });
      await assert.rejects(files.write('src', 'x'), { reason: 'is-directory' });
      await assert.rejects(files.delete('src'), { reason: 'is-directory' });
      await assert.rejects(files.write('src/a.ts/b', 'x'), { reason: 'not-regular' });
      await assert.rejects(files.read('src/missing.ts'), { reason: 'missing' });
      await assert.rejects(files.delete('src/missing.ts'), { reason: 'missing' });
    });

    it('are written anew, so that another name of the same file keeps its content (P10)', async () => {
      fs.linkSync(path.join(folder, 'outside'), at('hard'));
      await files.write('hard', 'changed');
      assert.equal(fs.readFileSync(path.join(folder, 'outside'), 'utf8'), 'untouched');
      assert.equal(fs.readFileSync(at('hard'), 'utf8'), 'changed');
    });

    it('keep their mode, byte order mark and line ends, and leave no temporary file', async () => {
      put('run.sh', '\ufeff#!/bin/sh\r\n');
      fs.chmodSync(at('run.sh'), 0o755);
      assert.equal(await files.readExact('run.sh'), '\ufeff#!/bin/sh\r\n');
      assert.deepEqual(await files.read('run.sh'), { text: '#!/bin/sh\n', totalLines: 1, isTruncated: false });
      await files.write('run.sh', '\ufeff#!/bin/bash\r\n');
      await files.write('new/deep/file.txt', 'ä');
      assert.equal(fs.statSync(at('run.sh')).mode & 0o777, 0o755);
      assert.deepEqual(fs.readdirSync(root).toSorted(), ['new', 'run.sh', 'src']);
      assert.deepEqual([await files.exists('new/deep/file.txt'), await files.exists('new/none')], [true, false]);
    });

    it('are read in part, with the number of lines of the whole', async () => {
      put('empty', '');
      put('open', 'a\nb');
      assert.deepEqual(await files.read('src/a.ts', { from: 2, count: 1 }), {
        text: 'two\n',
        totalLines: 3,
        isTruncated: true,
      });
      assert.deepEqual(await files.read('src/a.ts', { from: 3, count: 9 }), {
        text: 'three\n',
        totalLines: 3,
        isTruncated: false,
      });
      assert.deepEqual(await files.read('empty'), { text: '', totalLines: 0, isTruncated: false });
      assert.deepEqual(await files.read('open'), { text: 'a\nb', totalLines: 2, isTruncated: false });
    });

    it('are read within bounds, however large they are (P13)', async () => {
      fs.writeFileSync(at('sparse'), 'x');
      fs.truncateSync(at('sparse'), 10_000_000_000);
      await assert.rejects(files.read('sparse'), { domain: 'edit', reason: 'binary' });
      await assert.rejects(files.readExact('sparse'), { reason: 'too-large' });
      put('line', 'x'.repeat(3_000_000));
      const { text, totalLines, isTruncated } = await files.read('line');
      assert.deepEqual([text.length, totalLines, isTruncated], [200_000, 1, true]);
    });

    it('are not taken for text when they are not', async () => {
      put('image', Uint8Array.of(137, 80, 78, 71, 0, 1));
      put('latin', Uint8Array.of(228, 10));
      await assert.rejects(files.read('image'), { domain: 'edit', reason: 'binary' });
      await assert.rejects(files.readExact('image'), { domain: 'edit', reason: 'binary' });
      await assert.rejects(files.readExact('latin'), { domain: 'edit', reason: 'binary' });
    });

    it('accept the absolute path of a file inside', async () => {
      assert.equal((await files.read(at('src/a.ts'))).totalLines, 3);
    });

    it('never write outside while a folder is swapped for a link (P05)', async () => {
      const evil = path.join(folder, 'evil');
      fs.mkdirSync(evil);
      fs.mkdirSync(at('dir'));
      let isOver = false;
      const swapping = swap(at('dir'), evil, () => isOver);
      const outcomes = { written: 0, refused: 0 };
      for (let index = 0; index < 400; index += 1) {
        try {
          await files.write(`dir/f${index}`, 'x');
          outcomes.written += 1;
        } catch (error) {
          assert.equal((error as { domain?: string }).domain, 'path', String(error));
          outcomes.refused += 1;
        }
      }
      isOver = true;
      await swapping;
      assert.deepEqual(fs.readdirSync(evil), []);
      assert.equal(outcomes.written + outcomes.refused, 400);
    });
  });
}

/** Exchanges a folder and a link to `target` as fast as it can, while a writer makes the folder and files in it. */
async function swap(folderPath: string, target: string, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await despiteTheWriter(fs.promises.rm(folderPath, { recursive: true, force: true }));
    await despiteTheWriter(fs.promises.symlink(target, folderPath));
    await despiteTheWriter(fs.promises.rm(folderPath, { recursive: true, force: true }));
    await despiteTheWriter(fs.promises.mkdir(folderPath));
  }
}

async function despiteTheWriter(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    assert.ok(['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? ''), String(error));
  }
}
