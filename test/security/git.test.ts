import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { createGit } from '../../src/adapters/git/createGit';
import type { ObjectName, RepoWorkspace, TaskId } from '../../src/protocol';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const git = createGit();
const message = 'snapshot';
const taskId = '01ARZ3NDEKTSV4RRFFQ69G5FAV' as TaskId;

describe('git on a repository that was prepared to harm', () => {
  let repo: TestRepo;
  let marker: string;
  let program: string;

  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
    marker = join(repo.folder, 'ran');
    program = join(repo.folder, 'program.sh');
    writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> '${marker}'\ncat\n`, { mode: 0o755 });
  });
  afterEach(() => repo.dispose());

  const ran = (): boolean => {
    const did = existsSync(marker);
    rmSync(marker, { force: true });
    return did;
  };

  /** The whole life of a task as git sees it. */
  const everything = async (): Promise<void> => {
    const { head } = await git.facts(repo.root);
    const snapshot = await git.snapshot(repo.root, { parent: head, message });
    await git.updateRef(repo.root, `refs/background-agents/snapshots/${taskId}`, snapshot);
    const workspace = await workspaceOf(repo, snapshot);
    repo.write({ 'a.txt': 'agent\n', 'new.txt': 'n\n' }, workspace.worktree);
    const { commit, tree } = await new WorktreeCheckpoints({ taskId, taskDir: repo.folder, workspace }).take('one');
    await git.moveBranch(workspace, 'agents/x', commit);
    await git.snapshot(workspace, { parent: snapshot, message });
    await git.changes(repo.root, snapshot, tree);
    await git.patch(repo.root, snapshot, tree);
    await git.show(repo.root, commit, 'a.txt');
    await git.merge(repo.root, await divergent(head), commit);
    await git.applyDifference(repo.root, snapshot, tree);
    await git.ignored(repo.root);
    await git.repositoriesInside(repo.root);
    await git.removeWorktree(repo.root, workspace.worktree);
    await git.deleteBranch(repo.root, 'agents/x');
  };

  /** A commit in which the same file differs, so that a merge has to look into it. */
  const divergent = async (parent: ObjectName | null): Promise<ObjectName> => {
    const before = repo.read('a.txt');
    repo.write({ 'a.txt': 'divergent\n' });
    const commit = await git.snapshot(repo.root, { parent, message });
    repo.write({ 'a.txt': before });
    return commit;
  };

  const attributes = '* filter=evil diff=evil merge=evil\n';
  const traps: Record<string, { set: () => void; plain: () => void }> = {
    'a clean filter': {
      set: () => repo.git('config', 'filter.evil.clean', program),
      plain: () => repo.git('add', '-A'),
    },
    'a smudge filter': {
      set: () => repo.git('config', 'filter.evil.smudge', program),
      plain: () => repo.git('checkout', '-q', '-f', 'HEAD', '--', 'b.txt'),
    },
    'a filter process': {
      set: () => repo.git('config', 'filter.evil.process', program),
      plain: () => repo.git('add', '-A'),
    },
    'a filter that has to succeed': {
      set: () => {
        repo.git('config', 'filter.evil.clean', program);
        repo.git('config', 'filter.evil.required', 'true');
      },
      plain: () => repo.git('add', '-A'),
    },
    'a filter in an included file': {
      set: () => {
        repo.write({ '.shared-config': `[filter "evil"]\n\tclean = ${program}\n` });
        repo.git('config', 'include.path', '../.shared-config');
      },
      plain: () => repo.git('add', '-A'),
    },
    'a text conversion': {
      set: () => repo.git('config', 'diff.evil.textconv', program),
      plain: () => repo.git('diff', 'HEAD'),
    },
    'a diff driver': {
      set: () => repo.git('config', 'diff.evil.command', program),
      plain: () => repo.git('diff', 'HEAD'),
    },
    'an external diff': {
      set: () => repo.git('config', 'diff.external', program),
      plain: () => repo.git('diff', 'HEAD'),
    },
    'a file system monitor': {
      set: () => repo.git('config', 'core.fsmonitor', program),
      plain: () => repo.git('status'),
    },
    'a file system monitor of the worktree configuration': {
      set: () => {
        repo.git('config', 'extensions.worktreeConfig', 'true');
        repo.git('config', '--worktree', 'core.fsmonitor', program);
      },
      plain: () => repo.git('status'),
    },
    hooks: {
      set: () => {
        for (const hook of [
          'post-checkout',
          'post-commit',
          'reference-transaction',
          'post-index-change',
          'pre-commit',
        ]) {
          writeFileSync(join(repo.root, '.git/hooks', hook), `#!/bin/sh\n${program} < /dev/null\n`, { mode: 0o755 });
        }
      },
      plain: () => repo.git('commit', '-q', '--allow-empty', '-m', 'x'),
    },
    'a hooks folder': {
      set: () => {
        repo.write({ 'hooks/reference-transaction': '' });
        writeFileSync(join(repo.root, 'hooks/reference-transaction'), `#!/bin/sh\n${program} < /dev/null\n`);
        repo.chmod('hooks/reference-transaction', 0o755);
        repo.git('config', 'core.hooksPath', 'hooks');
      },
      plain: () => repo.git('commit', '-q', '--allow-empty', '-m', 'x'),
    },
    'a signing program': {
      set: () => {
        repo.git('config', 'gpg.program', program);
        repo.git('config', 'commit.gpgSign', 'true');
      },
      plain: () => assert.throws(() => repo.git('commit', '-q', '--allow-empty', '-m', 'x')),
    },
  };

  const rows: Record<string, string> = {
    'a file system monitor of the worktree configuration': 'G03',
    hooks: 'G02',
    'a hooks folder': 'G02',
  };
  for (const [name, trap] of Object.entries(traps)) {
    it(`${rows[name] ?? 'G01'}: does not run ${name} of the repository`, async () => {
      repo.write({ '.gitattributes': attributes });
      repo.commit('attributes');
      repo.write({ 'b.txt': 'edited\n' });
      trap.set();
      await everything();
      assert.equal(ran(), false);
      repo.write({ 'a.txt': 'edited once more\n' });
      try {
        trap.plain();
      } catch (error) {
        assert.match(String(error), /filter|fatal/);
      }
      assert.equal(ran(), true, 'the trap works for a plain git');
    });
  }

  it('G01: does not run a filter that is configured, or included anew, between two pieces of work', async () => {
    repo.write({ '.gitattributes': attributes, '.shared-config': '[filter "evil"]\n\trequired = false\n' });
    const workspace = await workspaceOf(repo, repo.commit('attributes'));
    const checkpoints = new WorktreeCheckpoints({ taskId, taskDir: repo.folder, workspace });
    const work = async (text: string): Promise<void> => {
      repo.write({ 'a.txt': text, 'new.txt': text }, workspace.worktree);
      await checkpoints.take(text);
      await git.snapshot(workspace, { parent: workspace.snapshot, message });
    };
    await work('one\n');
    repo.git('config', 'filter.evil.clean', program);
    await work('two\n');
    repo.git('config', '--unset', 'filter.evil.clean');
    repo.git('config', 'include.path', '../.shared-config');
    await work('three\n');
    repo.write({ '.shared-config': `[filter "evil"]\n\tclean = ${program}\n` });
    await work('four\n');
    assert.equal(ran(), false);
    repo.gitIn(workspace.worktree, 'add', '-A');
    assert.equal(ran(), true, 'the trap works for a plain git');
  });

  it('G01: turns a merge driver of the repository into a conflict instead of running it or dropping a side', async () => {
    repo.write({ '.gitattributes': attributes });
    const base = repo.commit('attributes');
    repo.git('config', 'merge.evil.driver', `${program} %O %A %B`);
    const ours = await divergent(base);
    repo.write({ 'a.txt': 'theirs\n' });
    const theirs = await git.snapshot(repo.root, { parent: base, message });
    assert.deepEqual(await git.merge(repo.root, ours, theirs), { tree: null, conflicts: ['a.txt'] });
    assert.equal(ran(), false);
  });

  it('G01: runs the canonical filters of Git LFS, which the repository may configure for itself', async () => {
    const bin = join(repo.folder, 'bin');
    repo.write({ 'git-lfs': `#!/bin/sh\necho "$@" >> '${marker}'\nsed s/one/cleaned/\n` }, bin);
    writeFileSync(join(bin, 'git-lfs'), `#!/bin/sh\necho "$@" >> '${marker}'\nsed s/one/cleaned/\n`, { mode: 0o755 });
    repo.chmod('../bin/git-lfs', 0o755);
    repo.write({ '.gitattributes': '*.big filter=lfs\n', 'x.big': 'one\n' });
    repo.git('config', 'filter.lfs.clean', 'git-lfs clean -- %f');
    const path = process.env['PATH'];
    process.env['PATH'] = `${bin}:${path ?? ''}`;
    try {
      const commit = await git.snapshot(repo.root, { parent: null, message });
      assert.equal(repo.git('show', `${commit}:x.big`), 'cleaned\n');
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('G07: keeps what is on the disk readable as it is for a name with a command in it', async () => {
    repo.write({ '$(touch PWN)\n.txt': 'x\n' });
    const told = '$(touch PWN) "\'\n\n-m x';
    const commit = await git.snapshot(repo.root, { parent: repo.head(), message: told });
    const path = join(repo.folder, 'it is "here" $(touch PWN)');
    await git.addWorktree(repo.root, { path, branch: 'agents/x', commit });
    assert.equal(readFileSync(join(path, '$(touch PWN)\n.txt'), 'utf8'), 'x\n');
    assert.equal(repo.git('log', '-1', '--format=%B', commit).trim(), told);
    assert.equal(existsSync(join(repo.root, 'PWN')), false);
  });

  describe('a worktree that turns against us', () => {
    const trapRepo = (folder: string): void => {
      repo.git('init', '-q', folder);
      repo.gitIn(folder, 'config', 'core.fsmonitor', program);
      repo.gitIn(folder, 'config', 'filter.evil.clean', program);
      repo.write({ '.gitattributes': attributes, 'inner.txt': 'inner\n' }, folder);
    };

    it('P07: can rewrite or remove its pointer file without any effect', async () => {
      const workspace = await workspaceOf(repo, repo.head());
      const checkpoints = new WorktreeCheckpoints({ taskId, taskDir: repo.folder, workspace });
      const elsewhere = join(repo.folder, 'elsewhere');
      trapRepo(elsewhere);
      repo.write({ '.git': `gitdir: ${elsewhere}/.git\n`, 'new.txt': 'n\n' }, workspace.worktree);
      const { files } = await checkpoints.take('one');
      assert.deepEqual(files, [{ path: 'new.txt', status: 'added', added: 1, removed: 0 }]);
      const salvage = await git.snapshot(workspace, { parent: workspace.snapshot, message });
      assert.equal(repo.git('show', `${salvage}:new.txt`), 'n\n');
      await git.removeWorktree(repo.root, workspace.worktree);
      assert.equal(ran(), false);
      assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 1);
    });

    it('G06: can hide nothing in a repository inside it, and that repository runs nothing', async () => {
      const workspace = await workspaceOf(repo, repo.head());
      trapRepo(join(workspace.worktree, 'nested'));
      trapRepo(join(workspace.worktree, 'nested/deeper'));
      repo.write({ 'dir/.git': 'gitdir: ../nested/.git\n', 'dir/x.txt': 'x\n' }, workspace.worktree);
      const checkpoints = new WorktreeCheckpoints({ taskId, taskDir: repo.folder, workspace });
      const taken = [await checkpoints.take('one'), await checkpoints.take('two')];
      const paths = ['.gitattributes', 'deeper/.gitattributes', 'deeper/inner.txt', 'inner.txt'];
      const expected = ['dir/x.txt', ...paths.map((path) => `nested/${path}`)];
      assert.deepEqual(
        taken.map(({ files }) => files.map(({ path }) => path)),
        [expected, expected],
      );
      assert.equal(taken[0]?.commit, taken[1]?.commit);
      assert.equal(ran(), false);
    });

    it('G06: can put a repository where a submodule or a tracked file was', async () => {
      const other = TestRepo.with({ 'x.txt': 'x\n' }, 'other');
      repo.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', other.root, 'lib');
      other.dispose();
      const workspace = await workspaceOf(repo, repo.commit('submodule'));
      trapRepo(join(workspace.worktree, 'lib'));
      rmSync(join(workspace.worktree, 'a.txt'));
      trapRepo(join(workspace.worktree, 'a.txt'));
      repo.gitIn(
        join(workspace.worktree, 'a.txt'),
        '-c',
        'core.fsmonitor=false',
        'commit',
        '-q',
        '--allow-empty',
        '-m',
        'x',
      );
      const { files, tree } = await new WorktreeCheckpoints({ taskId, taskDir: repo.folder, workspace }).take('one');
      assert.deepEqual(
        files.map(({ path, status }) => `${status} ${path}`),
        ['deleted a.txt', 'added a.txt/.gitattributes', 'added a.txt/inner.txt'],
      );
      assert.match(repo.git('ls-tree', tree, 'lib'), /^160000 commit/);
      assert.equal(ran(), false);
    });

    it('G08: can flag or lock its own index, move HEAD and delete its git directory without being believed', async () => {
      const workspace = await workspaceOf(repo, repo.head());
      const checkpoints = new WorktreeCheckpoints({ taskId, taskDir: repo.folder, workspace });
      repo.gitIn(workspace.worktree, 'update-index', '--assume-unchanged', 'a.txt');
      repo.gitIn(workspace.worktree, 'update-index', '--skip-worktree', 'b.txt');
      repo.write({ 'a.txt': 'hidden\n', 'b.txt': 'hidden\n' }, workspace.worktree);
      repo.write({ 'index.lock': '' }, workspace.gitDir);
      repo.gitIn(workspace.worktree, 'symbolic-ref', 'HEAD', 'refs/heads/elsewhere');
      const { files } = await checkpoints.take('one');
      assert.deepEqual(
        files.map(({ path }) => path),
        ['a.txt', 'b.txt'],
      );
      const index = filesBelow(workspace.gitDir);
      await checkpoints.take('two');
      assert.deepEqual(filesBelow(workspace.gitDir), index);
      rmSync(workspace.gitDir, { recursive: true });
      await assert.rejects(checkpoints.take('three'), { reason: 'worktree-missing' });
    });

    it('P12: has special files left out', async () => {
      const workspace = await workspaceOf(repo, repo.head());
      rmSync(join(workspace.worktree, 'a.txt'));
      repo.gitIn(workspace.worktree, '-c', 'alias.pipe=!mkfifo a.txt pipe', 'pipe');
      const { files } = await new WorktreeCheckpoints({ taskId, taskDir: repo.folder, workspace }).take('one');
      assert.deepEqual(files, [{ path: 'a.txt', status: 'deleted', added: 0, removed: 1 }]);
    });
  });
});

async function workspaceOf(repo: TestRepo, snapshot: ObjectName): Promise<RepoWorkspace> {
  const { root, commonDir } = await git.facts(repo.root);
  const worktree = join(repo.folder, 'worktrees', 'it');
  const gitDir = await git.addWorktree(root, { path: worktree, branch: 'agents/x', commit: snapshot });
  const shown = { branch: 'agents/x', head: snapshot, headName: 'main', uncommitted: 0 };
  return { root, commonDir, worktree, gitDir, snapshot, ...shown };
}
