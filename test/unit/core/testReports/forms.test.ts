import assert from 'node:assert/strict';
import { TestProgress } from '../../../../src/core/testReports/testProgress';

function read(...lines: string[]) {
  const progress = new TestProgress();
  progress.push(lines.join('\n'));
  progress.end();
  return { counts: progress.result, failures: progress.failures };
}

const counts = (runner: string, passed: number, failed: number, total: number) => ({
  runner,
  passed,
  failed,
  skipped: 0,
  total,
});

describe('the forms of test reports', () => {
  it('include those of tape', () => {
    const end = ['1..2', '# tests 2', '# pass  1', '# fail  1'];
    const block = ['  ---', '    operator: equal', '  ...'];
    assert.deepEqual(
      read('TAP version 13', '# timing', 'ok 1 should match', 'not ok 2 should be equal', ...block, '', ...end),
      {
        counts: counts('tap', 1, 1, 2),
        failures: [{ failure: { name: 'should be equal' }, text: '    operator: equal' }],
      },
    );
  });

  it('include jest with colours and the names of projects', () => {
    const file =
      '\u001b[7m\u001b[1m\u001b[32m PASS \u001b[39m\u001b[22m\u001b[27m \u001b[36m server \u001b[39m src/a.test.ts (5.21 s)';
    const end = [
      '\u001b[1mTest Suites: \u001b[22m1 passed, 1 total',
      '\u001b[1mTests:       \u001b[22m3 passed, 3 total',
    ];
    assert.deepEqual(read(file, ...end).counts, counts('jest', 3, 0, 3));
  });

  it('include the older vitest', () => {
    const files = [' ✓ test/a.test.ts  (3 tests) 4ms', ' ❯ test/b.test.ts  (2 tests | 1 failed) 9ms'];
    const end = [' Test Files  1 failed | 1 passed (2)', '      Tests  1 failed | 4 passed (5)'];
    assert.deepEqual(read(' RUN  v1.6.0 /project', '', ...files, '', ...end).counts, counts('vitest', 4, 1, 5));
  });

  it('include a panic of go', () => {
    const panic = [
      'panic: boom [recovered]',
      '\tpanic: boom',
      '',
      'goroutine 6 [running]:',
      '\t/project/a_test.go:5 +0x1',
    ];
    const end = ['exit status 2', 'FAIL\texample.com/a\t0.01s', 'FAIL'];
    const { counts: said, failures } = read('=== RUN   TestA', '--- FAIL: TestA (0.00s)', ...panic, ...end);
    assert.deepEqual([said, failures.map(({ failure }) => failure)], [counts('go', 0, 1, 1), [{ name: 'TestA' }]]);
    assert.match(failures[0]?.text ?? '', /^panic: boom \[recovered\]\n\tpanic: boom\n\ngoroutine 6/);
  });

  it('include a file that pytest could not collect', () => {
    const begin = ['===== test session starts =====', 'collected 3 items / 1 error', '', '===== ERRORS ====='];
    const block = ['_____ ERROR collecting tests/test_bad.py _____', 'E   ModuleNotFoundError: No module named x'];
    const end = ['===== short test summary info =====', 'ERROR tests/test_bad.py', '===== 1 error in 0.12s ====='];
    assert.deepEqual(read(...begin, ...block, ...end), {
      counts: counts('pytest', 0, 1, 3),
      failures: [{ failure: { name: 'tests/test_bad.py' }, text: 'E   ModuleNotFoundError: No module named x' }],
    });
  });

  it('include a place on Windows', () => {
    const block = ['  1) Array', '       b:', '      Error: x', '      at C:\\project\\a.js:3:4'];
    const { failures } = read(
      '',
      '  Array',
      '    √ a (3ms)',
      '    1) b',
      '',
      '  1 passing (5ms)',
      '  1 failing',
      '',
      ...block,
    );
    assert.deepEqual(failures[0]?.failure, { name: 'Array b', file: 'C:\\project\\a.js', line: 3 });
  });

  it('are found after lines that only look like another', () => {
    const spec = ['✔ a (1.5ms)', '✔ b (1.5ms)', 'ℹ tests 2', 'ℹ pass 2', 'ℹ fail 0', 'ℹ duration_ms 5.1'];
    const mocha = ['', '  Array', '    ✔ a', '    ✔ b', '', '  2 passing (5ms)'];
    for (const noise of [
      ['.....'],
      ['', '  ✔ Compiled'],
      ['', '  .....', ''],
      ['  7 passing (5ms)'],
      ['✔ Built (1.5ms)', ''],
      ['Failures:'],
    ]) {
      assert.deepEqual(read(...noise, ...mocha).counts, counts('mocha', 2, 0, 2), noise.join());
      if (noise[0] !== '✔ Built (1.5ms)') {
        assert.deepEqual(read(...noise, ...spec).counts, counts('node:test', 2, 0, 2), noise.join());
      }
    }
  });
});
