import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

/** Does with one file what Git LFS does, in the same places and the same form, where the real one is not installed. */
const likeLfs = `#!/bin/bash
set -e
objects=$(cd "$(git rev-parse --git-common-dir)" && pwd)/lfs/objects
if [ "$1" = clean ]; then
  file=$(mktemp); cat > "$file"
  if head -c 60 "$file" | grep -q '^version https://git-lfs.github.com/spec/v1'; then cat "$file"; exit 0; fi
  oid=$(sha256sum < "$file" | cut -d' ' -f1); size=$(stat -c %s "$file")
  mkdir -p "$objects/\${oid:0:2}/\${oid:2:2}"; mv "$file" "$objects/\${oid:0:2}/\${oid:2:2}/$oid"
  printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize %s\\n' "$oid" "$size"
else
  pointer=$(cat); oid=$(sed -n 's/^oid sha256://p' <<< "$pointer")
  found="$objects/\${oid:0:2}/\${oid:2:2}/$oid"
  if [ -f "$found" ]; then cat "$found"; else echo "Error downloading object" >&2; exit 2; fi
fi
`;

describe('Repositories with large files (Git LFS)', () => {
  const before = process.env['PATH'];
  let repo: TestRepo;
  let bench: TaskBench;
  const content = 'large '.repeat(10_000);

  beforeEach(() => {
    repo = new TestRepo();
    const programs = join(repo.folder, 'bin');
    mkdirSync(programs);
    if (!hasRealLfs()) {
      writeFileSync(join(programs, 'git-lfs'), likeLfs);
      chmodSync(join(programs, 'git-lfs'), 0o755);
      process.env['PATH'] = `${programs}${delimiter}${before ?? ''}`;
    }
    repo.git('config', 'filter.lfs.clean', 'git-lfs clean -- %f');
    repo.git('config', 'filter.lfs.smudge', 'git-lfs smudge -- %f');
    repo.git('config', 'filter.lfs.required', 'true');
    repo.write({ '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n', 'a.bin': content, 'a.txt': 'a\n' });
    repo.commit('large');
    // Git looks again into what was written at the same moment as its index.
    utimesSync(join(repo.root, 'a.bin'), 1, 1);
    repo.git('status');
    bench = new TaskBench(repo, createGit());
  });
  afterEach(() => {
    process.env['PATH'] = before;
    bench.dispose();
  });

  const pointerOf = (commit: string, path: string): string => repo.git('cat-file', 'blob', `${commit}:${path}`);
  const stored = (): string[] => Object.keys(filesBelow(join(repo.root, '.git/lfs/objects'))).sort();

  it('give an agent the files from the store on this disk, and keep what it makes there once', async () => {
    const one = stored();
    assert.equal(one.length, 1);
    const task = await bench.completed((worktree) => {
      assert.equal(readFileSync(join(worktree, 'a.bin'), 'utf8'), content);
      assert.equal(repo.gitIn(worktree, 'status', '--porcelain'), '');
      assert.deepEqual(stored(), one);
      repo.write({ 'b.bin': `${content}more`, 'a.txt': 'agent\n' }, worktree);
    });
    const { checkpoint } = bench.view(task).run;
    assert.ok(checkpoint);
    assert.match(pointerOf(checkpoint.commit, 'b.bin'), /^version https:\/\/git-lfs/);
    assert.deepEqual(stored().length, 2);
    await bench.reviews().apply(bench.view(task));
    assert.deepEqual([repo.read('b.bin'), repo.read('a.txt')], [`${content}more`, 'agent\n']);
    assert.deepEqual(stored().length, 2);
  });

  it('are checked out as pointers where Git LFS is not installed, which the task says, and stay whole', async () => {
    const away = join(repo.folder, 'away');
    renameSync(join(repo.folder, 'bin'), away);
    process.env['PATH'] = (before ?? '')
      .split(delimiter)
      .filter((folder) => !existsSync(join(folder, 'git-lfs')))
      .join(delimiter);
    const pointer = pointerOf('HEAD', 'a.bin');
    const task = await bench.completed((worktree) => {
      assert.equal(readFileSync(join(worktree, 'a.bin'), 'utf8'), pointer);
      repo.write({ 'a.txt': 'agent\n' }, worktree);
    });
    const { app } = bench.view(task);
    assert.deepEqual(
      app.workspace?.carried.map(({ path, how, reason }) => [path, how, reason]),
      [['Contents of large files', 'left', 'Git LFS is not installed, so there are pointers in their place']],
    );
    const { files } = (await bench.reviews().changeSet(bench.view(task))).repos[0];
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.txt'],
    );
    await bench.reviews().apply(bench.view(task));
    assert.deepEqual([repo.read('a.bin') === content, repo.read('a.txt')], [true, 'agent\n']);
  });

  function hasRealLfs(): boolean {
    try {
      return execFileSync('git', ['lfs', 'version'], { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0;
    } catch (error) {
      return error instanceof Error && !('status' in error);
    }
  }
});
