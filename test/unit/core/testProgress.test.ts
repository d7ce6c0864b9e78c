import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { TestProgress } from '../../../src/core/testProgress';
import type { TestCounts } from '../../../src/protocol';

const spec = `> corner-shop@1.4.0 test
> node --test

✔ plain (0.804349ms)
\u001b[31m✖ bad (0.153969ms)\u001b[39m
﹣ skipme (0.779613ms) # SKIP
✔ todo one (0.08064ms) # TODO
⚠ todo bad (0.098367ms) # why
▶ suite A
  ✔ in a (0.137445ms)
  ✔ in b (weird) 3/4 (0.051907ms)
  ▶ nested
    ✔ deep (0.115472ms)
  ✔ nested (0.394798ms)
  ✖ fails (0.090846ms)
✖ suite A (0.953221ms)
▶ parent
  ✔ child (0.178185ms)
  ✔ child2 (0.104615ms)
✔ parent (0.580446ms)
ℹ a note of a test
ℹ tests 12
ℹ suites 3
ℹ pass 7
ℹ fail 1
ℹ cancelled 1
ℹ skipped 1
ℹ todo 2
ℹ duration_ms 94.47762

✖ failing tests:

test at test/a.test.mjs:2:23
✖ bad (0.153969ms)
  Error: x
`;

const tap = `TAP version 13
# Subtest: plain
ok 1 - plain
  ---
  duration_ms: 1.08
  type: 'test'
  ...
# Subtest: bad
not ok 2 - bad
  ---
  duration_ms: 0.17
  type: 'test'
  error: 'ok 9 - not a line of ours'
  ...
# Subtest: skipme
ok 3 - skipme # SKIP
  ---
  type: 'test'
  ...
# Subtest: todo
not ok 4 - todo # TODO why
  ---
  type: 'test'
  ...
# Subtest: suite A
    # Subtest: in a
    ok 1 - in a
      ---
      duration_ms: 0.16
      type: 'test'
      ...
    1..1
ok 5 - suite A
  ---
  duration_ms: 1.19
  type: 'suite'
  ...
1..5
# tests 5
# suites 1
# pass 2
# fail 1
# cancelled 0
# skipped 1
# todo 1
# duration_ms 105.54
`;

const mocha = `

  ✔ root level
  Array
    #x
      ✔ ok one
      ✔ slow (90ms)
      1) fails
      - pending

  hook fails
    2) "before all" hook for "never"


  3 passing (94ms)
  1 pending
  2 failing

  1) Array
       #x
         fails:
     Error: boom
      ✔ a line of a stack
`;

const dot = '\n\n  ....!,,!\n\n  4 passing (2s)\n  2 pending\n\n';

function read(output: string): TestCounts | null {
  const progress = new TestProgress();
  progress.push(output);
  return progress.counts;
}

/** What was known after each line. */
function course(output: string): (TestCounts | null)[] {
  const progress = new TestProgress();
  return output.split('\n').map((line) => {
    progress.push(`${line}\n`);
    return progress.counts;
  });
}

describe('the progress of tests', () => {
  it('ends with the numbers of the runner', () => {
    assert.deepEqual(read(spec), { runner: 'node:test', passed: 7, failed: 2, skipped: 1, total: 12 });
    assert.deepEqual(read(tap), { runner: 'node:test', passed: 2, failed: 1, skipped: 1, total: 5 });
    assert.deepEqual(read(mocha), { runner: 'mocha', passed: 3, failed: 2, skipped: 1, total: 6 });
    assert.deepEqual(read(dot), { runner: 'mocha', passed: 4, failed: 0, skipped: 2, total: 6 });
  });

  it('counts while the tests run, without a total, and suites not at all', () => {
    const before = (output: string, line: string) => read(output.slice(0, output.indexOf(line)));
    assert.deepEqual(before(spec, 'ℹ tests'), { runner: 'node:test', passed: 6, failed: 2, skipped: 1 });
    assert.deepEqual(before(spec, '\u001b[31m'), { runner: 'node:test', passed: 1, failed: 0 });
    assert.deepEqual(before(tap, '# tests'), { runner: 'node:test', passed: 2, failed: 1, skipped: 1 });
    assert.deepEqual(before(mocha, '  hook fails'), { runner: 'mocha', passed: 3, failed: 1, skipped: 1 });
    assert.equal(before(spec, '✔'), null);
  });

  it('is unknown for other output', () => {
    const others = [
      '',
      'hello\n',
      '  1) a list\n  - of things\n',
      '1..3\nok 1 - other tap\n',
      '12 passing\n',
      '# tests 3\n',
    ];
    assert.deepEqual(
      others.map(read),
      others.map(() => null),
    );
  });

  it('adds up several runs', () => {
    assert.deepEqual(read(spec + spec), { runner: 'node:test', passed: 14, failed: 4, skipped: 2, total: 24 });
    assert.deepEqual(read(spec + tap), { runner: 'node:test', passed: 9, failed: 3, skipped: 2, total: 17 });
    assert.deepEqual(read(mocha + dot), { runner: 'mocha', passed: 7, failed: 2, skipped: 3, total: 12 });
  });

  it('takes a summary at the very end, without a line after it', () => {
    const progress = new TestProgress();
    progress.push('  2 passing (5ms)');
    progress.end();
    assert.deepEqual(progress.counts, { runner: 'mocha', passed: 2, failed: 0, skipped: 0, total: 2 });
  });

  it('never goes back and never has more than the total', () => {
    for (const output of [spec, tap, mocha, dot, spec + mocha + tap + spec]) {
      let last: TestCounts = { runner: 'mocha', passed: 0, failed: 0 };
      for (const counts of course(output)) {
        assert.ok(counts === null || (counts.passed >= last.passed && counts.failed >= last.failed));
        assert.ok(counts?.total === undefined || counts.passed + counts.failed <= counts.total);
        last = counts ?? last;
      }
    }
  });

  it('does not depend on how the output is cut', () => {
    const noise = fc.constantFrom('\u001b[32m', '\r\n', 'x'.repeat(5000), '\n', '✔ x (1.5ms)\n', '');
    const outputs = fc.array(fc.oneof(noise, fc.constantFrom(spec, tap, mocha, dot)), { maxLength: 5 });
    fc.assert(
      fc.property(outputs, fc.array(fc.nat(400), { minLength: 1, maxLength: 50 }), (parts, cuts) => {
        const output = parts.join('');
        const progress = new TestProgress();
        for (let at = 0, turn = 0; at < output.length; turn += 1) {
          const length = (cuts[turn % cuts.length] ?? 0) + 1;
          progress.push(output.slice(at, at + length));
          at += length;
        }
        assert.deepEqual(progress.counts, read(output));
      }),
    );
  });
});
