import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { previewsIn } from '../../src/adapters/process/overlayPreviews';
import type { EffectPreview, EffectPreviews, PreviewRequest } from '../../src/core/previewPorts';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';

/** Every path below a folder with its mode, its time and its bytes. */
function everything(folder: string): unknown[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const stats = fs.lstatSync(file);
      const bytes = stats.isFile()
        ? fs.readFileSync(file, 'base64')
        : stats.isSymbolicLink()
          ? fs.readlinkSync(file)
          : '';
      return [name, stats.mode, stats.mtimeMs, stats.ctimeMs, bytes];
    });
}

describe('the preview of what a command would change', () => {
  let prepared: PreparedTask;
  let previews: EffectPreviews;

  beforeEach(async () => {
    prepared = await prepareTask({
      'a.txt': 'one\n',
      'b.txt': 'two\n',
      'same.txt': 'same\n',
      'folder/c.txt': 'three\n',
      'folder/deep/d.txt': 'four\n',
      'gone/e.txt': 'five\n',
      'run.sh': 'echo hi\n',
      'bytes.bin': 'a\0b',
    });
    previews = previewsIn(path.join(prepared.repo.folder, 'data'), process.env);
  });

  afterEach(() => prepared.repo.dispose());

  function run(command: string, signal = new AbortController().signal): Promise<EffectPreview> {
    const [repo] = prepared.spec.workspace.repos;
    const readOnly = [repo.commonDir, repo.gitDir];
    const request: PreviewRequest = { taskId: 'x', worktree: repo.worktree, command, readOnly };
    return previews.run(request, signal);
  }

  for (const hasOverlay of [true, false]) {
    const how = hasOverlay ? 'over an overlay' : 'on a copy where no overlay can be had';
    it(`names each file that would be added, changed and deleted, and changes no byte, ${how}`, async () => {
      previews = previewsIn(path.join(prepared.repo.folder, 'data'), process.env, { hasOverlay });
      const all = () => [everything(prepared.worktree), everything(prepared.repo.root)];
      const before = all();
      const command = [
        'echo more >> a.txt',
        'rm b.txt',
        'touch same.txt',
        'echo new > folder/new.txt',
        'rm -r gone folder/deep',
        'mkdir folder/deep && echo other > folder/deep/other.txt',
        'chmod +x run.sh',
        'printf "x\\0y" > bytes.bin',
        'ln -s a.txt link',
        'mkdir -p made/empty',
        'cat a.txt',
      ].join(' && ');
      const { files, copied, ...rest } = await run(command);
      assert.equal(copied === undefined, hasOverlay);
      assert.deepEqual({ ...rest, output: rest.output.trim() }, { exitCode: 0, output: 'one\nmore', isCut: false });
      assert.deepEqual(
        files.map(({ path: file, kind, before: old, after, isOpaque }) => [file, kind, old, after, isOpaque]),
        [
          ['a.txt', 'modified', 'one\n', 'one\nmore\n', false],
          ['b.txt', 'deleted', 'two\n', null, false],
          ['bytes.bin', 'modified', null, null, true],
          ['folder/deep/d.txt', 'deleted', 'four\n', null, false],
          ['folder/deep/other.txt', 'added', null, 'other\n', false],
          ['folder/new.txt', 'added', null, 'new\n', false],
          ['gone/e.txt', 'deleted', 'five\n', null, false],
          ['link', 'added', null, 'a.txt\n', false],
          ['run.sh', 'modified', 'echo hi\n', 'echo hi\n', false],
        ],
      );
      assert.deepEqual(all(), before);
      assert.deepEqual(fs.readdirSync(path.join(prepared.repo.folder, 'data/previews')), []);
    });
  }

  it('copies no more than its bounds, and says so', async () => {
    const bounds = { entries: 3, bytes: 1_000_000 };
    previews = previewsIn(path.join(prepared.repo.folder, 'data'), process.env, { hasOverlay: false, bounds });
    await assert.rejects(run('true'), {
      reason: 'sandbox',
      message: /holds more than 3 files or 1 MB, too much for a copy/,
    });
    assert.deepEqual(fs.readdirSync(path.join(prepared.repo.folder, 'data/previews')), []);
  });

  it('keeps the command from everything that the sandbox keeps it from', async () => {
    const { spec, repo } = prepared;
    const command = [
      `echo x > ${repo.folder}/outside`,
      `cat ${spec.taskDir}/../../tasks/*`,
      'git config user.name evil',
      'echo x >> .git',
      'curl -sS --max-time 3 http://127.0.0.1:1 2>&1 | grep -v "Could not connect" ',
    ].join('; ');
    const before = everything(repo.root);
    const { files } = await run(command);
    assert.deepEqual([files, fs.existsSync(path.join(repo.folder, 'outside'))], [[], false]);
    assert.deepEqual(everything(repo.root), before);
  });

  it('says how a command ended that failed', async () => {
    assert.deepEqual(await run('echo no; exit 3'), { exitCode: 3, output: 'no\n', files: [], isCut: false });
  });

  it('is ended when it is not wanted any more, with every process and all that it wrote', async () => {
    const abort = new AbortController();
    const running = run('echo x > started; sleep 1000', abort.signal);
    const scratch = path.join(prepared.repo.folder, 'data/previews');
    const isStarted = () =>
      fs.existsSync(scratch) &&
      fs.readdirSync(scratch).some((name) => fs.existsSync(path.join(scratch, name, 'upper/started')));
    while (!isStarted()) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    abort.abort(new Error('not wanted'));
    await assert.rejects(running, { message: 'not wanted' });
    assert.deepEqual(fs.readdirSync(scratch), []);
  });

  it('says that it can not be done where it can not', async () => {
    previews = previewsIn(path.join(prepared.repo.folder, 'data'), { PATH: '/nowhere' });
    await assert.rejects(run('true'), {
      domain: 'process',
      reason: 'sandbox',
      message: "What it would change can't be shown here: bubblewrap is not installed.",
    });
  });
});
