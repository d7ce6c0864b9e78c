import assert from 'node:assert/strict';
import { planCarry } from '../../../../src/core/files/carryPlan';

const limits = { totalBytes: 2_000_000_000, otherBytes: 10_000_000 };
const plan = (entries: Readonly<Record<string, number>>) => {
  const { copy, left } = planCarry(
    Object.entries(entries).map(([path, bytes]) => ({ path, bytes })),
    limits,
  );
  return { copy: copy.map(({ path }) => path), left: Object.fromEntries(left.map((each) => [each.path, each.reason])) };
};

describe('planCarry', () => {
  it('copies environment files first, then dependencies, then what is small', () => {
    assert.deepEqual(
      plan({ 'notes.txt': 10, 'node_modules/': 900_000_000, '.env': 1, 'a/.env.local': 1, '.venv/': 5 }),
      {
        copy: ['.env', 'a/.env.local', 'node_modules/', '.venv/', 'notes.txt'],
        left: {},
      },
    );
  });

  it('leaves keys, build output, other worktrees and what is large, and says why', () => {
    const secret = 'a key, certificate or credentials';
    const entries = [
      'server.pem',
      'deploy/id_rsa',
      'id_ed25519.pub',
      'credentials.json',
      '.npmrc',
      '.aws/',
      'dist/',
      'x.log',
    ];
    assert.deepEqual(
      plan({ ...Object.fromEntries(entries.map((path) => [path, 1])), '.worktrees/': 1, 'data/': 20_000_000 }),
      {
        copy: [],
        left: {
          'server.pem': secret,
          'deploy/id_rsa': secret,
          'id_ed25519.pub': secret,
          'credentials.json': secret,
          '.npmrc': secret,
          '.aws/': secret,
          'dist/': 'build output',
          'x.log': 'build output',
          '.worktrees/': 'other worktrees',
          'data/': 'larger than 10 MB',
        },
      },
    );
  });

  it('stops at the total, but takes what still fits', () => {
    assert.deepEqual(
      plan({ 'a/node_modules/': 1_500_000_000, 'b/node_modules/': 900_000_000, 'vendor/': 100_000_000 }),
      {
        copy: ['a/node_modules/', 'vendor/'],
        left: { 'b/node_modules/': 'more than 2000 MB would be copied' },
      },
    );
  });
});
