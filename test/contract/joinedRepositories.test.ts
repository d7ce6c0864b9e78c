import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { JoinedBench } from '../fakes/joinedBench';

describe('JoinedRepositories', () => {
  let bench: JoinedBench;
  beforeEach(async () => {
    bench = await JoinedBench.open();
  });
  afterEach(() => bench.dispose());

  const fileOf = (...paths: string[]): string =>
    ['repositories:', ...paths.map((path) => `  - path: ${path}`), ''].join('\n');
  const write = (text: string): void => bench.repo.write({ '.cursor/multi-repo.yaml': text }, bench.folder);

  it('opens the repositories of the folder, from anywhere in it', async () => {
    const opened = await bench.repositories.open(join(bench.folder, 'frontend/src'));
    assert.deepEqual(opened, {
      root: `${bench.folder}/`,
      joined: {
        folder: bench.folder,
        members: [
          { path: 'backend', rules: 'backend/.cursor/rules', language: 'Python' },
          { path: 'frontend', rules: 'frontend/.cursor/rules', language: 'TypeScript' },
          { path: 'shared-types', rules: null, language: 'TypeScript' },
        ],
      },
      roots: ['backend', 'frontend', 'shared-types'].map((name) => join(bench.folder, name)),
    });
  });

  it('refuses what can’t be worked on together, each thing by its line', async () => {
    symlinkSync(bench.at('backend'), bench.at('linked'));
    mkdirSync(bench.at('plain'));
    mkdirSync(bench.at('frontend/inner'));
    bench.repo.git('worktree', 'add', '-q', bench.at('second'));
    write(fileOf('backend', 'linked', 'plain', 'gone'));
    await assert.rejects(bench.repositories.open(bench.folder), (error: Error) => {
      assert.match(error.message, /line 3: linked is a link, or lies behind one, to .*backend\./);
      assert.match(error.message, /line 4: plain is not a git repository\. line 5: gone is not there\./);
      return true;
    });
    write(fileOf('frontend/inner', 'backend'));
    await assert.rejects(
      bench.repositories.open(bench.folder),
      /line 2: frontend\/inner is not a repository of its own/,
    );
    write(fileOf('backend', 'second'));
    await assert.rejects(
      bench.repositories.open(bench.folder),
      /line 3: second and backend are two worktrees of one repository/,
    );
  });

  it('refuses repositories that see the same file in different ways', async () => {
    bench.repo.gitIn(bench.at('frontend'), 'config', 'core.autocrlf', 'true');
    await assert.rejects(
      bench.repositories.open(bench.folder),
      /backend and frontend have different settings for line ends, rights or names of files/,
    );
  });

  it('takes the folders of a window that lie together', async () => {
    const { root, joined } = await bench.repositories.together([bench.at('shared-types'), bench.at('backend')]);
    assert.deepEqual([root, joined.members.map(({ path }) => path)], [`${bench.folder}/`, ['shared-types', 'backend']]);
    await assert.rejects(
      bench.repositories.together([bench.at('backend'), bench.folder]),
      /can't be worked on together/,
    );
  });

  it('tells a folder without the file what to do', async () => {
    bench.repo.remove('.cursor', bench.folder);
    await assert.rejects(
      bench.repositories.open(bench.at('backend')),
      /There is no \.cursor\/multi-repo\.yaml in .*backend or above it/,
    );
  });
});
