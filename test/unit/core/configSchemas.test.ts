import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import * as z from 'zod';
import { readPermissions } from '../../../src/core/approvals/permissionFiles';
import { CliPermissions, Permissions, SandboxFile, WorktreesFile } from '../../../src/protocol';

const root = path.join(import.meta.dirname, '../../..');
const read = (file: string) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Record<string, unknown>;

interface Manifest {
  contributes: {
    jsonValidation: { fileMatch: string[]; url: string }[];
    languages: { id: string; filenamePatterns: string[] }[];
  };
}

/** Each schema as a check of its own, and what our reader takes. */
const files = {
  worktrees: WorktreesFile,
  permissions: Permissions,
  cli: CliPermissions,
  sandbox: SandboxFile,
} as const;

function schemaOf(name: string): z.ZodType {
  return z.fromJSONSchema(read(`schemas/${name}.schema.json`));
}

describe('schemas of configuration files', () => {
  const { contributes } = read('package.json') as unknown as Manifest;

  it('are given to the editor for each file that is read as JSON, with comments', () => {
    assert.deepEqual(
      contributes.jsonValidation.map(({ fileMatch, url }) => [fileMatch, url]),
      [
        [['/.cursor/worktrees.json'], './schemas/worktrees.schema.json'],
        [['/.cursor/permissions.json'], './schemas/permissions.schema.json'],
        [['/.cursor/cli.json', '/.cursor/cli-config.json'], './schemas/cli.schema.json'],
        [['/.cursor/sandbox.json'], './schemas/sandbox.schema.json'],
      ],
    );
    const [jsonc] = contributes.languages;
    assert.deepEqual(
      jsonc?.filenamePatterns,
      contributes.jsonValidation.flatMap(({ fileMatch }) => fileMatch.map((file) => `**${file}`)),
    );
  });

  it('take nothing that the reader does not', () => {
    const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('Shell(git)', 'npm test', '*.example.com'));
    const key = fc.constantFrom(
      ...['setup-worktree', 'setup-worktree-unix', 'terminalAllowlist', 'mcpAllowlist', 'autoRun', 'permissions'],
      ...['networkPolicy', 'allow', 'deny', 'type', 'default'],
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.array(text, { maxLength: 3 }), tie('object')),
      object: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    }));
    for (const [name, ours] of Object.entries(files)) {
      const schema = schemaOf(name);
      fc.assert(
        fc.property(value, (json) => {
          fc.pre(schema.safeParse(json).success);
          assert.ok(ours.safeParse(json).success, `${name}: ${JSON.stringify(json)}`);
        }),
        { numRuns: 300, maxSkipsPerRun: 1000 },
      );
    }
  });

  it('take real files, and refuse names that are none', () => {
    const real = {
      worktrees: {
        'setup-worktree-unix': ['cp $ROOT_WORKTREE_PATH/.env .env', 'npm ci'],
        'setup-worktree': 'setup.sh',
      },
      permissions: { terminalAllowlist: ['npm test'], autoRun: { allow_instructions: ['Tests may run.'] } },
      cli: { version: 1, permissions: { allow: ['Shell(git)'], deny: ['Read(.env*)', 'Write(**/*.key)'] } },
      sandbox: { type: 'workspace_readwrite', networkPolicy: { default: 'deny', allow: ['*.example.com'] } },
    };
    for (const [name, json] of Object.entries(real)) {
      assert.ok(schemaOf(name).safeParse(json).success, name);
    }
    const wrong = {
      worktrees: { 'setup-worktre': [] },
      permissions: { terminalAllowlist: 'npm test' },
      cli: { permissions: { allow: ['git'] } },
      sandbox: { networkPolicy: { allowed: [] } },
    };
    for (const [name, json] of Object.entries(wrong)) {
      assert.ok(!schemaOf(name).safeParse(json).success, name);
    }
    assert.deepEqual(readPermissions('.cursor/cli.json', JSON.stringify(real.cli)).unused, []);
  });
});
