import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { createGit } from '../../src/adapters/git/createGit';
import { toErrorData } from '../../src/core/errors';
import { conePatterns, holdsFolder } from '../../src/core/worktrees/cone';
import type { RepoWorkspace, TaskId } from '../../src/protocol';
import { builtProgram } from '../fakes/builtProgram';
import { SmallDisk } from '../fakes/smallDisk';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const script = path.join(import.meta.dirname, '../fixtures/git/widener.ts');
const git = createGit();

async function sparse(repo: TestRepo, cone: string[]) {
  const worktree = path.join(repo.folder, 'worktrees', 'w', 'project');
  const [commit, branch] = [repo.head(), 'agents/w'];
  const gitDir = await git.addWorktree(repo.root, {
    ...{ path: worktree, branch, commit, sparse: { cone, fromFiles: 1 } },
  });
  const at = { worktree, gitDir, commonDir: path.join(repo.root, '.git') };
  const workspace: RepoWorkspace = {
    ...{ ...at, root: repo.root, branch, head: commit, headName: 'main', snapshot: commit, uncommitted: 0 },
  };
  const taskDir = path.join(repo.folder, 'tasks', 'w');
  fs.mkdirSync(taskDir, { recursive: true });
  const checkpoints = new WorktreeCheckpoints({ taskId: 'w' as TaskId, taskDir, workspace });
  return { at, worktree, workspace, checkpoints };
}

describe('A sparse worktree that several processes widen at once', () => {
  let repo: TestRepo;
  afterEach(() => repo.dispose());

  const rounds = Number(process.env['SPARSE_RUNS'] ?? 3);

  it(`loses nothing, and its record, its patterns and its index agree (${rounds} times)`, async () => {
    const folders = Array.from({ length: 24 }, (_, index) => `area${index % 3}/part${index}`);
    repo = TestRepo.with({
      'README.md': 'top\n',
      'start/a.txt': 'a\n',
      ...Object.fromEntries(folders.map((folder) => [`${folder}/file.txt`, `${folder}\n`])),
      ...Object.fromEntries(folders.map((folder) => [`${folder}/other.txt`, 'o\n'])),
    });
    for (let round = 0; round < rounds; round += 1) {
      const { at, worktree, workspace, checkpoints } = await sparse(repo, ['start']);
      repo.write({ 'area0/part0/file.txt': 'mine\n' }, worktree);
      const children = ['runner', 'window', 'runner'].map((way, index) => {
        const share = folders.slice(0, 21).filter((_, each) => each % 3 === index);
        return spawn(process.execPath, [builtProgram(script), way, JSON.stringify(workspace), ...share], {
          stdio: ['pipe', 'pipe', 'inherit'],
        });
      });
      await Promise.all(children.map((child) => once(child.stdout, 'data')));
      children.forEach((child) => child.stdin.write('go\n'));
      const codes = await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as number[])[0]));
      assert.deepEqual(codes, [0, 0, 0]);

      const cone = (await git.coneOf(at)) ?? [];
      const [given, missing] = [folders.slice(0, 21), folders.slice(21)];
      assert.deepEqual(
        given.filter((folder) => !holdsFolder(cone, folder)),
        [],
      );
      assert.equal(fs.readFileSync(path.join(at.gitDir, 'info/sparse-checkout'), 'utf8'), conePatterns(cone));
      const skipped = repo
        .gitIn(worktree, 'ls-files', '-t')
        .split('\n')
        .filter((line) => line.startsWith('S '));
      assert.deepEqual(skipped, missing.flatMap((folder) => [`S ${folder}/file.txt`, `S ${folder}/other.txt`]).sort());
      const there = Object.keys(filesBelow(worktree, ['.git'])).sort();
      const named = given.flatMap((folder) => [`${folder}/file.txt`, `${folder}/other.txt`]);
      assert.deepEqual(there, ['README.md', 'start/a.txt', ...named].sort());
      assert.equal(fs.readFileSync(path.join(worktree, 'area0/part0/file.txt'), 'utf8'), 'mine\n');
      given.slice(1).forEach((folder) => fs.rmSync(path.join(worktree, folder, 'other.txt')));
      const { tree } = await checkpoints.take('now');
      assert.deepEqual(
        repo.git('diff', '--name-status', repo.head(), tree).trim().split('\n').sort(),
        ['M\tarea0/part0/file.txt', ...given.slice(1).map((folder) => `D\t${folder}/other.txt`)].sort(),
      );
      await git.abandonWorktree(repo.root, worktree);
      fs.rmSync(path.join(repo.folder, 'worktrees'), { recursive: true });
      fs.rmSync(path.join(repo.folder, 'tasks'), { recursive: true });
    }
  });
});

describe('A sparse worktree on a disk that fills up while it is widened', () => {
  const pageBytes = 4096;
  let disk: SmallDisk;
  let repo: TestRepo;
  before(async function () {
    disk = await SmallDisk.orSkip(this, '8m');
  });
  after(() => (disk as SmallDisk | undefined)?.remove());
  afterEach(() => repo.dispose());

  it('has only whole files, and gets the others when there is room', async () => {
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = disk.folder;
    try {
      repo = new TestRepo();
    } finally {
      process.env['TMPDIR'] = usual;
    }
    const lines = (name: string, count: number): string => `${name}\n`.repeat(count);
    repo.write({ 'a/one.txt': '1\n', 'b/two.txt': lines('two', 9000) });
    Array.from({ length: 12 }, (_, index) => repo.write({ [`b/deep${index}/f.txt`]: lines(String(index), 15_000) }));
    // Git writes what it converts at one go, and leaves what of it had room.
    repo.write({ '.gitattributes': '*.txt text=auto eol=crlf\n' });
    repo.commit('first');
    ['a', 'b'].forEach((name) => repo.remove(name));
    repo.git('checkout', '-q', '--', '.');
    const { at, worktree, checkpoints } = await sparse(repo, ['a']);
    repo.write({ 'b/deep3/f.txt': 'mine\n', 'b/deep4/new.txt': 'mine\n' }, worktree);
    const wanted = { ...filesBelow(repo.root, ['.git']) };
    const own = filesBelow(worktree, ['.git']);
    const whole = { ...wanted, ...own };
    let fails = 0;
    for (const pages of [0, 1, 2, 3, 5, 7, 9, 12, 15, 21, 34, 55, 90, 130, 180, 600]) {
      await disk.fill(pages * pageBytes);
      const failure: unknown = await git.checkOut(at, ['b']).then(
        () => null,
        (error: unknown) => error,
      );
      await disk.makeRoom();
      const now = filesBelow(worktree, ['.git']);
      const torn = Object.keys(now).filter((name) => now[name] !== whole[name]);
      assert.deepEqual([torn, Object.keys(own).filter((name) => !(name in now))], [[], []], `with ${pages} pages`);
      if (failure === null) {
        assert.deepEqual(now, whole);
        break;
      }
      fails += 1;
      const { message, hint = '' } = toErrorData(failure);
      assert.match(`${message} ${hint}`, /the disk is full.*Make room on the disk/i);
      assert.deepEqual(await git.coneOf(at), ['a']);
      const { tree } = await checkpoints.take('now');
      const changes = repo.git('diff', '--name-status', repo.head(), tree).trim().split('\n');
      assert.deepEqual(changes, ['M\tb/deep3/f.txt', 'A\tb/deep4/new.txt'], `with ${pages} pages`);
    }
    assert.ok(fails > 2, `${fails} fails`);
    assert.deepEqual(fs.readdirSync(path.dirname(worktree)), ['project']);
    assert.equal(repo.git('fsck', '--strict', '--no-dangling').trim(), '');
  });
});
