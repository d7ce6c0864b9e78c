import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { builtProgram } from '../fakes/builtProgram';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

describe('Spare worktrees', () => {
  let bench: TaskBench;
  let repo: TestRepo;
  const git = createGit();
  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': 'one\n', 'dir/b.txt': 'b\n', 'gone.txt': 'g\n', '.gitignore': 'out/\n' });
    bench = new TaskBench(repo);
  });
  afterEach(() => bench.dispose());

  const spares = (): string => bench.journal.sparesDir;
  const keep = () => git.keepSpare(repo.root, spares(), { leastFreeBytes: 0 });
  const folders = (): string[] => (existsSync(spares()) ? readdirSync(spares()) : []);
  const spare = (...names: string[]): string => join(spares(), folders()[0] ?? '', ...names);
  const inode = (path: string): number => statSync(path).ino;
  const status = (worktree: string): string => repo.gitIn(worktree, 'status', '--porcelain', '--ignored');
  const prepared = async () => (await bench.prepare(await bench.create())).worktree;
  const userFiles = () => filesBelow(repo.root, ['.git']);

  it('become the worktree of the next task, with what the user sees put on top', async () => {
    assert.equal(await keep(), 'kept');
    const untouched = inode(spare('files', 'dir', 'b.txt'));
    repo.write({ 'a.txt': 'edited\n', 'new.txt': 'n\n' });
    repo.remove('gone.txt');
    const before = repo.userState();
    const worktree = await prepared();
    assert.deepEqual(filesBelow(worktree, ['.git']), userFiles());
    assert.equal(inode(join(worktree, 'dir', 'b.txt')), untouched);
    assert.deepEqual([status(worktree), folders()], ['', []]);
    repo.git('update-ref', '-d', 'refs/heads/agents/do-it');
    assert.deepEqual(repo.userState(), before);
  });

  it('are known to git as they are: it reads none of many files again', async () => {
    const many = Object.fromEntries(Array.from({ length: 4000 }, (_, at) => [`many/${at}.txt`, `${at}\n`]));
    repo.write(many);
    repo.commit('many files');
    await keep();
    const second = (path: string): number => Math.floor(statSync(path).mtimeMs / 1000);
    const latest = Math.max(...Object.keys(many).map((path) => second(spare('files', path))));
    assert.ok(second(spare('git', 'index')) > latest, 'git would not trust the times of the last files');
    assert.equal(status(await prepared()), '');
  });

  it('are unknown to git, and no worktree of anybody', async () => {
    await keep();
    assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 1);
    assert.deepEqual(await git.listWorktrees(repo.root, [spares(), join(repo.folder, 'worktrees')]), []);
  });

  it('follow HEAD by the files that differ alone', async () => {
    await keep();
    const untouched = inode(spare('files', 'dir', 'b.txt'));
    repo.write({ 'a.txt': 'two\n' });
    repo.commit('second');
    await keep();
    assert.equal(readFileSync(spare('files', 'a.txt'), 'utf8'), 'two\n');
    assert.equal(inode(spare('files', 'dir', 'b.txt')), untouched);
  });

  for (const [doubt, change] of Object.entries({
    'a file of it was changed': () => appendFile(spare('files', 'a.txt'), 'x'),
    'a file of it is gone': () => rm(spare('files', 'a.txt')),
    'a file was added': () => writeFile(spare('files', 'strange.txt'), ''),
    'its index is gone': () => rm(spare('git', 'index')),
    'its index is torn': () => writeFile(spare('git', 'index'), 'DIRC'),
    'its record is torn': () => writeFile(spare('spare.json'), '{'),
    'its files are gone': () => rm(spare('files'), { recursive: true }),
    'git converts line ends in another way now': () => Promise.resolve(repo.git('config', 'core.autocrlf', 'true')),
    'attributes have changed': () => writeFile(join(repo.root, '.gitattributes'), '*.txt eol=crlf\n'),
  })) {
    it(`are thrown away when ${doubt}`, async () => {
      await keep();
      const old = inode(spare('git'));
      await change();
      const isConverted = repo.git('config', '--default', '', 'core.autocrlf') === 'true\n';
      const worktree = await prepared();
      const isCrlf = isConverted || existsSync(join(repo.root, '.gitattributes'));
      assert.equal(readFileSync(join(worktree, 'dir', 'b.txt'), 'utf8'), isCrlf ? 'b\r\n' : 'b\n');
      assert.equal(readFileSync(join(worktree, 'a.txt'), 'utf8').trim(), 'one');
      assert.equal(status(worktree), '');
      assert.equal(existsSync(join(worktree, 'strange.txt')), false);
      await keep();
      assert.notEqual(inode(spare('git')), old);
    });
  }

  it('are made once when two ask at the same time, and taken once when many do', async () => {
    await Promise.all([keep(), createGit().keepSpare(repo.root, spares(), { leastFreeBytes: 0 })]);
    assert.equal(folders().length, 1);
    const tasks = await Promise.all(Array.from({ length: 4 }, () => bench.create()));
    for (const { worktree } of await Promise.all(tasks.map((task) => bench.prepare(task)))) {
      assert.deepEqual(filesBelow(worktree, ['.git']), userFiles());
      assert.equal(status(worktree), '');
    }
  });

  it('are not made without room or without a commit, and go when they are unused', async () => {
    assert.equal(await git.keepSpare(repo.root, spares(), { leastFreeBytes: Number.MAX_SAFE_INTEGER }), 'no-room');
    const empty = new TestRepo('empty');
    assert.equal(await git.keepSpare(empty.root, spares(), { leastFreeBytes: 0 }), 'unsuited');
    empty.dispose();
    await keep();
    await git.dropUnusedSpares(spares(), 0);
    assert.equal(folders().length, 1);
    await git.dropUnusedSpares(spares(), Date.now() + 60_000);
    assert.deepEqual(folders(), []);
  });

  /** A git that kills who started it at its call of that number. */
  const killing = async (call: number): Promise<string> => {
    const [program, count] = [join(repo.folder, `git-${call}`), join(repo.folder, `calls-${call}`)];
    const counting = `echo >> '${count}'\n[ "$(wc -l < '${count}')" -ge ${call} ] && kill -9 "$PPID"`;
    await writeFile(program, `#!/bin/sh\n${counting}\nexec git "$@"\n`, { mode: 0o755 });
    return program;
  };
  const killed = async (call: number, act: 'keep' | 'take', path: string): Promise<boolean> => {
    const fixture = join(import.meta.dirname, '..', 'fixtures', 'git', 'keepSpare.ts');
    const args = [builtProgram(fixture), await killing(call), act, repo.root, spares(), path];
    const { signal, status: code } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    assert.ok(signal === 'SIGKILL' || code === 0);
    return signal === 'SIGKILL';
  };

  for (const act of ['keep', 'take'] as const) {
    it(`can be used or are gone after a kill at each git of ${act === 'keep' ? 'making' : 'taking'} one`, async function () {
      this.timeout(300_000);
      let call = 1;
      for (let isKilled = true; isKilled; call += 1) {
        repo.write({ 'a.txt': `round ${call}\n` });
        repo.commit(`round ${call}`);
        const path = join(repo.folder, 'worktrees', 'killed', 'project');
        isKilled = await killed(call, act, path);
        await rm(path, { recursive: true, force: true });
        await git.abandonWorktree(repo.root, path);
        const worktree = await prepared();
        assert.deepEqual([call, filesBelow(worktree, ['.git']), status(worktree)], [call, userFiles(), '']);
        assert.equal(await keep(), 'kept');
      }
      assert.ok(call > 5);
      assert.deepEqual([folders().length, readdirSync(spare()).sort()], [1, ['files', 'git', 'spare.json']]);
    });
  }
});
