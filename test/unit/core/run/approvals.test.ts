import assert from 'node:assert/strict';
import { judgeCall } from '../../../../src/core/run/approvals';
import { isControlFile } from '../../../../src/core/files/paths';
import type { SandboxReport, ToolUse } from '../../../../src/protocol';

const sandbox: SandboxReport = { kind: 'bubblewrap' };
const none: SandboxReport = { kind: 'none', reason: 'bubblewrap is not installed.', fix: 'Install it.' };
const judge = (use: ToolUse, report: SandboxReport = sandbox) => judgeCall(use, report, '/wt');
const write = (path: string): ToolUse => ({ tool: 'write_file', input: { path, content: '' } });

const control = [
  '.vscode/settings.json',
  'packages/a/.vscode/tasks.json',
  '.VSCode/tasks.json',
  '.vscode./tasks.json',
  'src/../.vscode/tasks.json',
  './.cursor/rules/x.mdc',
  '.claude/settings.json',
  'AGENTS.md',
  'docs/agents.md',
  '.husky/pre-commit',
  '.envrc',
  '.mcp.json',
  '.cursorignore',
  '.clinerules',
  'my.code-workspace',
  '.devcontainer/devcontainer.json',
  '.gitattributes',
  '.gitmodules',
  '.github/workflows/ci.yml',
  '/wt/.github/workflows/ci.yml',
];
const ordinary = ['src/a.ts', '.gitignore', 'vscode/a.ts', '.github/ISSUE_TEMPLATE.md', 'envrc', 'src/agents.mdx'];

describe('the approval policy', () => {
  it('lets reading, asking and finishing go on', () => {
    const uses: ToolUse[] = [
      { tool: 'read_file', input: { path: '.vscode/settings.json' } },
      { tool: 'list_files', input: {} },
      { tool: 'search', input: { pattern: 'x' } },
      { tool: 'ask_user', input: { question: '?' } },
      { tool: 'finish', input: { summary: '' } },
    ];
    for (const use of uses) {
      assert.deepEqual(judge(use, none), { kind: 'allow' });
    }
  });

  it('asks before a file is changed that editors or agents obey (P08)', () => {
    const facts = ['Editors, shells or agents obey this file when the folder is opened.'];
    for (const path of control) {
      const verdict = judge(write(path));
      assert.equal(verdict.kind, 'ask', path);
    }
    assert.deepEqual(judge(write('a/../.vscode/tasks.json')), {
      kind: 'ask',
      effect: 'file',
      command: 'write .vscode/tasks.json',
      facts,
    });
    assert.deepEqual(judge({ tool: 'delete_file', input: { path: '.envrc' } }), {
      kind: 'ask',
      effect: 'file',
      command: 'delete .envrc',
      facts,
    });
    assert.deepEqual(
      ordinary.map((path) => [path, judge(write(path)).kind, isControlFile(path)]),
      ordinary.map((path) => [path, 'allow', false]),
    );
  });

  it('judges every path of a patch, also where a file is moved to (P08)', () => {
    const patch = (...parts: string[]): ToolUse => ({
      tool: 'apply_patch',
      input: { patch: ['*** Begin Patch', ...parts, '*** End Patch'].join('\n') },
    });
    const change = ['-a', '+b'];
    assert.deepEqual(judge(patch('*** Update File: src/a.ts', ...change, '*** Delete File: b.ts')), { kind: 'allow' });
    assert.deepEqual(judge(patch('*** Update File: a.ts', '*** Move to: .vscode/../.vscode/tasks.json', ...change)), {
      kind: 'ask',
      effect: 'file',
      command: 'write .vscode/tasks.json',
      facts: [
        'Editors, shells or agents obey this file when the folder is opened.',
        'The same patch would also delete a.ts.',
      ],
    });
    assert.deepEqual(judge(patch('*** Delete File: /wt/.envrc', '*** Add File: .envrc', '+x')), {
      kind: 'ask',
      effect: 'file',
      command: 'delete .envrc, write .envrc',
      facts: ['Editors, shells or agents obey these files when the folder is opened.'],
    });
    const unified = 'diff --git a/x b/.husky/pre-commit\nrename from x\nrename to .husky/pre-commit\n';
    assert.equal(judge({ tool: 'apply_patch', input: { patch: unified } }).kind, 'ask');
    for (const path of control) {
      assert.equal(judge(patch(`*** Add File: ${path}`, '+x')).kind, 'ask', path);
    }
    assert.throws(() => judge(patch('*** Add File: ok', '+x', '*** Add File: .git/hooks/x', '+x')), { reason: 'git' });
    assert.throws(() => judge(patch('*** Update File: ok', '*** Move to: ../x', ...change)), { reason: 'outside' });
    assert.deepEqual(judge({ tool: 'apply_patch', input: { patch: 'no patch' } }), { kind: 'allow' });
  });

  it('refuses for good what belongs to git or lies outside', () => {
    assert.throws(() => judge(write('.git/hooks/post-commit')), { domain: 'path', reason: 'git' });
    assert.throws(() => judge(write('../x')), { domain: 'path', reason: 'outside' });
  });

  it('runs commands unasked in the sandbox only, and asks for the network always', () => {
    const shell: ToolUse = { tool: 'shell', input: { command: 'npm test' } };
    assert.deepEqual(judge(shell), { kind: 'allow' });
    assert.deepEqual(judge(shell, none), {
      kind: 'ask',
      effect: 'command',
      command: 'npm test',
      facts: [
        'Commands are not sandboxed: bubblewrap is not installed.',
        'It runs with all your rights, outside the worktree too.',
        'Install it.',
      ],
    });
    const network: ToolUse = { tool: 'shell_network', input: { command: 'npm i', reason: 'dependencies' } };
    assert.deepEqual(judge(network), {
      kind: 'ask',
      effect: 'network',
      command: 'npm i',
      facts: [
        "The agent's reason: dependencies",
        'It can write only the worktree, and send to any address what it can read.',
      ],
    });
    assert.equal(judge(network, none).kind, 'ask');
  });
});
