import assert from 'node:assert/strict';
import fc from 'fast-check';
import { problemLine } from '../../../../src/core/problems/diagnosis';
import { readProblems } from '../../../../src/core/problems/problemReports';

const read = (output: string, folder = '/wt') => readProblems(output, folder).map(problemLine);

describe('problems that a command printed', () => {
  it('are read as TypeScript prints them, with and without colours in mind', () => {
    const plain = [
      "src/a.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.",
      '  The types of x are not the same.',
      '/wt/src/b.ts(1,1): warning TS6133: unused',
      'error TS18003: No inputs were found in config file.',
    ];
    assert.deepEqual(read(plain.join('\r\n')), [
      "src/a.ts:3:5: error TS2322: Type 'string' is not assignable to type 'number'.",
      'src/b.ts:1:1: warning TS6133: unused',
    ]);
    const pretty =
      'src/a.ts:3:5 - error TS2304: Cannot find name x.\n\n3     x\n      ~\n\nFound 1 error in src/a.ts:3\n';
    assert.deepEqual(read(pretty), ['src/a.ts:3:5: error TS2304: Cannot find name x.']);
  });

  it('are read as ESLint prints them in each of its forms', () => {
    const expected = [
      'src/a.js:2:7: error no-unused-vars: x is unused.',
      'src/a.js:3:1: warning semi: Missing semicolon.',
    ];
    const unix = [
      '/wt/src/a.js:2:7: x is unused. [Error/no-unused-vars]',
      '/wt/src/a.js:3:1: Missing semicolon. [Warning/semi]',
      '',
      '2 problems',
    ];
    const stylish = [
      '',
      '/wt/src/a.js',
      '  2:7  error    x is unused.        no-unused-vars',
      '  3:1  warning  Missing semicolon.  semi',
      '',
      '✖ 2 problems (1 error, 1 warning)',
    ];
    const messages = [
      { ruleId: 'no-unused-vars', severity: 2, message: 'x is unused.', line: 2, column: 7 },
      { ruleId: 'semi', severity: 1, message: 'Missing semicolon.', line: 3, column: 1 },
    ];
    const json = JSON.stringify([{ filePath: '/wt/src/a.js', messages, errorCount: 1 }]);
    for (const output of [unix.join('\n'), stylish.join('\n'), `> lint\n${json}`]) {
      assert.deepEqual(read(output), expected);
    }
  });

  it('are read as compilers print them: gcc, go, rustc', () => {
    const gcc = [
      "src/a.c:4:12: error: 'x' undeclared",
      'src/a.c:4:12: note: each is reported once',
      'a.h:1:10: fatal error: no.h: No such file',
    ];
    assert.deepEqual(read(gcc.join('\n')), [
      "src/a.c:4:12: error: 'x' undeclared",
      'a.h:1:10: error: no.h: No such file',
    ]);
    const go = ['# example.com/x', './main.go:5:2: undefined: y', 'vet: ./b.go:7:3: unreachable code'];
    assert.deepEqual(read(go.join('\n')), ['main.go:5:2: error: undefined: y', 'b.go:7:3: error: unreachable code']);
    const cargo = [
      'error[E0308]: mismatched types',
      ' --> src/main.rs:2:18',
      '  |',
      '2 |     let x: i32 = "a";',
      'warning: unused variable: `y`',
      '  --> src/main.rs:3:9',
      'error: could not compile `x` due to 1 previous error',
    ];
    assert.deepEqual(read(cargo.join('\n')), [
      'src/main.rs:2:18: error E0308: mismatched types',
      'src/main.rs:3:9: warning: unused variable: `y`',
    ]);
    assert.deepEqual(read('src/main.rs:2:18: error[E0308]: mismatched types'), [
      'src/main.rs:2:18: error E0308: mismatched types',
    ]);
  });

  it('are read as the tools of Python print them: mypy, ruff, pytest', () => {
    const lines = [
      'a.py:3: error: Incompatible types in assignment  [assignment]',
      'a.py:4:1: note: See the documentation',
      'b.py:1:8: F401 [*] `os` imported but unused',
      'F841 Local variable `x` is assigned to but never used',
      ' --> b.py:2:5',
      'tests/test_a.py:7: AssertionError',
      'Found 2 errors.',
    ];
    assert.deepEqual(read(lines.join('\n')).toSorted(), [
      'a.py:3: error assignment: Incompatible types in assignment',
      'b.py:1:8: error F401: `os` imported but unused',
      'b.py:2:5: error F841: Local variable `x` is assigned to but never used',
      'tests/test_a.py:7: error: AssertionError',
    ]);
  });

  it('are none where the form is not known or the file is elsewhere', () => {
    const lines = [
      'npm ERR! code ELIFECYCLE',
      'a.go:12: got 1, want 2',
      '12:30:01: started',
      'see http://localhost:8080:1: x',
      '/elsewhere/a.ts(1,1): error TS1: x',
      '../a.ts(1,1): error TS1: x',
      '[{"filePath": broken',
    ];
    assert.deepEqual(read(lines.join('\n')), []);
  });

  it('are read from anything without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (output) => Array.isArray(readProblems(output, '/wt'))));
  });
});
