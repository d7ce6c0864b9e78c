import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runCli } from '../../src/cli/runCli';
import { openSession } from '../../src/cli/session';
import { MemoryTerminal } from '../fakes/memoryTerminal';
import { TestRepo } from '../fakes/testRepo';

describe('repair --moved-to', () => {
  it('says what it would do, refuses any other folder, and moves the worktree back', async () => {
    const repo = TestRepo.with({ 'a.txt': 'a\n' });
    const env = { ...process.env, BACKGROUND_AGENTS_HOME: path.join(repo.folder, 'data') };
    const cli = async (...argv: string[]) => {
      const terminal = new MemoryTerminal(repo.root, env);
      const status = await runCli(argv, terminal, (present, secrets) => openSession(terminal, present, secrets));
      return { status, out: terminal.out.join('\n'), err: terminal.err.join('\n') };
    };
    try {
      await cli('run', '--no-verify', '--command', 'echo b > b.txt');
      const [{ id, worktree }] = JSON.parse((await cli('list', '--json')).out) as [{ id: string; worktree: string }];
      const far = path.join(repo.folder, 'far/away');
      fs.mkdirSync(path.dirname(far));
      fs.renameSync(worktree, far);
      const refused = await cli('repair', id, '--moved-to', repo.root, '--yes');
      assert.notEqual(refused.status, 0);
      assert.match(refused.err, /Nothing was repaired: .* is not the worktree of this task\./);
      const looked = await cli('repair', id, '--moved-to', '../far/away');
      assert.match(
        looked.out,
        /was moved to .*far\/away\. It would be moved back[^]*Add --yes to: Move the Worktree Back/,
      );
      assert.equal(fs.existsSync(worktree), false);
      const mended = await cli('repair', id, '--moved-to', '../far/away', '--yes');
      assert.deepEqual([mended.status, fs.existsSync(far)], [0, false]);
      assert.equal(fs.readFileSync(path.join(worktree, 'b.txt'), 'utf8'), 'b\n');
    } finally {
      fs.rmSync(repo.folder, { recursive: true, force: true });
    }
  });
});
