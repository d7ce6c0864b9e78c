import assert from 'node:assert/strict';
import { failedTests } from '../../../../src/core/testReports/failedTests';
import { TestProgress } from '../../../../src/core/testReports/testProgress';

const lines = (word: string) => Array.from({ length: 60 }, (_, index) => `${word} line ${index} of the value`);
const [wanted, found] = [lines('wanted'), lines('found')];
const indented = (by: string, texts: readonly string[]) => texts.map((text) => by + text);
const frames = (count: number) =>
  Array.from({ length: count }, (_, at) => `      at call${at} (src/deep/place${at}.js:${at + 1}:7)`);

/** What each runner prints of one test that compares values of sixty lines. */
const outputs: Readonly<Record<string, string[]>> = {
  jest: [
    'FAIL test/a.test.js',
    '  ● texts › are equal',
    '',
    '    expect(received).toBe(expected) // Object.is equality',
    '',
    '    - Expected  - 60',
    '    + Received  + 60',
    '',
    ...indented('    - ', wanted),
    ...indented('    + ', found),
    '',
    '      3 | test("are equal", () => {',
    '    > 4 |   expect(made()).toBe(wanted);',
    '        |                  ^',
    ...frames(30),
    '',
    'Test Suites: 1 failed, 1 total',
    'Tests:       1 failed, 1 total',
  ],
  vitest: [
    ' RUN  v3.2.4 /work',
    '',
    ' ❯ test/a.test.ts (1 test | 1 failed) 9ms',
    '   × texts > are equal 7ms',
    '',
    '⎯⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯⎯',
    '',
    ' FAIL  test/a.test.ts > texts > are equal',
    'AssertionError: expected … to be …',
    '',
    '- Expected',
    '+ Received',
    '',
    ...indented('- ', wanted),
    ...indented('+ ', found),
    '',
    ' ❯ test/a.test.ts:4:18',
    '',
    '⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯',
    '',
    ' Test Files  1 failed (1)',
    '      Tests  1 failed (1)',
  ],
  pytest: [
    '============================= test session starts ==============================',
    'collected 1 item',
    '',
    'test_a.py F                                                              [100%]',
    '',
    '=================================== FAILURES ===================================',
    '_________________________________ test_equal ___________________________________',
    '',
    '    def test_equal():',
    '>       assert made() == wanted',
    'E       AssertionError: assert found == wanted',
    ...indented('E         - ', wanted),
    ...indented('E         + ', found),
    '',
    'test_a.py:4: AssertionError',
    '=========================== short test summary info ============================',
    'FAILED test_a.py::test_equal - AssertionError: assert found == wanted',
    '============================== 1 failed in 0.02s ===============================',
  ],
  go: [
    '=== RUN   TestEqual',
    '    a_test.go:9: ',
    '        \tError Trace:\t/app/a_test.go:9',
    '        \tError:      \tNot equal: ',
    '        \t            \texpected:',
    ...indented('        \t            \t', wanted),
    '        \t            \tactual:',
    ...indented('        \t            \t', found),
    '--- FAIL: TestEqual (0.00s)',
    'FAIL',
    'exit status 1',
    'FAIL\texample.com/a\t0.002s',
  ],
};

describe('values of many lines in a failed test', () => {
  for (const [runner, output] of Object.entries(outputs)) {
    it(`reach the model whole, as ${runner} prints them`, () => {
      const progress = new TestProgress();
      const text = `${output.join('\n')}\n`;
      progress.push(text);
      progress.end();
      assert.equal(progress.failures.length, 1);
      const told = failedTests(progress.failures, text, 8000);
      assert.deepEqual(
        [...wanted, ...found].filter((line) => !told.includes(line)),
        [],
      );
      assert.ok(told.length <= 8000);
    });
  }

  it('have room that others leave, and are cut in the middle where there is none', () => {
    const failure = (name: string, text: string) => ({ failure: { name }, text });
    const long = Array.from({ length: 900 }, (_, index) => `- value ${index}`).join('\n');
    const few = Array.from({ length: 5 }, (_, index) => failure(`short ${index}`, 'boom'));
    const told = failedTests([...few, failure('long', [...wanted, ...found].join('\n'))], '', 8000);
    assert.deepEqual(
      wanted.filter((line) => !told.includes(line)),
      [],
    );
    const cut = failedTests([failure('long', long), ...few], '', 8000);
    assert.match(cut, /- value 0\n[^]*\[\.{3} \d+ characters left out \.{3}\][^]*- value 899\n/);
    assert.ok(cut.length <= 8000 && few.every((each) => cut.includes(each.failure.name)));
  });
});
