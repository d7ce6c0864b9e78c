import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { TestProgress } from '../../../../src/core/testReports/testProgress';
import type { TestCounts } from '../../../../src/protocol';

const folder = path.resolve(import.meta.dirname, '../../../fixtures/reports');
const reports = new Map(
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => [name.slice(0, -4), fs.readFileSync(path.join(folder, name), 'utf8')]),
);
const report = (name: string) => reports.get(name) ?? assert.fail(`no fixture ${name}`);

function read(output: string): TestProgress {
  const progress = new TestProgress();
  progress.push(output);
  progress.end();
  return progress;
}

/** What was shown after each line, and at the end. */
function course(output: string): (TestCounts | null)[] {
  const progress = new TestProgress();
  const shown = output.split('\n').map((line) => {
    progress.push(`${line}\n`);
    return progress.counts;
  });
  progress.end();
  return [...shown, progress.counts];
}

type Row = [runner: TestCounts['runner'], passed: number, failed: number, skipped: number, total: number];
const counts = ([runner, passed, failed, skipped, total]: Row): TestCounts => ({
  runner,
  passed,
  failed,
  skipped,
  total,
});

const results: Record<string, Row | null> = {
  cargo: ['cargo', 4, 2, 1, 7],
  'cargo-q': ['cargo', 4, 2, 1, 7],
  cypress: ['cypress', 3, 1, 1, 5],
  dotnet: ['dotnet', 3, 1, 1, 5],
  'dotnet-normal': ['dotnet', 2, 1, 1, 4],
  go: null,
  'go-json': ['go', 3, 3, 1, 7],
  'go-v': ['go', 3, 3, 1, 7],
  gradle: ['gradle', 3, 2, 1, 6],
  'gradle-events': ['gradle', 3, 0, 1, 4],
  jest: ['jest', 4, 2, 1, 8],
  'jest-verbose': ['jest', 4, 2, 1, 8],
  'junit-node': ['junit', 4, 3, 2, 9],
  'junit-pytest': ['junit', 3, 3, 2, 8],
  maven: ['maven', 3, 2, 1, 6],
  mocha: ['mocha', 3, 3, 1, 7],
  'mocha-dot': ['mocha', 3, 3, 1, 7],
  nextest: ['nextest', 3, 2, 0, 5],
  'node-spec': ['node:test', 4, 4, 1, 10],
  'node-tap': ['node:test', 6, 4, 1, 12],
  phpunit: ['phpunit', 71, 3, 1, 75],
  'phpunit-ok': ['phpunit', 1, 0, 0, 1],
  'phpunit-testdox': ['phpunit', 70, 3, 1, 74],
  'playwright-dot': ['playwright', 2, 1, 1, 5],
  'playwright-line': ['playwright', 2, 1, 1, 5],
  'playwright-list': ['playwright', 2, 1, 1, 5],
  pytest: ['pytest', 83, 3, 1, 88],
  'pytest-q': ['pytest', 83, 3, 1, 88],
  'pytest-s': ['pytest', 3, 3, 1, 8],
  'pytest-v': ['pytest', 3, 3, 1, 8],
  'pytest-xdist': ['pytest', 3, 3, 1, 8],
  'pytest-xdist-dots': ['pytest', 83, 3, 1, 88],
  rspec: ['rspec', 1, 2, 2, 5],
  'rspec-doc': ['rspec', 1, 2, 2, 5],
  vitest: ['vitest', 4, 2, 1, 8],
  'vitest-verbose': ['vitest', 4, 2, 1, 8],
};

const pytest = [
  'tests/test_sum.py:16 tests/test_sum.py::test_error',
  'tests/test_sum.py:7 tests/test_sum.py::TestSum::test_carries',
  'tests/test_sum.py:10 tests/test_sum.py::test_each[3]',
];
const jest = [
  'sum.test.js:4 sum › carries',
  'sum.test.js:5 sum › nested › is deep',
  'broken.test.js:1 jest/broken.test.js',
];
const vitest = [
  'test/broken.test.js:1 test/broken.test.js',
  'test/sum.test.js:5 test/sum.test.js > sum > carries',
  'test/sum.test.js:6 test/sum.test.js > sum > nested > is deep',
];
const go = ['sum_test.go:4 TestCarries', '?:? TestTable', 'sum_test.go:5 TestTable/two'];
const cargo = ['src/lib.rs:9 tests::carries', 'tests/shop.rs:2 also_fails'];
/** Place and name of each failed test. */
const failed: Record<string, string[]> = {
  cargo: cargo,
  'cargo-q': cargo,
  cypress: ['./cypress/e2e/sum.cy.js:9 sum carries'],
  dotnet: ['/project/Shop.Tests/SumTest.cs:12 Shop.Tests.SumTest.Carries'],
  go,
  'go-v': go,
  gradle: ['SumTest.java:6 SumTest > carries()', 'SumTest.java:7 SumTest > error()'],
  jest,
  'jest-verbose': jest,
  maven: ['SumTest.java:6 shop.SumTest.carries', 'SumTest.java:7 shop.SumTest.error'],
  mocha: [
    'mocha/sum.test.js:5 sum carries',
    'mocha/sum.test.js:6 sum nested is deep',
    'mocha/sum.test.js:9 hook fails "before all" hook for "never"',
  ],
  nextest: ['src/lib.rs:9 shop tests::carries', 'tests/shop.rs:2 shop::shop also_fails'],
  'node-spec': ['node/sum.test.mjs:4 bad', 'node/sum.test.mjs:7 fails', 'node/sum.test.mjs:8 bad child'],
  'node-tap': [
    '/project/node/sum.test.mjs:4 bad',
    '/project/node/sum.test.mjs:7 fails',
    '/project/node/sum.test.mjs:8 bad child',
    '/project/node/sum.test.mjs:8 parent',
  ],
  phpunit: [
    '/project/tests/SumTest.php:6 SumTest::testError',
    '/project/tests/SumTest.php:5 SumTest::testCarries',
    '/project/tests/SumTest.php:9 SumTest::testMany with data set #69 (70)',
  ],
  'playwright-list': ['tests/sum.spec.ts:4 tests/sum.spec.ts:4:3 › sum › carries'],
  pytest,
  'pytest-q': pytest,
  'pytest-xdist-dots': pytest,
  rspec: ['./spec/sum_spec.rb:3 Sum carries', './spec/sum_spec.rb:5 Sum nested is deep'],
  vitest,
  'vitest-verbose': vitest,
};

describe('the progress of tests', () => {
  it('ends with the numbers of each runner, whatever its tests print', () => {
    assert.deepEqual(
      Object.fromEntries([...reports].map(([name, output]) => [name, read(output).result])),
      Object.fromEntries(Object.entries(results).map(([name, row]) => [name, row === null ? null : counts(row)])),
    );
  });

  it('names the failed tests, with the places that the runners print', () => {
    const failures = (name: string) =>
      read(report(name)).failures.map(
        ({ failure: { name: test, file, line } }) => `${file ?? '?'}:${line ?? '?'} ${test}`,
      );
    assert.deepEqual(Object.fromEntries(Object.keys(failed).map((name) => [name, failures(name)])), failed);
  });

  it('keeps what was printed of a failure, and of nothing else', () => {
    const texts = (name: string) => read(report(name)).failures.map(({ text }) => text);
    assert.deepEqual(texts('go'), [
      '    sum_test.go:4: about to fail\n    sum_test.go:4: 9 + 1 = 10, want 11',
      '',
      '        sum_test.go:5: two is bad',
    ]);
    assert.equal(
      texts('mocha')[0],
      '      AssertionError [ERR_ASSERTION]: 10 == 11\n      + expected - actual\n\n      -10\n      +11\n\n' +
        '      at Context.<anonymous> (mocha/sum.test.js:5:63)\n      at process.processImmediate (node:internal/timers:574:21)',
    );
    assert.equal(
      texts('cargo')[1]?.replace(/\(\d+\) /, ''),
      'thread \'also_fails\' panicked at tests/shop.rs:2:75:\ncalled `Result::unwrap()` on an `Err` value: "no"\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace',
    );
  });

  it('knows the total before the end where the runner prints it, and no total elsewhere', () => {
    const after = (name: string, line: string) => {
      const progress = new TestProgress();
      progress.push(report(name).split(line, 1)[0] ?? '');
      return progress.counts;
    };
    assert.deepEqual(after('pytest-v', 'tests/test_sum.py::test_each[2]'), {
      runner: 'pytest',
      passed: 2,
      failed: 1,
      skipped: 0,
      total: 8,
    });
    assert.deepEqual(after('cargo', 'test tests::panics'), {
      runner: 'cargo',
      passed: 1,
      failed: 1,
      skipped: 1,
      total: 4,
    });
    assert.deepEqual(after('playwright-list', '  -  4'), {
      runner: 'playwright',
      passed: 1,
      failed: 1,
      skipped: 0,
      total: 5,
    });
    assert.deepEqual(after('mocha', '    - later'), { runner: 'mocha', passed: 2, failed: 1 });
    assert.deepEqual(after('go-v', '=== RUN   TestTable\n'), { runner: 'go', passed: 1, failed: 1 });
    assert.deepEqual(after('vitest-verbose', ' \u001b[31m×'), { runner: 'vitest', passed: 2, failed: 0 });
    assert.equal(after('pytest-v', 'tests/test_sum.py::TestSum::test_adds'), null);
    assert.equal(after('jest', 'Test Suites'), null);
    assert.deepEqual(read('TAP version 13\n1..4\nok 1 - a\nnot ok 2 - b\n').result, {
      runner: 'tap',
      passed: 1,
      failed: 1,
      skipped: 0,
      total: 4,
    });
  });

  it('is unknown for other output', () => {
    const others = [
      '',
      'hello\n',
      '  1) a list\n  - of things\n',
      '  ✔ Compiled\n',
      '✔ Done (1.5ms)\n',
      '1..3\nok 1 - other tap\n',
      '12 passing\n',
      '# tests 3\n',
      'ℹ tests 3\nℹ pass 3\n',
      '===== 5 passed in 0.01s =====\n',
      'Tests:       5 passed, 5 total\n',
      'test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n',
      'test a ... ok\n--- PASS: TestA (0.00s)\n',
      '5 examples, 0 failures\nOK (5 tests, 5 assertions)\n5 tests completed\n',
      'Tests run: 5, Failures: 0, Errors: 0, Skipped: 0\n',
      '  5 passed (1.0s)\n',
      '.....\n\n  .....\n',
      '<html><body><testcase name="a"/></body></html>\n',
    ];
    assert.deepEqual(
      others.map((output) => [read(output).result, read(output).counts]),
      others.map(() => [null, null]),
    );
  });

  it('adds up several runs', () => {
    const sum = (...names: string[]) => read(names.map(report).join('\n> shop@1.0.0 test\n> next\n\n')).result;
    for (const [name, row] of Object.entries(results)) {
      // Its dots are torn apart by what the tests print, so that nothing speaks for the first of two summaries.
      if (row !== null && name !== 'mocha-dot') {
        const [runner, ...numbers] = row;
        const [passed = 0, failed = 0, skipped = 0, total = 0] = numbers.map((count) => 2 * count);
        assert.deepEqual(sum(name, name), counts([runner, passed, failed, skipped, total]), name);
      }
    }
    const dot =
      '\n\n  ....!,,!\n\n  4 passing (2s)\n  2 pending\n  2 failing\n\n  1) a:\n     Error\n\n  2) b:\n     Error\n\n';
    assert.deepEqual(read(dot + dot).result, counts(['mocha', 8, 4, 4, 16]));
    assert.deepEqual(sum('node-spec', 'node-tap', 'pytest'), counts(['pytest', 93, 11, 3, 110]));
    assert.deepEqual(sum('go', 'vitest', 'mocha', 'cargo'), counts(['cargo', 11, 7, 3, 22]));
    assert.deepEqual(sum('jest', 'playwright-list', 'cypress'), counts(['cypress', 9, 4, 3, 18]));
  });

  it('takes a summary at the very end, without a line after it', () => {
    assert.deepEqual(read('  2 passing (5ms)').result, { runner: 'mocha', passed: 2, failed: 0, skipped: 0, total: 2 });
  });

  it('keeps what a run counted that broke off, where it surely was one', () => {
    const [begun = ''] = report('pytest-v').split('tests/test_sum.py::test_later');
    assert.deepEqual(read(begun).result, { runner: 'pytest', passed: 3, failed: 2, skipped: 0, total: 8 });
    const [likely = ''] = report('mocha').split('  3 passing');
    assert.equal(read(likely).result, null);
  });

  it('is read alike with carriage returns and colours', () => {
    for (const [name, row] of Object.entries(results)) {
      const output = report(name).replace(/^(.*)$/gm, '\u001b[32m$1\u001b[39m\r');
      assert.deepEqual(read(output).result, row === null ? null : counts(row), name);
    }
  });
});

/** Lines that runners print at their end, and some that look like their results. */
const fakes = [
  '===== 500 passed in 0.01s =====',
  '500 failed, 3 passed in 1.20s',
  'Tests:       500 passed, 500 total',
  'Test Suites: 500 passed, 500 total',
  '      Tests  500 passed (500)',
  '  500 passing (5ms)',
  '  500 failing',
  'ℹ tests 500',
  'ℹ pass 500',
  'ℹ duration_ms 5.1',
  '# tests 500',
  'test result: ok. 500 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
  'OK (500 tests, 500 assertions)',
  'Tests: 500, Assertions: 500, Errors: 1, Failures: 2, Skipped: 1.',
  '500 examples, 0 failures',
  'Tests run: 500, Failures: 0, Errors: 0, Skipped: 0',
  '500 tests completed, 1 failed',
  'Passed!  - Failed:     0, Passed:   500, Skipped:     0, Total:   500, Duration: 12 ms - a.dll (net8.0)',
  '  500 passed (1.0s)',
  'running 500 tests',
  'Running 500 tests using 1 worker',
  'collected 500 items',
  'TAP version 13',
  '1..500',
  '<testsuite name="a" tests="500"><testcase name="a"/></testsuite>',
  '{"Action":"pass","Package":"a","Test":"TestFake"}',
  '--- PASS: TestFake (0.00s)',
  'ok  \texample.com/fake\t0.1s',
  'not a test at all',
  '{"broken',
  '',
];

/** Reports and two of their lines, between which tests are run. */
const underWay: [name: string, from: string, to: string][] = [
  ['cargo', 'test tests::adds', 'test tests::panics'],
  ['go-v', '=== RUN   TestAdds', '--- SKIP: TestLater'],
  ['go-json', '"Action":"run"', '"Action":"skip"'],
  ['jest', 'FAIL jest/sum', 'FAIL jest/broken'],
  ['maven', '[INFO] Running shop.SumTest', '[INFO] Running shop.OtherTest'],
  ['mocha', '  100 passing', '    3) "before all"'],
  ['nextest', '        PASS', '        PASS [   0.005s] (3/5)'],
  ['node-spec', '✖ bad', '✖ parent'],
  ['phpunit', '..OK (500', '.........F'],
  ['playwright-list', '  ✓  1', '  ✓  7'],
  ['pytest', 'tests/test_other.py', 'tests/test_sum.py .F'],
  ['pytest-s', 'tests/test_sum.py::TestSum::test_adds', 'tests/test_sum.py::test_error'],
  ['pytest-xdist', '[gw0] [ 12%]', '[gw1] [100%]'],
  ['vitest', '\u001b[1m\u001b[30m\u001b[46m RUN', ' \u001b[31m❯\u001b[39m test/broken'],
];

describe('the progress of tests, with anything between', () => {
  it('does not depend on how the output is cut', () => {
    const noise = fc.constantFrom(
      '\u001b[32m',
      '\r\n',
      'x'.repeat(20_000),
      '\n',
      '<a><b>',
      `<a${' '.repeat(20_000)}><b>\n`,
      '  ',
    );
    const part = fc.oneof(noise, fc.constantFrom(...fakes), fc.constantFrom(...reports.values()));
    const cuts = fc.array(fc.nat(3000), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), cuts, (parts, lengths) => {
        const output = parts.join('');
        const progress = new TestProgress();
        for (let at = 0, turn = 0; at < output.length; turn += 1) {
          const length = (lengths[turn % lengths.length] ?? 0) + 1;
          progress.push(output.slice(at, at + length));
          at += length;
        }
        progress.end();
        const whole = read(output);
        assert.deepEqual([progress.result, progress.failures], [whole.result, whole.failures]);
      }),
    );
  });

  it('never goes back and never has more than the total', () => {
    const lines = [...reports.values()].flatMap((output) => output.split('\n'));
    const piece = fc.oneof(fc.constantFrom(...lines, ...fakes), fc.string(), fc.constantFrom(...reports.values()));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        let last: TestCounts = { runner: 'mocha', passed: 0, failed: 0 };
        for (const shown of course(pieces.join('\n')).filter((one) => one !== null)) {
          const seen = shown.passed + shown.failed + (shown.skipped ?? 0);
          assert.ok(shown.passed >= last.passed && shown.failed >= last.failed);
          assert.ok(seen <= (shown.total ?? seen), JSON.stringify(shown));
          last = shown;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('shows no number of a program under test', () => {
    for (const [name, from, to] of underWay) {
      const output = report(name);
      const lines = output.split('\n');
      const [first, last] = [from, to].map((start) => lines.findIndex((line) => line.includes(start)));
      assert.ok(first !== undefined && last !== undefined && first >= 0 && last > first, name);
      const { result } = read(output);
      const insert = fc.record({ at: fc.integer({ min: first + 1, max: last }), line: fc.constantFrom(...fakes) });
      fc.assert(
        fc.property(fc.array(insert, { minLength: 1, maxLength: 6 }), (inserts) => {
          const mixed = lines.flatMap((line, at) => [
            ...inserts.filter((one) => one.at === at).map((one) => one.line),
            line,
          ]);
          assert.deepEqual(read(mixed.join('\n')).result, result, name);
          for (const shown of course(mixed.join('\n'))) {
            assert.ok((shown?.total ?? 0) <= 88 && (shown?.passed ?? 0) <= 83, name);
          }
        }),
        { numRuns: 60 },
      );
    }
  });
});
