import assert from 'node:assert/strict';
import * as path from 'node:path';
import { previewsIn } from '../../src/adapters/process/overlayPreviews';
import type { EffectPreview } from '../../src/core/previewPorts';
import type { Task } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const files = {
  '.gitignore': '.env\n.ssh/\n',
  'a/one.txt': 'one\n',
  'b/two.txt': 'two\n',
  'b/deep/three.txt': '3\n',
  'b/deep/four.txt': '4\n',
  'b/deep/five.txt': '5\n',
  'b/deep/six.txt': '6\n',
  'c/c.txt': 'c\n',
};

describe('The preview of a command', () => {
  let bench: TaskBench;
  beforeEach(() => {
    bench = new TaskBench(TestRepo.with(files));
    bench.repo.write({ '.env': 'KEY=very-own\n', '.worktreeinclude': '.env\n.ssh/\n', '.ssh/id_rsa': 'mine\n' });
    bench.sparseCheckoutFrom = 1;
  });
  afterEach(() => bench.dispose());

  async function preview(task: Task, command: string, hasOverlay: boolean): Promise<EffectPreview> {
    const previews = previewsIn(path.join(bench.repo.folder, 'data'), process.env, { hasOverlay });
    const { workspace } = bench.view(task).app;
    assert.ok(workspace !== null);
    const [{ worktree, commonDir, gitDir }] = workspace.repos;
    const missing = (folder: string) => bench.git.checkOutBeside(workspace.repos[0], folder);
    const request = { taskId: task.id, worktree, command, readOnly: [commonDir, gitDir], workspace, missing };
    return await previews.run(request, new AbortController().signal);
  }

  for (const hasOverlay of [true, false]) {
    it(`sees files of secrets as the command does, ${hasOverlay ? 'over an overlay' : 'on a copy'}`, async () => {
      const task = await bench.create({ isolation: 'sandbox' });
      const { worktree } = await bench.prepare(task);
      const before = [filesBelow(worktree, ['.git']), filesBelow(bench.repo.root, ['.git'])];
      const command = 'cat .env .ssh/id_rsa; echo x 2>/dev/null > .env; grep -c very-own .env > seen.txt';
      const { output, files: changed, copied } = await preview(task, command, hasOverlay);
      assert.equal(copied === undefined, hasOverlay);
      assert.match(output, /^KEY=very-own\nmine\n/);
      assert.deepEqual(
        changed.map(({ path: file, kind, after }) => [file, kind, after]),
        [['seen.txt', 'added', '1\n']],
      );
      assert.deepEqual([filesBelow(worktree, ['.git']), filesBelow(bench.repo.root, ['.git'])], before);
    });

    it(`sees all files of a sparse worktree, ${hasOverlay ? 'over an overlay' : 'on a copy'}`, async () => {
      const task = await bench.create({ isolation: 'sandbox', scope: ['a/**'] });
      const { worktree } = await bench.prepare(task);
      bench.repo.write({ 'b/two.txt': 'own\n' }, worktree);
      const before = filesBelow(worktree, ['.git']);
      assert.equal('b/deep/three.txt' in before, false);
      const commands = [
        'cat */*.txt b/deep/three.txt',
        'echo more >> b/deep/three.txt',
        'rm b/deep/four.txt && touch b/deep/five.txt && chmod +x b/deep/six.txt',
        'echo 2 >> b/two.txt && rm -r c',
      ];
      const { output, files: changed, copied } = await preview(task, commands.join(' && '), hasOverlay);
      assert.equal(copied === undefined, hasOverlay);
      assert.equal(output, 'one\nown\nc\n3\n');
      assert.deepEqual(
        changed.map(({ path: file, kind, before: old, after }) => [file, kind, old, after]),
        [
          ['b/deep/four.txt', 'deleted', '4\n', null],
          ['b/deep/six.txt', 'modified', '6\n', '6\n'],
          ['b/deep/three.txt', 'modified', '3\n', '3\nmore\n'],
          ['b/two.txt', 'modified', 'own\n', 'own\n2\n'],
          ['c/c.txt', 'deleted', 'c\n', null],
        ],
      );
      assert.deepEqual(filesBelow(worktree, ['.git']), before);
      assert.deepEqual(await bench.git.coneOf(bench.view(task).app.workspace?.repos[0] ?? assert.fail()), ['a']);
    });
  }
});
