import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { createGit } from '../../src/adapters/git/createGit';
import type { RepoWorkspace, TaskId } from '../../src/protocol';
import { Redactor } from '../../src/core/secrets/redactor';
import { TestRepo } from '../fakes/testRepo';

const git = createGit();
const taskId = '01ARZ3NDEKTSV4RRFFQ69G5FAV' as TaskId;
const otherId = '01ARZ3NDEKTSV4RRFFQ69G5FAW' as TaskId;

const begin = {
  '.gitattributes':
    '*.txt text\n*.crlf text eol=crlf\n*.up filter=up\n*.id ident\n*.wide working-tree-encoding=UTF-16\n',
  '.gitignore': '*.log\n/build/\n',
  'a.js': 'a\n',
  'b.txt': 'b\n',
  'c.crlf': 'c\n',
  'd.up': 'd\n',
  'e.id': '$Id$\n',
  'src/one.js': '1\n',
  'src/deep/two.js': '2\n',
  'src.js': 'sorts between src and src/\n',
  'run.sh': '#!/bin/sh\n',
  'bin.dat': '\u0000\u0001',
};

const paths = [
  ...Object.keys(begin).filter((path) => !path.startsWith('.git')),
  ...['new.js', 'x.log', 'build/out.js', 'src/new.js', 'größe.js', 'src', 'src/deep', 'a.js/inner.js', '-dash.js'],
];

/** What a tool does to one path. */
interface Act {
  path: string;
  tool: 'write' | 'delete' | 'chmod' | 'link' | 'folder';
  text: string;
}

const acts = fc.record({
  path: fc.constantFrom(...paths),
  tool: fc.oneof(
    { weight: 6, arbitrary: fc.constant('write' as const) },
    { weight: 2, arbitrary: fc.constant('delete' as const) },
    { weight: 1, arbitrary: fc.constantFrom('chmod' as const, 'link' as const, 'folder' as const) },
  ),
  text: fc.constantFrom('', 'x', 'a\n', 'one\ntwo\n', 'one\r\ntwo\r\n', '\r', '$Id: mine $\n', 'ünï\n', '\u0000\r\n'),
});

/** Some acts fail, as they do for a tool; a part may then be done. */
function perform({ path, tool, text }: Act, worktree: string): void {
  const file = join(worktree, path);
  try {
    if (tool === 'write') {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } else if (tool === 'delete') {
      rmSync(file, { recursive: true });
    } else if (tool === 'chmod') {
      chmodSync(file, text.length % 2 === 0 ? 0o755 : 0o644);
    } else if (tool === 'link') {
      rmSync(file, { recursive: true, force: true });
      symlinkSync('a.js', file);
    } else {
      rmSync(file, { recursive: true, force: true });
      mkdirSync(file);
    }
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error);
  }
}

describe('Checkpoints', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.with(begin);
  });
  afterEach(() => repo.dispose());

  /** A worktree, the checkpoints of it, and others that look at all files each time. */
  const opened = async (name = 'it') => {
    const workspace = await workspaceOf(repo, name);
    const taskDir = (id: string) => {
      const folder = join(repo.folder, `${name}-${id}`);
      mkdirSync(folder);
      return folder;
    };
    const quick = new WorktreeCheckpoints({ taskId, taskDir: taskDir('quick'), workspace });
    const whole = new WorktreeCheckpoints({ taskId: otherId, taskDir: taskDir('whole'), workspace });
    const close = async (): Promise<void> => {
      await quick.close();
      repo.git('worktree', 'remove', '--force', '--force', workspace.worktree);
      repo.git('branch', '-D', `agents/${name}`);
      for (const id of [taskId, otherId]) {
        repo.git('update-ref', '-d', `refs/background-agents/checkpoints/${id}`);
      }
    };
    return { workspace, quick, whole, close };
  };

  it('of the paths that a tool touched are the trees that git makes of all files', async () => {
    let run = 0;
    const property = fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 8 }), async (list) => {
      run += 1;
      const { workspace, quick, whole, close } = await opened(`run-${run}`);
      try {
        for (const act of list) {
          perform(act, workspace.worktree);
          const taken = await quick.take('quick', [act.path]);
          const expected = await whole.take('whole');
          assert.deepEqual(
            { tree: taken.tree, files: taken.files },
            { tree: expected.tree, files: expected.files },
            repo.git('diff', '--stat', expected.tree, taken.tree),
          );
        }
        const last = await quick.take('last');
        assert.equal(last.tree, (await whole.take('last')).tree);
        assert.equal(last.isWhole, true);
      } finally {
        await close();
      }
    });
    await fc.assert(property, { numRuns: 15 });
    assert.equal(repo.git('fsck', '--strict', '--full', '--no-dangling'), '');
  });

  it('hold no file with a secret in its content, its name or where it leads, but as it was before', async () => {
    const { workspace, close } = await opened('secrets');
    const redactor = new Redactor();
    redactor.add({ name: 'TOKEN', value: 'npm_canary0123456789' });
    const taskDir = join(repo.folder, 'secrets-redacted');
    mkdirSync(taskDir);
    const checkpoints = new WorktreeCheckpoints({ taskId, taskDir, workspace, redactor });
    const write = (name: string, text: string) => writeFileSync(join(workspace.worktree, name), text);
    write('fine.txt', 'fine');
    write('a.js', 'const token = "npm_canary0123456789";\n');
    write('encoded.txt', Buffer.from(' npm_canary0123456789').toString('base64'));
    write('large.txt', `${'x'.repeat(3_000_000)}npm_canary0123456789`);
    write('npm_canary0123456789.txt', '');
    symlinkSync('npm_canary0123456789', join(workspace.worktree, 'link'));
    const taken = await checkpoints.take('quick', ['a.js', 'fine.txt']);
    assert.deepEqual(
      { isWhole: taken.isWhole, withheld: taken.withheld?.toSorted(), files: taken.files.map(({ path }) => path) },
      {
        isWhole: true,
        withheld: ['a.js', 'encoded.txt', 'large.txt', 'link', 'npm_canary0123456789.txt'],
        files: ['fine.txt'],
      },
    );
    assert.equal(repo.git('show', `${taken.tree}:a.js`), begin['a.js']);
    write('a.js', 'const token = process.env.TOKEN;\n');
    const after = await checkpoints.take('quick', ['a.js']);
    assert.deepEqual([after.isWhole, after.files.map(({ path }) => path)], [false, ['a.js', 'fine.txt']]);
    assert.equal(repo.git('log', '-p', '--all', '--text').includes('canary'), false);
    await checkpoints.close();
    await close();
  });

  it('of plain files that git knows are made without a look at the others, each on the one before', async () => {
    const { workspace, quick, close } = await opened();
    repo.write({ 'src/one.js': 'changed\n', 'a.js': 'not told\n' }, workspace.worktree);
    const one = await quick.take('one', ['src/one.js']);
    rmSync(join(workspace.worktree, 'src/deep/two.js'));
    const two = await quick.take('two', ['src/deep/two.js']);
    const same = await quick.take('same', ['src/one.js']);
    const all = await quick.take('all');
    assert.deepEqual(
      [one, two, same, all].map(({ isWhole, files }) => [isWhole, ...files.map(({ path }) => path)]),
      [
        [false, 'src/one.js'],
        [false, 'src/deep/two.js', 'src/one.js'],
        [false, 'src/deep/two.js', 'src/one.js'],
        [true, 'a.js', 'src/deep/two.js', 'src/one.js'],
      ],
    );
    assert.equal(same.commit, two.commit);
    const log = repo.git('log', '--format=%s %an <%ae>', `${workspace.snapshot}..${all.commit}`);
    const who = 'Background Agents <background-agents@localhost>';
    assert.equal(log, `all ${who}\ntwo ${who}\none ${who}\n`);
    assert.equal(repo.git('rev-parse', `refs/background-agents/checkpoints/${taskId}`).trim(), all.commit);
    await close();
  });

  const whole: Readonly<Record<string, [path: string, prepare: (workspace: RepoWorkspace) => void]>> = {
    'is new': ['new.js', ({ worktree }) => repo.write({ 'new.js': 'n\n' }, worktree)],
    'holds carriage returns': ['a.js', ({ worktree }) => repo.write({ 'a.js': 'a\r\n' }, worktree)],
    'goes through a filter': ['d.up', ({ worktree }) => repo.write({ 'd.up': 'changed\n' }, worktree)],
    'is in a folder behind a link': [
      'src/one.js',
      ({ worktree }) => {
        repo.write({ 'other/one.js': 'other\n' }, worktree);
        rmSync(join(worktree, 'src'), { recursive: true });
        symlinkSync('other', join(worktree, 'src'));
      },
    ],
    'says how others are stored': [
      '.gitattributes',
      ({ worktree }) => repo.write({ '.gitattributes': '*.js text eol=crlf\n' }, worktree),
    ],
    'leads out of the worktree': ['../a.js', ({ worktree }) => repo.write({ 'a.js': 'changed\n' }, worktree)],
    'is in a repository that users share': [
      'a.js',
      ({ worktree }) => {
        repo.git('config', 'core.sharedRepository', 'group');
        repo.write({ 'a.js': 'changed\n' }, worktree);
      },
    ],
  };
  for (const [what, [path, prepare]] of Object.entries(whole)) {
    it(`look at all files where a path ${what}`, async () => {
      const { workspace, quick, whole: other, close } = await opened();
      prepare(workspace);
      const taken = await quick.take('one', [path]);
      assert.equal(taken.isWhole, true);
      assert.equal(taken.tree, (await other.take('one')).tree);
      await close();
    });
  }

  it('see attributes that were changed since the last look at all files', async () => {
    const { workspace, quick, whole: other, close } = await opened();
    repo.write({ 'a.js': 'one\n' }, workspace.worktree);
    assert.equal((await quick.take('one', ['a.js'])).isWhole, false);
    repo.write({ '.gitattributes': '*.js filter=up\n' }, workspace.worktree);
    await quick.take('attributes');
    repo.write({ 'a.js': 'two\n' }, workspace.worktree);
    const taken = await quick.take('two', ['a.js']);
    assert.equal(taken.isWhole, true);
    assert.equal(taken.tree, (await other.take('two')).tree);
    await close();
  });

  it('are made in a repository of SHA-256 names', async () => {
    repo.dispose();
    repo = new TestRepo();
    rmSync(join(repo.root, '.git'), { recursive: true });
    repo.git('init', '-q', '-b', 'main', '--object-format=sha256');
    repo.write(begin);
    repo.commit('first');
    const { workspace, quick, whole: other, close } = await opened();
    repo.write({ 'src/one.js': 'changed\n' }, workspace.worktree);
    const taken = await quick.take('one', ['src/one.js']);
    assert.equal(taken.tree, (await other.take('one')).tree);
    assert.deepEqual([taken.isWhole, taken.commit.length], [false, 64]);
    assert.equal(repo.git('fsck', '--strict', '--full', '--no-dangling'), '');
    await close();
  });
});

async function workspaceOf(repo: TestRepo, name: string): Promise<RepoWorkspace> {
  const { root, commonDir } = await git.facts(repo.root);
  const worktree = join(repo.folder, 'worktrees', name);
  const snapshot = repo.head();
  const branch = `agents/${name}`;
  const gitDir = await git.addWorktree(root, { path: worktree, branch, commit: snapshot });
  return { root, commonDir, worktree, gitDir, snapshot, branch, head: snapshot, headName: 'main', uncommitted: 0 };
}
