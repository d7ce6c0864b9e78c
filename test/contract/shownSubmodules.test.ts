import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runCli } from '../../src/cli/runCli';
import { openSession } from '../../src/cli/session';
import { MemoryTerminal } from '../fakes/memoryTerminal';
import { TestRepo } from '../fakes/testRepo';

describe('show', () => {
  it('says of submodules what commands changed in them, also as JSON', async () => {
    const [repo, lib] = [TestRepo.with({ 'a.txt': 'a\n' }), TestRepo.with({ 'lib.txt': 'l\n' }, 'lib')];
    repo.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', lib.root, 'vendor/lib');
    repo.commit('submodule');
    const env = { ...process.env, BACKGROUND_AGENTS_HOME: path.join(repo.folder, 'data') };
    const cli = async (...argv: string[]) => {
      const terminal = new MemoryTerminal(repo.root, env);
      const status = await runCli(argv, terminal, (present, secrets) => openSession(terminal, present, secrets));
      assert.equal(status, 0, terminal.err.join('\n'));
      return terminal.out.join('\n');
    };
    try {
      await cli('run', '--no-verify', '--command', 'echo new > vendor/lib/new.txt; echo b > a.txt');
      const [{ id }] = JSON.parse(await cli('list', '--json')) as [{ id: string }];
      assert.match(await cli('show', id), /Submodule vendor\/lib: 1 file changed, not part of this change\./);
      const shown = JSON.parse(await cli('show', id, '--json')) as { files: unknown; submodules: unknown };
      assert.deepEqual(shown.submodules, [{ path: 'vendor/lib', files: 1 }]);
    } finally {
      fs.rmSync(repo.folder, { recursive: true, force: true });
      fs.rmSync(lib.folder, { recursive: true, force: true });
    }
  });
});
