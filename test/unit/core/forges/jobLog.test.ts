import * as assert from 'node:assert/strict';
import { failedPart } from '../../../../src/core/forges/jobLog';

describe('the failed part of a log', () => {
  it('ends where the job says that it failed, without times, colors and marks', () => {
    const lines = ['##[group]Run tests', '\u001b[32mok\u001b[0m', '1) fails', '##[error]exit code 1', 'Cleaning up'];
    const log = lines.map((line) => `2026-11-27T10:00:00.1Z ${line}`).join('\r\n');
    assert.equal(failedPart(log), 'ok\n1) fails\n##[error]exit code 1');
    assert.equal(
      failedPart('section_start:1:step\r\nsame\nERROR: Job failed: exit code 1\nbye'),
      'same\nERROR: Job failed: exit code 1',
    );
  });

  it('is the end of a log that does not say it, and bounded', () => {
    assert.equal(failedPart('one\ntwo\n'), 'one\ntwo');
    assert.equal(failedPart(`${'x'.repeat(9_000)}end`), `…${'x'.repeat(3_997)}end`);
    assert.equal(failedPart(''), '');
  });
});
