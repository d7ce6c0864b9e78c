import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SnapshotTexts } from '../../src/adapters/git/changes/changedTexts';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { createGit } from '../../src/adapters/git/createGit';
import { GitTreeFolder } from '../../src/adapters/git/worktrees/treeFolder';
import type { RepoWorkspace, TaskId } from '../../src/protocol';
import { TestRepo } from '../fakes/testRepo';

const taskId = '01ARZ3NDEKTSV4RRFFQ69G5FAV' as TaskId;
const message = 'snapshot';
const sources = join(import.meta.dirname, '../../src');

interface Call {
  config: string[];
  args: string[];
  env: Record<string, string>;
}

/** Commands that are given the name of a commit, a tree or a ref. */
const naming = [
  ...['cat-file', 'commit-tree', 'diff-tree', 'for-each-ref', 'ls-tree', 'merge-tree', 'read-tree', 'rev-list'],
  ...['symbolic-ref', 'update-ref'],
];
/** Commands that print names of files. */
const listing = ['check-attr', 'diff-files', 'diff-tree', 'ls-files', 'ls-tree', 'merge-tree', 'status'];
/** What they print is one object, or their input has one object's name in each line. */
const streams = new Set(['--batch', '--batch-check', '--stdin']);

describe('Every call of git', () => {
  let repo: TestRepo;
  afterEach(() => repo.dispose());

  it('has the same hardened options and environment, options end before refs, and paths are read by -z', async () => {
    repo = TestRepo.with({ 'a.txt': 'one\n', 'dir/b.txt': 'b\n' });
    const log = join(repo.folder, 'calls');
    const recorder = join(repo.folder, 'git');
    writeFileSync(log, '');
    writeFileSync(
      recorder,
      `#!/bin/sh\n{ printf '%s\\0' "$@"; printf '\\1\\0'; env -0; printf '\\2\\0'; } > "${log}.$$"\nexec git "$@"\n`,
      { mode: 0o755 },
    );
    await everything(recorder);
    const calls = readCalls(repo.folder).filter(({ args }) => args[0] !== '--version');
    const commands = new Set(calls.map(({ args }) => args[0]));
    for (const expected of [...naming, ...listing, 'worktree', 'write-tree']) {
      assert.ok(commands.has(expected), `${expected} was never called: ${[...commands].join(' ')}`);
    }
    for (const { config, args, env } of calls) {
      const shown = args.join(' ');
      assert.deepEqual(config.slice(0, 4), ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'], shown);
      assert.ok(config.includes('core.longPaths=true'), `no paths of more than 260 characters on Windows: ${shown}`);
      assert.equal(env['GIT_OPTIONAL_LOCKS'], '0', shown);
      assert.equal(env['GIT_TERMINAL_PROMPT'], '0', shown);
      assert.match(env['GIT_ALLOW_PROTOCOL'] ?? '', /^(https:ssh)$/, shown);
      assert.equal(env['SECRET_OF_THE_PARENT'], undefined, shown);
      const [command = ''] = args;
      const isStream = args.some((argument) => streams.has(argument.replace(/=.*/, '')));
      if (naming.includes(command) && !isStream) {
        assert.ok(args.includes('--end-of-options'), `no --end-of-options: ${shown}`);
      }
      if (listing.includes(command) && !args.includes('--binary')) {
        assert.ok(args.includes('-z'), `no -z: ${shown}`);
      }
      if (['diff-tree', 'diff-files'].includes(command)) {
        assert.ok(args.includes('--no-ext-diff'), `an external diff could run: ${shown}`);
      }
    }
  });

  it('is made in one place, but for the hooks that a person chose to run as their own', () => {
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const starting = files.filter((file) => {
      const text = readFileSync(join(sources, file), 'utf8');
      return /(spawn|exec|execFile|fork)(Sync)?\(\s*['"`]git\b/.test(text) || isStarter(file, text);
    });
    assert.deepEqual(starting.sort(), [
      join('adapters', 'git', 'landing', 'userHooks.ts'),
      join('adapters', 'git', 'process', 'gitProcess.ts'),
    ]);
  });

  function isStarter(file: string, text: string): boolean {
    // Where there is no /proc, who holds a lock is asked of `ps`.
    const started = [...text.matchAll(/(?:spawn|spawnSync|promisify\(execFile\))\(([^,]+),/g)].map(
      ([, program]) => program,
    );
    const isPsAlone = started.length > 0 && started.every((program) => program === "'/bin/ps'");
    return (
      file.startsWith(join('adapters', 'git')) && /^import (?!type ).*node:child_process/m.test(text) && !isPsAlone
    );
  }

  /** What a task asks of git, from its snapshot to its end. */
  async function everything(executable: string): Promise<void> {
    process.env['SECRET_OF_THE_PARENT'] = 'secret';
    const git = createGit(executable);
    const { root, commonDir, head } = await git.facts(repo.root);
    repo.write({ 'a.txt': 'edited\n', 'untracked.txt': 'u\n' });
    const snapshot = await git.snapshot(root, { parent: head, message });
    const ref = `refs/background-agents/snapshots/${taskId}`;
    await git.updateRef(root, ref, snapshot);
    await git.readRef(root, ref);
    await git.parentsOf(root, snapshot);
    const worktree = join(repo.folder, 'it');
    const gitDir = await git.addWorktree(root, { path: worktree, branch: 'agents/x', commit: snapshot });
    const shown = { branch: 'agents/x', head, headName: 'main', uncommitted: 0 };
    const workspace: RepoWorkspace = { root, commonDir, worktree, gitDir, snapshot, ...shown };
    const checkpoints = new WorktreeCheckpoints({ taskId, taskDir: repo.folder, workspace, executable });
    repo.write({ 'a.txt': 'agent\n' }, worktree);
    await checkpoints.take('one', ['a.txt']);
    repo.write({ 'new.txt': 'n\n' }, worktree);
    const { commit, tree } = await checkpoints.take('two');
    await checkpoints.close();
    await new SnapshotTexts(workspace, executable).sinceSnapshot(tree, () => true);
    const folder = join(repo.folder, 'check');
    const clean = new GitTreeFolder({ workspace, folder, indexFile: join(repo.folder, 'ix'), executable });
    await clean.fill({ commit, tree }, () => 'none');
    await git.moveBranch(workspace, 'agents/x', commit);
    await git.changes(root, snapshot, tree);
    await git.kindChanges(root, snapshot, tree);
    await git.patch(root, snapshot, tree);
    await git.show(root, commit, 'a.txt');
    await git.merge(root, snapshot, commit);
    await git.applyDifference(root, snapshot, tree);
    await git.ignored(root);
    await git.repositoriesInside(root);
    await git.snapshot(workspace, { parent: snapshot, message, exactBytes: true });
    await git.removeWorktree(root, worktree);
    await git.deleteBranch(root, 'agents/x');
    await git.updateRef(root, ref, null);
    delete process.env['SECRET_OF_THE_PARENT'];
  }
});

function readCalls(folder: string): Call[] {
  const files = readdirSync(folder).filter((name) => /^calls\.\d+$/.test(name));
  return files.map((file) => {
    const [given = '', environment = ''] = readFileSync(join(folder, file), 'utf8').split('\x01\0');
    const fields = given.split('\0').slice(0, -1);
    const env = environment.split('\0').map((entry): [string, string] => {
      const end = entry.indexOf('=');
      return [entry.slice(0, end), entry.slice(end + 1)];
    });
    let at = 0;
    while (['-c', '-C', '--no-pager'].includes(fields[at] ?? '')) {
      at += fields[at] === '--no-pager' ? 1 : 2;
    }
    return { config: fields.slice(0, at), args: fields.slice(at), env: Object.fromEntries(env) };
  });
}
