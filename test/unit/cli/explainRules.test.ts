import assert from 'node:assert/strict';
import * as path from 'node:path';
import { runCli } from '../../../src/cli/runCli';
import { MemoryTerminal } from '../../fakes/memoryTerminal';
import { TestRepo } from '../../fakes/testRepo';

const files = {
  'AGENTS.md': 'Be kind.\n- Always use semicolons.',
  'CLAUDE.md': 'Be kind.\n\n- Always use semicolons.\n',
  '.cursor/rules/ts.mdc': '---\ndescription: TypeScript\nglobs: **/*.{ts,tsx},*.vue\n---\n* Never use semicolons',
  '.cursor/rules/sql.mdc': '---\nglobs: *.sql\n---\nCapitals.',
  '.cursor/rules/tests.mdc': '---\ndescription: When tests are written\n---\nOne claim a test.',
  '.cursor/rules/release.mdc': 'Bump the version.',
  '.cursor/rules/broken.mdc': '---\nglobs: *.ts',
  'src/api/AGENTS.md': 'Routes are plural.',
  'src/api/users.ts': 'users',
};

describe('background-agents rules', () => {
  let repo: TestRepo;
  beforeEach(() => {
    repo = TestRepo.with(files);
    repo.write({ '../home/rules/mine.mdc': '---\nalwaysApply: true\n---\nMine.' });
  });
  afterEach(() => repo.dispose());

  const run = async (folder: string, ...argv: string[]) => {
    const terminal = new MemoryTerminal(folder, { BACKGROUND_AGENTS_HOME: path.join(repo.folder, 'home') });
    const status = await runCli(['rules', ...argv], terminal, () => Promise.reject(new Error('not opened')));
    return { status, out: terminal.out, err: terminal.err };
  };

  it('says which rules a file gets, in which order and why, and what is wrong with them', async () => {
    const { status, out } = await run(path.join(repo.root, 'src'), 'api/users.ts');
    assert.equal(status, 0);
    assert.deepEqual(out, [
      'Rules for src/api/users.ts, in this order, about 22 tokens:',
      '  1. AGENTS.md: always, about 9 tokens',
      '  2. ~/mine.mdc: always, about 2 tokens',
      '  3. .cursor/rules/ts.mdc: src/api/users.ts matches **/*.{ts,tsx} (line 3), about 6 tokens',
      '  4. src/api/AGENTS.md: src/api/users.ts is in src/api, about 5 tokens',
      'Not by themselves:',
      '  .cursor/rules/release.mdc: only when a person writes @release',
      '  .cursor/rules/sql.mdc: only with files that match *.sql',
      '  .cursor/rules/tests.mdc: the agent reads it when this fits: When tests are written',
      'Left out:',
      '  CLAUDE.md: left out, it says the same as AGENTS.md',
      'They contradict each other:',
      '  AGENTS.md says “Always use semicolons.”, .cursor/rules/ts.mdc says “Never use semicolons”',
      'Globs that match no file:',
      '  .cursor/rules/sql.mdc:2: *.sql',
      '  .cursor/rules/ts.mdc:3: *.vue',
      'Problems:',
      '  .cursor/rules/broken.mdc:1: does not apply. The front matter has no closing “---” line.',
    ]);
  });

  it('prints the same as JSON, for a file that need not exist, from anywhere', async () => {
    const { status, out } = await run(repo.folder, 'db/new.sql', '--repo', repo.root, '--json');
    const explanation = JSON.parse(out.join('\n')) as { file: string; applies: { path: string; why: unknown }[] };
    assert.equal(status, 0);
    assert.deepEqual(
      { file: explanation.file, applies: explanation.applies.map((rule) => [rule.path, rule.why]) },
      {
        file: 'db/new.sql',
        applies: [
          ['AGENTS.md', { kind: 'always' }],
          ['~/mine.mdc', { kind: 'always' }],
          ['.cursor/rules/sql.mdc', { kind: 'glob', glob: '*.sql', line: 2, file: 'db/new.sql' }],
        ],
      },
    );
  });

  it('refuses a file that is outside', async () => {
    const { status, err } = await run(repo.root, '../other.ts');
    assert.deepEqual([status, err], [64, [`“../other.ts” is no file of the repository ${repo.root}.`]]);
  });
});
