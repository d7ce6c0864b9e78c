import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createGit } from '../../src/adapters/git/createGit';
import { changesBetween, entriesBetween } from '../../src/adapters/git/changes/differences';
import { GitProcess } from '../../src/adapters/git/process/gitProcess';
import { Repositories } from '../../src/adapters/git/repository/repositories';
import { lstatNow } from '../../src/adapters/git/checkout/standing';
import type { GitError } from '../../src/core/errors';
import type { ObjectName } from '../../src/protocol';
import { builtProgram } from '../fakes/builtProgram';
import { crashStep } from '../fakes/crash';
import { TestRepo } from '../fakes/testRepo';

const git = createGit();

/** What stands there, links not followed; null for nothing, and for a folder. */
function contentOf(path: string): string | null {
  const stats = lstatNow(path);
  if (stats === null || stats.isDirectory()) {
    return null;
  }
  return stats.isSymbolicLink() ? `-> ${readlinkSync(path)}` : `${stats.mode.toString(8)} ${readFileSync(path, 'hex')}`;
}

describe('Git applyDifference', () => {
  let repo: TestRepo;
  afterEach(() => repo.dispose());

  const difference = (
    change: (repo: TestRepo) => void,
    files: Readonly<Record<string, string | Uint8Array>> = {
      'a.txt': 'one\n',
      'b.txt': 'b\n',
      'dir/c.txt': 'c\n',
      run: 'r\n',
    },
  ): [ObjectName, ObjectName] => {
    repo = TestRepo.with(files);
    const from = repo.head();
    change(repo);
    const to = repo.commit('agent');
    repo.git('reset', '-q', '--hard', from);
    return [from, to];
  };
  const everything = (each: TestRepo): void => {
    each.write({
      'a.txt': 'two\n',
      'new/deep/n.txt': 'n\n',
      'logo.bin': new Uint8Array([0, 255]),
      'dir/c.txt': 'C\n',
    });
    each.remove('dir/c.txt');
    each.write({ 'b.txt/inner': 'a folder now\n' }, (each.remove('b.txt'), each.root));
    each.chmod('run', 0o755);
    each.link('link', 'new/deep');
  };

  it('makes the files hold the difference, leaves the index alone, and is undone by the reverse', async () => {
    const [from, to] = difference(everything);
    repo.write({ 'mine.txt': 'mine\n', 'staged.txt': 's\n' });
    repo.git('add', 'staged.txt');
    const before = repo.userState();
    await git.applyDifference(repo.root, from, to);
    repo.remove('mine.txt');
    const after = { ...repo.userState() };
    assert.equal(after['index'], before['index']);
    repo.git('add', '-A');
    repo.git('rm', '-q', '--cached', 'staged.txt');
    assert.equal(repo.git('write-tree').trim(), await git.treeOf(repo.root, to));

    repo.git('reset', '-q');
    repo.git('add', 'staged.txt');
    repo.write({ 'mine.txt': 'mine\n' });
    await git.applyDifference(repo.root, to, from);
    assert.deepEqual(repo.userState()['files'], before['files']);
  });

  it('goes on where an interrupted one ended', async () => {
    const [from, to] = difference(everything);
    repo.write({ 'a.txt': 'two\n', 'new/deep/n.txt': 'n\n', '.git/background-agents/staging/kept-0': 'rest' });
    await git.applyDifference(repo.root, from, to);
    await git.applyDifference(repo.root, from, to);
    repo.git('add', '-A');
    assert.equal(repo.git('write-tree').trim(), await git.treeOf(repo.root, to));
  });

  it('leaves only whole files when it is killed before any change of the disk, and goes on or back from there', async function () {
    this.timeout(300_000);
    const [from, to] = difference(everything);
    const names = ['a.txt', 'b.txt', 'b.txt/inner', 'dir/c.txt', 'run', 'link', 'new/deep/n.txt', 'logo.bin'];
    const held = () => names.map((name) => contentOf(join(repo.root, name)));
    const before = held();
    await git.applyDifference(repo.root, from, to);
    const after = held();
    await git.applyDifference(repo.root, to, from);
    let hasEnded = false;
    for (let at = 1; !hasEnded; at += crashStep(17)) {
      hasEnded = await endedBefore(at, [repo.root, from, to]);
      const now = held();
      assert.deepEqual(
        now.filter((content, index) => content !== before[index] && content !== after[index]),
        [],
      );
      if (at % 2 === 0) {
        await git.applyDifference(repo.root, from, to);
        assert.deepEqual(held(), after);
      }
      await git.applyDifference(repo.root, to, from);
      assert.deepEqual(held(), before);
      assert.equal(existsSync(join(repo.root, '.git/background-agents/staging')), false);
    }
  });

  it('puts a file where an interrupted one left folders without files, and not where somebody wrote into them', async () => {
    const [from, to] = difference(everything);
    repo.remove('b.txt');
    repo.write({ 'b.txt/deep/mine.txt': 'mine\n' });
    const before = repo.userState();
    await assert.rejects(git.applyDifference(repo.root, to, from), /b\.txt was changed at the same moment/);
    assert.deepEqual(repo.userState(), before);
    repo.remove('b.txt/deep/mine.txt');
    await git.applyDifference(repo.root, to, from);
    assert.equal(repo.git('status', '--porcelain'), '');
  });

  /** Whether a process that is killed before its change number `at` of the repository's folder came to its end. */
  const endedBefore = async (at: number, args: readonly string[]): Promise<boolean> => {
    const script = join(repo.folder, 'apply.mjs');
    const adapter = builtProgram(join(import.meta.dirname, '../../src/adapters/git/createGit.ts'));
    writeFileSync(
      script,
      `import fs from 'node:fs';
       import { syncBuiltinESMExports } from 'node:module';
       const [root, before, after] = process.argv.slice(2);
       let left = ${at};
       const watched = (act) => (...args) => {
         if (args.some((arg) => typeof arg === 'string' && arg.startsWith(root)) && --left === 0) {
           process.kill(process.pid, 'SIGKILL');
         }
         return act(...args);
       };
       for (const part of [fs, fs.promises]) {
         for (const name of ['writeFile', 'chmod', 'link', 'symlink', 'rename', 'unlink', 'mkdir', 'rmdir', 'rm', 'copyFile']) {
           const called = part === fs ? name + 'Sync' : name;
           part[called] = watched(part[called]);
         }
       }
       syncBuiltinESMExports();
       const { createGit } = await import(${JSON.stringify(adapter)});
       await createGit().applyDifference(root, before, after);`,
    );
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    assert.ok(code === 0 || signal === 'SIGKILL');
    return code === 0;
  };

  it('writes the bytes that a checkout has, whatever names, attributes and sizes there are', async () => {
    const odd: Record<string, string | Uint8Array> = {
      ...{ ' blank first': 'b\n', '\ttab first': 't\n', 'two  blanks': 'x\n', 'line\nend': 'l\n', '-dash': 'd\n' },
      ...{ 'ümläut/"quoted"': 'q\n', empty: '', 'no-end': 'no line end', 'mode.sh': 'm\n', 'like.txt': 'one\ntwo\n' },
      ...{ 'large.bin': new Uint8Array(1_500_000).map((_, at) => at % 251), 'crlf.txt': 'a\nb\n', 'kept.txt': 'k\n' },
    };
    for (const withAttributes of [false, true]) {
      const [from, to] = difference(
        (each) => {
          const more = (text: string | Uint8Array): Buffer => Buffer.concat([Buffer.from(text), Buffer.from('more\n')]);
          each.write(Object.fromEntries(Object.entries(odd).map(([name, text]) => [name, more(text)])));
          each.write(withAttributes ? { '.gitattributes': '*.txt text eol=crlf\n' } : { 'other.txt': 'o\n' });
          each.chmod('mode.sh', 0o755);
          each.write({ 'added/deep/crlf.txt': 'new\n', 'added/was-file': 'w\n' });
          each.link('added/link', 'was-file');
        },
        { ...odd, ...(withAttributes ? {} : { '.gitattributes': 'crlf.txt text eol=crlf\n' }) },
      );
      await git.applyDifference(repo.root, from, to);
      const ours = repo.userState()['files'];
      repo.git('reset', '-q', '--hard', from);
      repo.git('clean', '-qfd');
      repo.git('reset', '-q', '--hard', to);
      assert.deepEqual(ours, repo.userState()['files']);
      repo.dispose();
    }
    repo = new TestRepo();
  });

  it('tells contents apart wherever the pieces end in which they are read', async () => {
    const pieceBytes = 256 * 1024;
    const lengths = [0, 1, pieceBytes, ...Array.from({ length: 40 }, (_, at) => pieceBytes - 60 + 3 * at), 700_001, 0];
    const files = Object.fromEntries(lengths.map((length, at) => [`${at}`, new Uint8Array(length).fill(10)]));
    const [from, to] = difference((each) => each.write(files), { a: '1\n' });
    await git.applyDifference(repo.root, from, to);
    repo.git('add', '-A');
    assert.equal(repo.git('write-tree').trim(), await git.treeOf(repo.root, to));
  });

  it('runs no filter that the repository configures', async () => {
    const [from, to] = difference((each) => each.write({ 'a.txt': 'two\n', 'new.txt': 'n\n' }), {
      ...{ 'a.txt': 'one\n', '.gitattributes': '*.txt filter=evil\n' },
    });
    repo.git('config', 'filter.evil.smudge', `touch ${join(repo.folder, 'ran')}; cat`);
    repo.git('config', 'filter.evil.clean', `touch ${join(repo.folder, 'ran')}; cat`);
    repo.git('config', 'filter.evil.required', 'true');
    await git.applyDifference(repo.root, from, to);
    assert.deepEqual([repo.read('a.txt'), repo.read('new.txt')], ['two\n', 'n\n']);
    assert.equal(existsSync(join(repo.folder, 'ran')), false);
  });

  it('writes the difference that was listed with renames just before as git lists it without them', async () => {
    repo = TestRepo.with({ a: '1\n' });
    const opened = await new Repositories(new GitProcess()).open(repo.root);
    const line = (text: string) => `${text}\n`.repeat(9);
    const blobs = ['one', 'two', 'three'].flatMap((text) => {
      repo.write({ text: line(text), more: `${line(text)}more\n` });
      return repo.git('hash-object', '-w', 'text', 'more').trim().split('\n');
    });
    const treeOf = (files: readonly (readonly [string, string])[]): ObjectName => {
      repo.git('read-tree', '--empty');
      const entries = files.flatMap(([path, blob]) => ['--cacheinfo', `100644,${blob},${path}`]);
      repo.git('update-index', '--add', '--replace', ...entries);
      return repo.git('write-tree').trim() as ObjectName;
    };
    const paths = fc.constantFrom('a', 'a.b', 'a/b', 'a/b/c', 'a0', 'ä', ':c', 'd/e', 'd/f', 'd.', 'z');
    const renamed = (...names: string[]) => names.map((path, at): [string, string] => [path, blobs[2 * at] ?? '']);
    const tree = fc.array(fc.tuple(paths, fc.constantFrom(...blobs)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(tree, tree, async (before, after) => {
        const [from, to] = [treeOf(before), treeOf(after)];
        await changesBetween(opened, from, to);
        const known = await entriesBetween(opened, from, to);
        await entriesBetween(opened, to, from);
        assert.deepEqual(known, await entriesBetween(opened, from, to));
      }),
      { numRuns: 12, examples: [[renamed('a', 'd.'), renamed('z', 'd/f')]] },
    );
  });

  it('changes nothing when an object of the change is missing', async () => {
    const [from, to] = difference((each) => each.write({ 'a.txt': 'two\n', 'b.txt': 'gone\n', run: 'changed\n' }));
    const object = repo.git('rev-parse', `${to}:b.txt`).trim();
    rmSync(join(repo.root, '.git', 'objects', object.slice(0, 2), object.slice(2)));
    const before = repo.userState();
    await assert.rejects(git.applyDifference(repo.root, from, to), { reason: 'failed' });
    assert.deepEqual(repo.userState(), before);
  });

  it('changes nothing when one file is not as expected, and names it', async () => {
    const [from, to] = difference(everything);
    const obstacles: Record<string, () => void> = {
      'a.txt': () => repo.write({ 'a.txt': 'edited meanwhile\n' }),
      'new/deep/n.txt': () => repo.write({ 'new/deep/n.txt': 'in the way\n' }),
      link: () => repo.link('link', 'elsewhere'),
      'new/deep/n.txt and logo.bin': () => repo.link('new', repo.folder),
    };
    for (const [name, put] of Object.entries(obstacles)) {
      put();
      const before = repo.userState();
      await assert.rejects(git.applyDifference(repo.root, from, to), (error: GitError) => {
        assert.equal(error.reason, 'does-not-apply');
        assert.ok(error.message.includes(name.split(' ')[0] ?? ''), error.message);
        return true;
      });
      assert.deepEqual(repo.userState(), before);
      repo.git('reset', '-q', '--hard');
      repo.git('clean', '-qfd');
    }
  });

  it('puts everything back when it fails midway', async () => {
    const [from, to] = difference((each) => {
      each.write({ 'a.txt': 'two\n', 'dir/new.txt': 'n\n' });
      each.remove('b.txt');
      each.write({ run: 'changed\n' });
      each.write({ 'run2/x': 'x\n' });
    });
    // A folder that is not empty can't be replaced by the file that the difference brings.
    const blocked = await git.treeOf(repo.root, to);
    repo.write({ 'run2/mine.txt': 'mine\n' });
    repo.git('rm', '-q', '-r', '--cached', '.');
    repo.git('read-tree', blocked);
    repo.git('rm', '-q', '--cached', 'run2/x');
    const blob = repo.git('rev-parse', `${from}:a.txt`).trim();
    repo.git('update-index', '--add', '--replace', '--cacheinfo', `100644,${blob},run2`);
    const tree = repo.git('write-tree').trim() as ObjectName;
    repo.git('read-tree', from);
    const before = repo.userState();
    await assert.rejects(git.applyDifference(repo.root, from, tree), { reason: 'does-not-apply' });
    assert.deepEqual(repo.userState(), before);
  });

  it('keeps rights and line ends of the checkout', async () => {
    const [from, to] = difference((each) => each.write({ 'a.txt': 'two\n', 'run.sh': 'new\n' }));
    repo.git('config', 'core.autocrlf', 'true');
    repo.write({ 'a.txt': 'one\r\n' });
    repo.chmod('a.txt', 0o640);
    await git.applyDifference(repo.root, from, to);
    assert.equal(repo.read('a.txt'), 'two\r\n');
    assert.equal(statSync(join(repo.root, 'a.txt')).mode & 0o777, 0o640);
  });
});
