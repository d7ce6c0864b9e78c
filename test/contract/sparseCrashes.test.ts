import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { createGit } from '../../src/adapters/git/createGit';
import type { RepoWorkspace, TaskId } from '../../src/protocol';
import { builtProgram } from '../fakes/builtProgram';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const fixture = path.join(import.meta.dirname, '../fixtures/git/widenOnce.ts');
const git = createGit();
const long = Array.from({ length: 20_000 }, (_, line) => `line ${line}\n`).join('');
const files = {
  '.gitattributes': '*.dos text eol=crlf\n',
  'a/one.txt': '1\n',
  'b/long.txt': long,
  'b/short.txt': 'short\n',
  'b/deep/lines.dos': 'one\ntwo\nthree\n',
  'b/deep/"quoted"\nname.txt': 'named\nwith a line end\n',
  'b/deep/ä.txt': 'umlaut\n',
};

describe('A sparse worktree whose widening was cut off by a crash', () => {
  let repo: TestRepo;
  let workspace: RepoWorkspace;
  let checkpoints: WorktreeCheckpoints;
  let number = 0;

  before(() => {
    repo = TestRepo.with(files);
    repo.remove('b');
    repo.git('checkout', '-q', '--', '.');
  });
  after(() => repo.dispose());
  beforeEach(() => fresh());

  async function fresh(): Promise<void> {
    const name = `w${(number += 1)}`;
    const worktree = path.join(repo.folder, 'worktrees', name, 'project');
    const [commit, branch] = [repo.head(), `agents/${name}`];
    const gitDir = await git.addWorktree(repo.root, {
      ...{ path: worktree, branch, commit, sparse: { cone: ['a'], fromFiles: 1 } },
    });
    const at = { worktree, gitDir, commonDir: path.join(repo.root, '.git') };
    workspace = {
      ...{ ...at, root: repo.root, branch, head: commit, headName: 'main', snapshot: commit, uncommitted: 0 },
    };
    const taskDir = path.join(repo.folder, 'tasks', name);
    fs.mkdirSync(taskDir, { recursive: true });
    checkpoints = new WorktreeCheckpoints({ taskId: name as TaskId, taskDir, workspace });
  }

  /** A git that kills who started it at its call of that number; one that writes files does so first. */
  function killing(call: number): string {
    const program = path.join(repo.folder, `git-${number}-${call}-${fs.readdirSync(repo.folder).length}`);
    const isCall = `echo >> '${program}.calls'\nif [ "$(wc -l < '${program}.calls')" -ge ${call} ]; then`;
    const writes = 'case "$*" in *checkout-index*) git "$@";; esac';
    fs.writeFileSync(program, `#!/bin/sh\n${isCall}\n${writes}\nkill -9 "$PPID"\nfi\nexec git "$@"\n`, { mode: 0o755 });
    return program;
  }

  /** Widens until that call of git; false when it came to its end before. */
  function killedAt(call: number): boolean {
    const argv = [builtProgram(fixture), killing(call), JSON.stringify(workspace), 'b'];
    const { signal, status } = spawnSync(process.execPath, argv, { stdio: 'ignore' });
    assert.ok(signal === 'SIGKILL' || status === 0);
    return signal === 'SIGKILL';
  }

  let writing = 1;
  function killedAtWriting(): void {
    for (; !fs.existsSync(path.join(workspace.worktree, 'b')); writing += 1) {
      killedAt(writing);
    }
    writing -= 1;
  }

  /** As a machine that goes down leaves files that were not on its disk: empty, without their end, or with zeros in it. */
  function tearWhatCame(): string[] {
    const folder = path.join(workspace.worktree, 'b');
    const came = fs.existsSync(folder) ? Object.keys(filesBelow(folder, [])) : [];
    came.forEach((name, index) => {
      const file = path.join(folder, name);
      const { size } = fs.statSync(file);
      fs.truncateSync(file, [0, Math.floor(size / 2), size - 3][index % 3]);
      if (index % 3 === 2) {
        fs.truncateSync(file, size);
      }
    });
    return came;
  }

  async function changes(): Promise<string[]> {
    const { tree } = await checkpoints.take('now');
    return repo.git('diff', '--name-status', repo.head(), tree).trim().split('\n').filter(Boolean);
  }

  const isUnfinished = (): boolean => fs.existsSync(path.join(workspace.gitDir, 'background-agents.unfinished'));

  it('has no change in its next checkpoint and every file whole, whenever it was killed', async function () {
    this.timeout(300_000);
    let torn = 0;
    for (let call = 1; killedAt(call); call += 1) {
      torn += isUnfinished() ? tearWhatCame().length : 0;
      assert.deepEqual(await changes(), [], `killed at call ${call}`);
      await git.checkOut(workspace, ['']);
      assert.deepEqual(filesBelow(workspace.worktree, ['.git']), filesBelow(repo.root, ['.git']), `at call ${call}`);
      assert.equal(repo.gitIn(workspace.worktree, 'status', '--porcelain'), '');
      await fresh();
    }
    assert.ok(torn > 5, `${torn} torn files`);
  });

  it('is finished where that is cut off as well', async function () {
    this.timeout(300_000);
    let torn = 0;
    for (let call = 1, isKilled = true; isKilled; call += 1) {
      killedAtWriting();
      tearWhatCame();
      isKilled = killedAt(call);
      torn += isUnfinished() ? tearWhatCame().length : 0;
      assert.deepEqual(await changes(), [], `killed at call ${call}`);
      await git.checkOut(workspace, ['']);
      assert.deepEqual(filesBelow(workspace.worktree, ['.git']), filesBelow(repo.root, ['.git']), `at call ${call}`);
      await fresh();
    }
    assert.ok(torn > 5, `${torn} torn files`);
  });

  it('keeps what somebody changed of its files since', async () => {
    killedAtWriting();
    tearWhatCame();
    repo.write({ 'b/short.txt': 'mine\n', 'b/long.txt': `${long}and more\n` }, workspace.worktree);
    assert.deepEqual(await changes(), ['M\tb/long.txt', 'M\tb/short.txt']);
    await git.checkOut(workspace, ['']);
    assert.equal(fs.readFileSync(path.join(workspace.worktree, 'b/short.txt'), 'utf8'), 'mine\n');
    assert.deepEqual(await changes(), ['M\tb/long.txt', 'M\tb/short.txt']);
  });
});
