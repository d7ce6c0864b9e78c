import assert from 'node:assert/strict';
import type { StoredDependencies } from '../../../../src/core/setup/dependencyPorts';
import { locksBeside } from '../../../../src/core/setup/installs';
import { mayReplace, wasHeld } from '../../../../src/core/setup/replacesFolder';
import { savedByStore, unwantedStored } from '../../../../src/core/setup/storedPlan';

const dayMs = 24 * 60 * 60 * 1000;
const nowMs = 1000 * dayMs;
const entry = (name: string, users: number, days: number): StoredDependencies => ({
  ...{ name, path: 'node_modules/', bytes: 100, usedAtMs: nowMs - days * dayMs, users },
});

describe('stored dependencies', () => {
  const names = (limits: { maxAgeDays: number; maxBytes: number }, bytesBeside = 0): string[] => {
    const stored = [entry('new', 0, 1), entry('used', 2, 90), entry('old', 0, 40)];
    return unwantedStored(stored, limits, { bytesBeside, nowMs }).map(({ name }) => name);
  };

  it('go by age and by bytes, the longest unused first, and never while a task uses them', () => {
    assert.deepEqual(names({ maxAgeDays: 365, maxBytes: 1000 }), []);
    assert.deepEqual(names({ maxAgeDays: 30, maxBytes: 1000 }), ['old']);
    assert.deepEqual(names({ maxAgeDays: 365, maxBytes: 250 }), ['old']);
    assert.deepEqual(names({ maxAgeDays: 365, maxBytes: 250 }, 100), ['old', 'new']);
    assert.deepEqual(names({ maxAgeDays: 0, maxBytes: 0 }), ['old', 'new']);
  });

  it('save a copy for each task but one', () => {
    assert.equal(savedByStore([entry('a', 3, 0), entry('b', 0, 0), entry('c', 1, 0)]), 200);
  });
});

describe('what is said of folders of dependencies', () => {
  it('names the lock files beside each', () => {
    assert.deepEqual(locksBeside('packages/web/node_modules/').slice(0, 3), [
      'packages/web/package-lock.json',
      'packages/web/npm-shrinkwrap.json',
      'packages/web/pnpm-lock.yaml',
    ]);
    assert.deepEqual(locksBeside('vendor/'), ['Gemfile.lock', 'composer.lock']);
    assert.deepEqual(locksBeside('vendor/bundle'), ['Gemfile.lock']);
    assert.deepEqual(locksBeside('.venv/'), ['uv.lock', 'poetry.lock', 'Pipfile.lock']);
    assert.deepEqual(locksBeside('deps/'), []);
  });

  it('knows commands that may remove or move one', () => {
    const folders = ['node_modules', '.venv'];
    const replacing = ['rm -rf node_modules && npm i', 'mv .venv old', 'npx rimraf ./node_modules', 'git clean -xfd'];
    const others = ['npm ci', 'node_modules/.bin/tsc', 'rm -rf dist', 'git status', 'cat node_modules/a/package.json'];
    assert.deepEqual(
      [...replacing, ...others].filter((command) => mayReplace(command, folders)),
      replacing,
    );
    assert.equal(wasHeld("Error: EBUSY: resource busy or locked, rmdir '/w/node_modules'\n", folders), true);
    assert.equal(wasHeld('rm: cannot remove "dist": Device or resource busy\n', folders), false);
    assert.equal(mayReplace('rm -rf node_modules', []), false);
  });
});
