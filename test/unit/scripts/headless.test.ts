import * as assert from 'node:assert/strict';
import { lastLines } from '../../../scripts/starting/headless.mjs';

const where = [
  "The change is on the branch agents/fix. To put it into the sample's checkout:",
  '  BACKGROUND_AGENTS_HOME=/data node dist/cli.mjs apply 01A',
];

describe('the last lines of npm start -- --headless', () => {
  it('name the check, its counts and the tree it ran on', () => {
    const counts = { passed: 17, failed: 0, skipped: 0 };
    const receipt = { command: 'npm test', exitCode: 0, counts, tree: '3221f27d506b0af42d01d1b9137c6b14802389c5' };
    const state = { kind: 'complete', result: { kind: 'verified', receipt } };
    assert.deepEqual(lastLines({ id: '01A', state, branch: 'agents/fix', receipt }, '/data'), [
      ...where,
      'Verified: npm test exited 0 on exactly this change, tree 3221f27d506b: 17 passed, 0 failed, 0 skipped.',
    ]);
  });

  it('do not say verified of anything else', () => {
    const unverified = { kind: 'complete', result: { kind: 'unverified' } };
    assert.deepEqual(lastLines({ id: '01A', state: unverified, branch: 'agents/fix', receipt: null }, '/data'), [
      ...where,
      'Not verified: the task is complete.',
    ]);
  });
});
