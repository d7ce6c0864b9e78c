import assert from 'node:assert/strict';
import { reviewTargetOf, targetIn } from '../../../../src/core/launch/reviewTarget';

describe('what is to be reviewed', () => {
  it('is a pull request, however it is named', () => {
    for (const text of ['247', '#247', '!247', 'PR #247', 'PR 247', 'pull request #247', 'MR !247']) {
      assert.deepEqual(reviewTargetOf(text), { kind: 'pull', number: 247 }, text);
    }
    for (const page of [
      'https://github.com/acme/api/pull/247',
      'https://gitlab.com/acme/api/-/merge_requests/247/diffs',
    ]) {
      assert.deepEqual(reviewTargetOf(page), { kind: 'pull', number: 247 }, page);
    }
  });

  it('is what lies between two commits', () => {
    assert.deepEqual(reviewTargetOf('main..feature/login'), { kind: 'range', from: 'main', to: 'feature/login' });
    assert.deepEqual(reviewTargetOf('v1.2.0...HEAD~3'), { kind: 'range', from: 'v1.2.0', to: 'HEAD~3' });
    assert.deepEqual(reviewTargetOf('main..'), { kind: 'range', from: 'main', to: 'HEAD' });
  });

  it('is a branch or a commit', () => {
    assert.deepEqual(reviewTargetOf('feature/login'), { kind: 'ref', name: 'feature/login' });
    assert.deepEqual(reviewTargetOf('9fceb02'), { kind: 'ref', name: '9fceb02' });
  });

  it('is nothing that git could take for an option, and nothing with blanks', () => {
    for (const text of ['--output=x', '-h', '..', 'a b', '#0', '--x..main', 'main..--x', '']) {
      assert.equal(reviewTargetOf(text), null, text);
    }
  });

  it('is found in a sentence, which stays whole', () => {
    const sentence = 'the changes of release/2.0..main for slow queries';
    assert.deepEqual(targetIn(sentence), { target: 'release/2.0..main', prompt: sentence });
    assert.deepEqual(targetIn('what !12 does'), { target: '!12', prompt: 'what !12 does' });
    assert.deepEqual(targetIn('a1b2c3d4: mind the SQL'), { target: 'a1b2c3d4', prompt: 'mind the SQL' });
  });
});
