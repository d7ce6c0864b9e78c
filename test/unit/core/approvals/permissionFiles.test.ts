import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { allowedLabel, permissionsLabel, ruleText } from '../../../../src/core/approvals/ruleLabels';
import { readPermissions } from '../../../../src/core/approvals/permissionFiles';
import { english } from '../../../../src/core/translate';

const nothing = {
  allow: [],
  deny: [],
  allowWrite: [],
  denyWrite: [],
  denyRead: [],
  allowHosts: [],
  denyHosts: [],
  isUnsure: false,
  unused: [],
  places: { reads: [], writes: [], isNarrow: false },
};
const prefix = (...words: string[]) => ({ words, match: 'prefix' as const });

describe('files of Cursor that say what agents may do', () => {
  it('permissions.json allows beginnings of commands, and what counts for nothing is said', () => {
    const text = `{
      // with comments
      "terminalAllowlist": ["git status", "npm:install*", "npm:*", "cargo test *", "a; b", "$(x)", "*", ""],
      "mcpAllowlist": ["a:b"],
      "autoRun": { "allow_instructions": ["reading is fine"], },
    }`;
    const path = '.cursor/permissions.json';
    assert.deepEqual(readPermissions(path, text), {
      ...nothing,
      allow: [prefix('git', 'status'), prefix('npm', 'install'), prefix('npm'), prefix('cargo', 'test')],
      unused: [
        ...['"a; b"', '"$(x)"', '"*"', '""'].map(
          (entry) => `${path}: ${entry} allows nothing, because it is no beginning of a plain command.`,
        ),
        `${path}: mcpAllowlist counts for nothing, because there are no MCP servers here yet.`,
        `${path}: autoRun counts for nothing. What runs unasked is decided by rules, not by a model.`,
      ],
    });
  });

  it('cli.json allows and forbids commands, reads and writes', () => {
    const permissions = {
      allow: ['Shell(ls)', 'Read(**)', 'Write(docs/**)', 'WebFetch(example.com)', 'Mcp(a:b)', 'nonsense'],
      deny: ['Shell(rm)', 'Shell(git push)', 'Read(.env*)', 'Write(src/secret/**)', 'WebFetch(*)'],
    };
    const path = '.cursor/cli.json';
    assert.deepEqual(readPermissions(path, JSON.stringify({ version: 1, permissions })), {
      ...nothing,
      allow: [prefix('ls')],
      deny: [prefix('rm'), prefix('git', 'push')],
      allowWrite: ['docs/**'],
      denyWrite: ['src/secret/**'],
      denyRead: ['.env*'],
      unused: [
        ...['"WebFetch(example.com)"', '"Mcp(a:b)"', '"nonsense"'].map(
          (entry) => `${path}: ${entry} allows nothing here.`,
        ),
        `${path}: "WebFetch(*)" is about nothing that agents have here.`,
      ],
    });
  });

  it('sandbox.json names places, and says what of it does not count', () => {
    const path = '.cursor/sandbox.json';
    const places = {
      additionalReadwritePaths: ['~/out', 7],
      additionalReadonlyPaths: ['/a'],
      additionalReadPaths: ['b'],
    };
    const text = JSON.stringify({ type: 'insecure_none', ...places, readBoundary: 'workspace', own: 1 });
    assert.deepEqual(readPermissions(path, text), {
      ...nothing,
      places: { reads: ['/a', 'b'], writes: ['~/out'], isNarrow: true },
      unused: [
        `${path}: type counts for nothing. The sandbox writes the worktree, and only your own settings turn it off.`,
      ],
    });
    assert.deepEqual(readPermissions(path, '{"readBoundary":"system","additionalReadPaths":"x"}'), nothing);
    assert.deepEqual(readPermissions(path, '{"type":"workspace_readonly"}'), {
      ...nothing,
      isUnsure: true,
      unused: [`${path}: with the type workspace_readonly every command is asked about.`],
    });
  });

  it('sandbox.json widens nothing by what is not known here, and says so of each', () => {
    const path = '.cursor/sandbox.json';
    const rest = { disableTmpWrite: true, enableSharedBuildCache: true, networkPolicy: { default: 'allow' } };
    assert.deepEqual(readPermissions(path, JSON.stringify({ type: 'workspace_readwrite', ...rest })), {
      ...nothing,
      unused: [
        `${path}: type counts for nothing. The sandbox writes the worktree, and only your own settings turn it off.`,
        `${path}: disableTmpWrite counts for nothing. The temporary folders of a command are its own and vanish with it.`,
        `${path}: enableSharedBuildCache counts for nothing. There is no shared cache.`,
        `${path}: networkPolicy.default counts for nothing. What no list allows is asked about.`,
      ],
    });
    assert.deepEqual(readPermissions(path, '{"networkPolicy":{"default":"deny"}}'), nothing);
  });

  it('what is forbidden and not understood makes every command ask', () => {
    for (const [path, text] of [
      ['.cursor/cli.json', '{"permissions":{"deny":["Shell(*)"]}}'],
      ['.cursor/cli.json', '{"permissions":{"deny":["Shell(rm | x)"]}}'],
      ['.cursor/cli.json', '{"permissions":{"deny":["rm"]}}'],
      ['.cursor/cli.json', '{"permissions":{"deny":"rm"}}'],
      ['.cursor/cli.json', ''],
      ['.cursor/permissions.json', '{'],
    ] as const) {
      assert.equal(readPermissions(path, text).isUnsure, true, text);
    }
    assert.equal(readPermissions('.cursor/permissions.json', '[]').isUnsure, false);
  });

  it('any text at all is read without a throw, and allows only words', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.string()).map((list) => JSON.stringify({ terminalAllowlist: list })),
    );
    fc.assert(
      fc.property(text, (given) => {
        for (const path of ['.cursor/permissions.json', '.cursor/cli.json']) {
          const { allow } = readPermissions(path, given);
          assert.ok(allow.every(({ words }) => words.length > 0));
        }
      }),
    );
  });

  it('are told in a few words', () => {
    const permissions = { ...nothing, allow: [prefix('ls')], deny: [prefix('rm')], denyRead: ['x'] };
    const file = { path: '.cursor/cli.json', digest: 'd', permissions };
    assert.deepEqual(
      [
        permissionsLabel({ ...file, place: 'user', counts: true }, english),
        permissionsLabel({ ...file, place: 'repository', counts: true }, english),
        permissionsLabel({ ...file, place: 'repository', counts: false }, english),
        ruleText({ rule: { words: ['git', 'commit', '-m', 'a b'], match: 'exact' } }),
        ruleText({ rule: prefix('npm', 'test') }),
        allowedLabel({ rule: prefix('npm'), effect: 'command' }, english),
        allowedLabel({ rule: { words: ['npm'], match: 'exact' }, effect: 'network' }, english),
      ],
      [
        'yours: allows 1, forbids 2',
        'allowed by you as it is now: allows 1, forbids 2',
        'allows 1, forbids 2; what it allows does not count yet',
        'git commit -m "a b"',
        'npm test …',
        'whatever follows these words',
        'exactly these words, with network access',
      ],
    );
  });
});
