import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { GitRepositoryGuard } from '../../src/adapters/git/repository/repositoryGuard';
import { TestRepo } from '../fakes/testRepo';

describe('what a guard looks at', () => {
  const { PATH } = process.env;
  let repo: TestRepo;
  let guard: GitRepositoryGuard;
  let calls: string;

  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': 'a\n' });
    calls = join(repo.folder, 'calls');
    const programs = join(repo.folder, 'programs');
    const git = `#!/bin/sh\necho "$@" >> "${calls}"\nPATH="${PATH ?? ''}" exec git "$@"\n`;
    mkdirSync(programs);
    writeFileSync(join(programs, 'git'), git, { mode: 0o755 });
    process.env['PATH'] = [programs, PATH].join(delimiter);
    const gitDir = join(repo.root, '.git');
    guard = new GitRepositoryGuard({ worktree: repo.root, gitDir, commonDir: gitDir });
  });
  afterEach(() => {
    process.env['PATH'] = PATH;
    repo.dispose();
  });

  const listings = (): number =>
    existsSync(calls)
      ? readFileSync(calls, 'utf8')
          .split('\n')
          .filter((call) => call.includes(' config --file ')).length
      : 0;
  const pager = async (): Promise<string | undefined> =>
    (await guard.look('git')).find(({ name }) => name === 'core.pager')?.value;

  it('is listed by git once for the same content, and again for every other', async () => {
    repo.git('config', 'core.pager', 'one');
    const before = listings();
    assert.deepEqual([await pager(), await pager()], ['["one"]', '["one"]']);
    assert.equal(listings() - before, 1);

    repo.git('config', 'core.pager', 'two');
    assert.deepEqual([await pager(), await pager()], ['["two"]', '["two"]']);
    repo.git('config', 'core.pager', 'one');
    assert.equal(await pager(), '["one"]');
  });

  it('is listed each time where a link leads to it, as what it leads to may change', async () => {
    repo.git('config', 'core.pager', 'one');
    const file = join(repo.root, '.git', 'config');
    const target = join(repo.folder, 'config');
    renameSync(file, target);
    symlinkSync(target, file);
    assert.equal(await pager(), '["one"]');

    repo.git('config', '--file', target, 'core.pager', 'two');
    assert.equal(await pager(), '["two"]');
  });
});
