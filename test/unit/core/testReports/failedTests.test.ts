import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { failedTests } from '../../../../src/core/testReports/failedTests';

const carries = { name: 'sum carries', file: 'test/sum.test.js', line: 5 };

describe('what a model is told of failed tests', () => {
  it('is the name, the place and the output of each, and the names of those that printed nothing', () => {
    const failures = [
      { failure: carries, text: '  Error: boom' },
      { failure: { name: 'TestTable' }, text: '' },
      { failure: { name: 'bad', file: 'a.test.mjs' }, text: '  1 !== 2' },
    ];
    assert.equal(
      failedTests(failures, 'all of it', 8000),
      'sum carries (test/sum.test.js:5)\n  Error: boom\n\nbad (a.test.mjs)\n  1 !== 2\n\nAlso failed:\n- TestTable',
    );
  });

  it('is the names and the end of the output where nothing was printed of any', () => {
    const failures = [{ failure: carries, text: '' }];
    const told = failedTests(failures, `${'x\n'.repeat(9000)}the end`, 4000);
    assert.match(told, /^- sum carries \(test\/sum\.test\.js:5\)\n\nThe output ends with:\n\n(x\n)+the end$/);
    assert.ok(told.length <= 4000);
  });

  it('is bounded', () => {
    const failure = fc.record({ name: fc.string({ minLength: 1, maxLength: 300, size: 'max' }), file: fc.string() });
    const text = fc.array(fc.constantFrom('', 'Error: boom', 'x'.repeat(500)), { maxLength: 40, size: 'max' });
    const report = fc.record({ failure, text: text.map((lines) => lines.join('\n')) });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 50, size: 'max' }), (failures) => {
        assert.ok(failedTests(failures, 'y\n'.repeat(9000), 8000).length <= 8000);
      }),
      { numRuns: 50 },
    );
  });
});
