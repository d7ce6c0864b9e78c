import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AgentIgnore } from '../../src/adapters/files/agentIgnore';
import { DiskRules } from '../../src/adapters/files/diskRules';
import { readTeamRulesFolder, writeTeamRulesFolder } from '../../src/adapters/store/teamRulesFolder';
import { explainRules } from '../../src/core/rules/explainRules';
import { readYaml } from '../../src/adapters/yaml/readYaml';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

describe('rule files on disk', () => {
  let folder = '';
  let root = '';
  const put = (name: string, text: string | Uint8Array, below = root) => {
    const file = path.join(below, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const open = async (teamFolder: string | null = null) =>
    new DiskRules({
      worktree: root,
      teamFolder,
      userFolder: path.join(folder, 'rules'),
      ignored: await AgentIgnore.open(root),
      readYaml: (text) => Promise.resolve(readYaml(text)),
    });
  beforeEach(async () => {
    folder = await temporaryFolder();
    root = path.join(folder, 'checkout');
    fs.mkdirSync(root);
    put('outside.md', 'outside', folder);
  });
  afterEach(() => removeFolder(folder));

  it('are found in order of precedence, also those that git ignores', async () => {
    put('.gitignore', '.cursor/\n');
    put('.cursor/rules/b.mdc', 'b');
    put('.cursor/rules/a/deep.mdc', 'deep');
    put('.cursor/rules/notes.txt', 'no rule');
    put('.cursorrules', 'legacy');
    put('AGENTS.md', 'agents');
    put('CLAUDE.md', 'claude');
    put('GEMINI.md', 'gemini');
    put('.github/copilot-instructions.md', 'copilot');
    put('.clinerules/2.md', 'second');
    put('.clinerules/1.md', 'first');
    put('src/AGENTS.md', 'not at the top');
    put('rules/mine.mdc', 'mine', folder);
    assert.deepEqual(await (await open()).top(), {
      files: [
        { path: '.cursor/rules/a/deep.mdc', text: 'deep' },
        { path: '.cursor/rules/b.mdc', text: 'b' },
        { path: 'AGENTS.md', text: 'agents' },
        { path: 'CLAUDE.md', text: 'claude' },
        { path: 'GEMINI.md', text: 'gemini' },
        { path: '.github/copilot-instructions.md', text: 'copilot' },
        { path: '.clinerules/1.md', text: 'first' },
        { path: '.clinerules/2.md', text: 'second' },
        { path: '.cursorrules', text: 'legacy' },
        { path: '~/mine.mdc', text: 'mine' },
      ],
      problems: [],
    });
  });

  it('of a team come before all others, from wherever they are', async () => {
    const team = path.join(folder, 'team');
    put('AGENTS.md', 'agents');
    put('rules/mine.mdc', 'mine', folder);
    put('AGENTS.md', 'of the team', team);
    put('web/react.mdc', '---\nglobs: *.tsx\n---\nUse hooks.', team);
    put('secret.txt', 'no rule', team);
    fs.symlinkSync('../outside.md', path.join(team, 'led.md'));
    const { files, problems } = await (await open(team)).top();
    assert.deepEqual(files, [
      { path: '@team/AGENTS.md', text: 'of the team' },
      { path: '@team/web/react.mdc', text: '---\nglobs: *.tsx\n---\nUse hooks.' },
      { path: 'AGENTS.md', text: 'agents' },
      { path: '~/mine.mdc', text: 'mine' },
    ]);
    assert.deepEqual(
      problems.map((problem) => [problem.path, problem.isBroken]),
      [['@team/led.md', true]],
    );
    const rules = await open(team);
    const { applies, others } = await explainRules(rules, { path: 'src/a.tsx', isKept: false }, ['src/a.tsx']);
    assert.deepEqual(
      applies.map((rule) => [rule.path, rule.why.kind]),
      [
        ['@team/AGENTS.md', 'always'],
        ['AGENTS.md', 'always'],
        ['@team/web/react.mdc', 'glob'],
      ],
    );
    assert.deepEqual(
      others.map((rule) => rule.path),
      ['~/mine.mdc'],
    );
    const missing = await (await open(path.join(folder, 'nowhere'))).top();
    assert.deepEqual(missing.problems, [
      {
        ...{ path: '@team/', line: 0, isBroken: true },
        message: `The folder of the team's rules is not there: ${path.join(folder, 'nowhere')}`,
      },
    ]);
  });

  it('of a team are where a window wrote, for every process', async () => {
    assert.equal(await readTeamRulesFolder(folder), null);
    await writeTeamRulesFolder(folder, '/srv/rules');
    assert.equal(await readTeamRulesFolder(folder), '/srv/rules');
    await writeTeamRulesFolder(folder, null);
    assert.equal(await readTeamRulesFolder(folder), null);
    put('team-rules.json', '{', folder);
    await assert.rejects(readTeamRulesFolder(folder), { domain: 'store', reason: 'damaged' });
  });

  it('are one YAML file where the rules folder is a file', async () => {
    put('.cursor/rules', 'conventions: [a]');
    assert.deepEqual((await (await open()).top()).files, [{ path: '.cursor/rules', text: 'conventions: [a]' }]);
    assert.deepEqual(await (await open()).readYaml('conventions: [a]'), { value: { conventions: ['a'] } });
  });

  it('are read through links inside the repository and never through one that leads out', async () => {
    put('AGENTS.md', 'agents');
    fs.symlinkSync('AGENTS.md', path.join(root, 'CLAUDE.md'));
    fs.symlinkSync('../outside.md', path.join(root, 'GEMINI.md'));
    put('.cursor/rules/latin.mdc', Uint8Array.of(0xe9, 0x20));
    put('.cursor/rules/large.mdc', 'x'.repeat(300_000));
    const { files, problems } = await (await open()).top();
    assert.deepEqual(files, [
      { path: 'AGENTS.md', text: 'agents' },
      { path: 'CLAUDE.md', text: 'agents' },
    ]);
    assert.deepEqual(
      problems.map(({ path: file, message, isBroken }) => [file, message, isBroken]),
      [
        ['.cursor/rules/large.mdc', "Can't be read: it is larger than 256 KB.", true],
        ['.cursor/rules/latin.mdc', "Can't be read: it is not a text in UTF-8.", true],
        ['GEMINI.md', 'Can\'t be read: "GEMINI.md" is outside the worktree of this task.', true],
      ],
    );
  });

  it('are found along a folder, the nearest last', async () => {
    put('AGENTS.md', 'top');
    put('packages/AGENTS.md', 'packages');
    put('packages/api/.cursor/rules/a.mdc', 'rule');
    put('packages/api/CLAUDE.md', 'api');
    put('packages/web/AGENTS.md', 'web');
    assert.deepEqual(await (await open()).along('packages/api/src'), {
      files: [
        { path: 'packages/AGENTS.md', text: 'packages' },
        { path: 'packages/api/.cursor/rules/a.mdc', text: 'rule' },
        { path: 'packages/api/CLAUDE.md', text: 'api' },
      ],
      problems: [],
    });
  });

  it('pull in files of the repository, but no secrets and nothing that is ignored', async () => {
    put('.gitignore', 'local/\n');
    put('docs/.gitignore', '*.draft.md\n');
    put('.cursorignore', 'private/**\n');
    put('docs/style.md', 'style');
    fs.symlinkSync('../.env', path.join(root, 'docs/link.md'));
    for (const name of ['.env', 'keys/server.pem', 'local/a.md', 'docs/x.draft.md', 'private/a.md']) {
      put(name, 'secret');
    }
    const rules = await open();
    const asked = [
      ...['docs/style.md', '.env', 'docs/link.md', 'keys/server.pem', 'local/a.md', 'docs/x.draft.md'],
      ...['private/a.md', '../outside.md', '/etc/passwd', '.git/config', 'docs', 'gone.md'],
    ];
    assert.deepEqual(await Promise.all(asked.map(async (name) => [name, await rules.include(name)])), [
      ['docs/style.md', { text: 'style' }],
      ['.env', { refused: 'it may hold secrets' }],
      ['docs/link.md', { refused: 'it may hold secrets' }],
      ['keys/server.pem', { refused: 'it may hold secrets' }],
      ['local/a.md', { refused: 'git ignores it' }],
      ['docs/x.draft.md', { refused: 'git ignores it' }],
      ['private/a.md', { refused: 'it is kept from agents' }],
      ['../outside.md', { refused: '"../outside.md" is outside the worktree of this task' }],
      ['/etc/passwd', { refused: '"/etc/passwd" is outside the worktree of this task' }],
      ['.git/config', { refused: '".git/config" belongs to git\'s own data, which tools can\'t touch' }],
      ['docs', { refused: '"docs" is a folder, not a file' }],
      ['gone.md', null],
    ]);
  });
});
