import assert from 'node:assert/strict';
import type { ChangedText } from '../../../../src/core/checks/checkPorts';
import { canWeaken, weakenings } from '../../../../src/core/weakenings/weakenings';

function changed(path: string, before: string | null, after: string | null): ChangedText {
  return { path, status: before === null ? 'added' : after === null ? 'deleted' : 'modified', before, after };
}

/** `kind path:line text` of each finding. */
function found(...changes: ChangedText[]): string[] {
  return weakenings(changes.filter(({ path }) => canWeaken(path))).map(
    ({ kind, path, line, text }) => `${kind} ${path}${line === null ? '' : `:${line}`} ${text}`,
  );
}

const suite = `import { total } from './total';

describe('total', () => {
  it('adds', () => {
    expect(total([1, 2])).toBe(3);
    expect(total([])).toBe(0);
  });
  it('rounds', () => {
    expect(total([0.1, 0.2])).toBe(0.3);
  });
});
`;

describe('weakened tests', () => {
  it('are none where tests are added, moved, indented or mended', () => {
    const more = suite.replace(
      "  it('rounds'",
      "  it('is quick', () => {\n    expect(1 + n).toBe(2);\n  });\n  it('rounds'",
    );
    const indented = suite.replace(/^(?=.)/gm, '  ');
    const mended = suite.replace('toBe(0.3)', 'toBeCloseTo(0.3)').replace("it('rounds'", "it('rounds sums'");
    for (const after of [more, indented, mended]) {
      assert.deepEqual(found(changed('src/total.test.ts', suite, after)), []);
    }
    const [first = '', second = ''] = suite.split(/(?= {2}it\('rounds')/);
    assert.deepEqual(
      found(
        changed('a.test.ts', suite, `${first}});\n`),
        changed('b.test.ts', null, `describe('b', () => {\n${second}`),
      ),
      [],
    );
    assert.deepEqual(found(changed('src/total.ts', "it.skip('x')", null)), []);
  });

  it('are files that are deleted, or renamed so that no runner finds them', () => {
    assert.deepEqual(found(changed('test/total.test.ts', suite, null)), [
      'deleted-test-file test/total.test.ts test/total.test.ts',
    ]);
    const moved: ChangedText = {
      ...{ path: 'src/total.old.ts', oldPath: 'src/total.test.ts', status: 'renamed' },
      ...{ before: suite, after: suite },
    };
    assert.deepEqual(weakenings([moved]), [
      {
        kind: 'deleted-test-file',
        path: 'src/total.test.ts',
        line: null,
        text: 'src/total.test.ts → src/total.old.ts',
      },
    ]);
    const grown: ChangedText = { path: 'src/total.test.ts', status: 'modified', before: suite, after: null };
    assert.deepEqual(found(grown), ['unreadable src/total.test.ts src/total.test.ts']);
  });

  it('are tests that are gone, also when others come in their place, or they become comments', () => {
    const gone = "deleted-test src/total.test.ts:8 it('rounds', () => {";
    const replaced = suite.replace("it('rounds'", "it('exists'").replace('toBe(0.3)', 'toBeDefined()');
    const comment = suite
      .replace("  it('rounds', () => {", "  /*\n  it('rounds', () => {")
      .replace(/ {2}\}\);\n\}\);/, '  });\n  */\n});');
    const lines = suite.replace(/ {2}it\('rounds'[\s\S]*/, (text) => text.replace(/^/gm, '// '));
    for (const after of [replaced, comment, lines]) {
      assert.deepEqual(found(changed('src/total.test.ts', suite, after)), [gone]);
    }
  });

  it('are assertions that are gone from a test, though others are added elsewhere', () => {
    const fewer = suite.replace('    expect(total([])).toBe(0);\n', '');
    const gone = 'removed-assertion src/total.test.ts:6 expect(total([])).toBe(0);';
    assert.deepEqual(found(changed('src/total.test.ts', suite, fewer)), [gone]);
    const elsewhere = fewer.replace('toBe(0.3);', 'toBe(0.3);\n    expect(total([1])).toBe(1);');
    assert.deepEqual(found(changed('src/total.test.ts', suite, elsewhere)), [gone]);
    const trivial = suite.replace('expect(total([])).toBe(0)', 'expect(true).toBe(true)');
    assert.deepEqual(found(changed('src/total.test.ts', suite, trivial)), [gone]);
  });

  it('are expected values that were changed in a test that is otherwise the same, as something to look at', () => {
    const other = suite.replace('toBe(0.3)', 'toBe(0.4)').replace('toBe(0);', 'toBeGreaterThan(-1);');
    assert.deepEqual(found(changed('a.test.ts', suite, other)), [
      'changed-expectation a.test.ts:6 expect(total([])).toBe(0); → expect(total([])).toBeGreaterThan(-1);',
      'changed-expectation a.test.ts:9 expect(total([0.1, 0.2])).toBe(0.3); → expect(total([0.1, 0.2])).toBe(0.4);',
    ]);
    const arranged = suite.replace('toBe(0.3);', 'toBe(0.4);\n    prepare();');
    const another = suite.replace('expect(total([0.1, 0.2])).toBe(0.3)', 'expect(average([0.1])).toBe(0.1)');
    assert.deepEqual(found(changed('a.test.ts', suite, arranged)), []);
    assert.deepEqual(found(changed('a.test.ts', suite, another)), []);
    const python = 'def test_a():\n    x = f()\n    assert x == 1\n';
    assert.deepEqual(found(changed('test_a.py', python, python.replace('== 1', '== 2'))), [
      'changed-expectation test_a.py:3 assert x == 1 → assert x == 2',
    ]);
  });

  it('are suppressions that were added, in any source, but not those that moved', () => {
    const old = 'f();\n// eslint-disable-next-line no-eval\neval(x);\n';
    const more = old.replace('f();', '// @ts-expect-error: later\nf();');
    assert.deepEqual(found(changed('src/a.ts', old, more)), ['suppressed-lint src/a.ts:1 // @ts-expect-error: later']);
    assert.deepEqual(found(changed('src/a.ts', old, 'f();\n'), changed('src/b.ts', null, old)), []);
    assert.deepEqual(found({ path: 'src/a.ts', status: 'modified', before: null, after: old }), []);
    assert.deepEqual(found(changed('README.md', '', '# noqa\n')), []);
    for (const [path, line] of [
      ['a.py', 'import os  # noqa: F401'],
      ['a.py', 'x = f()  # type: ignore[no-any]'],
      ['a.go', 'f() //nolint:errcheck'],
      ['a.rs', '#[allow(dead_code)]'],
      ['A.java', '@SuppressWarnings("unchecked")'],
      ['A.cs', '#pragma warning disable CS0168'],
      ['a.rb', 'x # rubocop:disable Style/Y'],
      ['a.cpp', 'f(); // NOLINT(x)'],
      ['a.sh', '# shellcheck disable=SC2086'],
    ] as const) {
      assert.deepEqual(found(changed(path, '', line)), [`suppressed-lint ${path}:1 ${line}`]);
    }
  });

  it('are marks that skip tests or leave out all others', () => {
    const skipped = suite.replace("it('rounds'", "it.skip('rounds'");
    assert.deepEqual(found(changed('a.spec.js', suite, skipped)), [
      "skipped-test a.spec.js:8 it.skip('rounds', () => {",
    ]);
    const only = suite.replace("it('adds'", "it.only('adds'");
    assert.deepEqual(found(changed('a.spec.js', suite, only)), ["only a.spec.js:4 it.only('adds', () => {"]);
    assert.deepEqual(found(changed('a.spec.js', skipped, skipped)), []);
    const x = suite.replace("it('rounds'", "xit('rounds'");
    assert.deepEqual(found(changed('a.spec.js', suite, x)), ["skipped-test a.spec.js:8 xit('rounds', () => {"]);
  });

  for (const [path, before, after, expected] of [
    [
      'tests/test_a.py',
      'def test_a():\n    assert f() == 1\n',
      '@pytest.mark.skip\ndef test_a():\n    assert f() == 1\n',
      'skipped-test tests/test_a.py:1 @pytest.mark.skip',
    ],
    [
      'tests/test_a.py',
      'def test_a():\n    assert f() == 1\n',
      'def test_a():\n    assert True\n',
      'removed-assertion tests/test_a.py:2 assert f() == 1',
    ],
    [
      'a/b_test.go',
      'func TestA(t *testing.T) {\n\tt.Fatal()\n}\n',
      'func TestA(t *testing.T) {\n\tt.Skip("later")\n\tt.Fatal()\n}\n',
      'skipped-test a/b_test.go:2 t.Skip("later")',
    ],
    [
      'a/b_test.go',
      'func TestA(t *testing.T) {\n}\nfunc TestB(t *testing.T) {\n}\n',
      'func TestA(t *testing.T) {\n}\n',
      'deleted-test a/b_test.go:3 func TestB(t *testing.T) {',
    ],
    [
      'src/lib.rs',
      '#[test]\nfn adds() {\n    assert_eq!(add(1, 2), 3);\n}\n',
      '#[test]\n#[ignore]\nfn adds() {\n    assert_eq!(add(1, 2), 3);\n}\n',
      'skipped-test src/lib.rs:2 #[ignore]',
    ],
    [
      'src/test/java/ATest.java',
      '@Test\nvoid adds() {\n  assertEquals(3, add(1, 2));\n}\n',
      '@Disabled\n@Test\nvoid adds() {\n  assertEquals(3, add(1, 2));\n}\n',
      'skipped-test src/test/java/ATest.java:1 @Disabled',
    ],
    [
      'Shop.Tests/ATests.cs',
      '[Fact]\npublic void Adds() { Assert.Equal(3, Add(1, 2)); }\n',
      '[Fact(Skip = "slow")]\npublic void Adds() { Assert.Equal(3, Add(1, 2)); }\n',
      'skipped-test Shop.Tests/ATests.cs:1 [Fact(Skip = "slow")]',
    ],
    [
      'spec/a_spec.rb',
      "it 'adds' do\n  expect(add(1, 2)).to eq(3)\nend\n",
      "xit 'adds' do\n  expect(add(1, 2)).to eq(3)\nend\n",
      "skipped-test spec/a_spec.rb:1 xit 'adds' do",
    ],
    [
      'tests/ATest.php',
      'function testAdds() {\n  $this->assertSame(3, add(1, 2));\n}\n',
      'function testAdds() {\n  $this->markTestSkipped();\n  $this->assertSame(3, add(1, 2));\n}\n',
      'skipped-test tests/ATest.php:2 $this->markTestSkipped();',
    ],
    [
      'Tests/ATests.swift',
      'func testAdds() {\n  XCTAssertEqual(add(1, 2), 3)\n}\n',
      'func testAdds() {\n}\n',
      'removed-assertion Tests/ATests.swift:2 XCTAssertEqual(add(1, 2), 3)',
    ],
  ] as const) {
    it(`are seen in ${path}: ${expected.split(' ')[0] ?? ''}`, () => {
      assert.deepEqual(found(changed(path, before, after)), [expected]);
      assert.deepEqual(found(changed(path, after, before)), []);
    });
  }
});

describe('weakened commands and settings of tests', () => {
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  const manifest = {
    name: 'shop',
    scripts: { start: 'node .', test: 'jest' },
    jest: { coverageThreshold: { global: { lines: 80 } } },
  };

  it('are scripts that check, in a package.json that was there', () => {
    const before = json(manifest);
    const script = (scripts: object) => changed('package.json', before, json({ ...manifest, scripts }));
    assert.deepEqual(found(script({ start: 'node .', test: 'true' })), ['changed-command package.json:5 test: true']);
    assert.deepEqual(found(script({ start: 'node .' })), ['changed-command package.json test is gone']);
    assert.deepEqual(found(script({ ...manifest.scripts, pretest: 'rm test/b.js' })), [
      'changed-command package.json:6 pretest: rm test/b.js',
    ]);
    assert.deepEqual(found(script({ start: 'node app', test: 'jest', 'test:e2e': 'x' })), []);
    assert.deepEqual(found(changed('package.json', null, before)), []);
    assert.deepEqual(found(changed('package.json', before, before.replace('80', '70'))), [
      'changed-threshold package.json:10 lines: 80 → 70',
    ]);
    assert.deepEqual(found(changed('package.json', before, before.replace('80', '90'))), [
      'changed-config package.json:7 settings of jest',
    ]);
  });

  for (const [path, before, after, ...expected] of [
    [
      'pytest.ini',
      '[pytest]\naddopts = -ra\n',
      '[pytest]\naddopts = -ra --ignore=tests/slow\n',
      'changed-config pytest.ini:2 addopts = -ra --ignore=tests/slow',
    ],
    ['pytest.ini', '[pytest]\naddopts = -ra\n', null, 'changed-config pytest.ini pytest.ini is gone'],
    [
      'jest.config.js',
      'module.exports = {};\n',
      'module.exports = {\n  testPathIgnorePatterns: ["a"],\n};\n',
      'changed-config jest.config.js:1 module.exports = {',
    ],
    [
      'vitest.config.ts',
      null,
      'export default { test: { exclude: ["a.test.ts"] } };\n',
      'changed-config vitest.config.ts:1 export default { test: { exclude: ["a.test.ts"] } };',
    ],
    ['vitest.config.ts', null, 'export default { test: { environment: "node" } };\n'],
    [
      'conftest.py',
      'import pytest\n',
      'import pytest\ndef pytest_sessionfinish(session):\n    session.exitstatus = 0\n',
      'changed-config conftest.py:2 def pytest_sessionfinish(session):',
    ],
    [
      'pyproject.toml',
      '[project]\nversion = "1"\n[tool.coverage.report]\nfail_under = 90\n',
      '[project]\nversion = "2"\n[tool.coverage.report]\nfail_under = 10\n',
      'changed-threshold pyproject.toml:4 fail_under: 90 → 10',
    ],
    ['pyproject.toml', '[project]\nversion = "1"\n', '[project]\nversion = "2"\n'],
    [
      '.nycrc.json',
      '{\n  "check-coverage": true,\n  "branches": 80\n}\n',
      '{\n  "branches": 85\n}\n',
      'changed-threshold .nycrc.json check-coverage: true → gone',
    ],
    [
      'eslint.config.js',
      "export default [{ rules: { complexity: ['error', 12] } }];\n",
      "export default [{ rules: { complexity: ['error', 40] } }];\n",
      'changed-threshold eslint.config.js:1 complexity: 12 → 40',
    ],
    [
      'Makefile',
      'all: build\n\ntest: build\n\tgo test ./...\n\nclean:\n\trm x\n',
      'all: build\n\ntest: build\n\ttrue\n\nclean:\n\trm y\n',
      'changed-command Makefile:3 test: build true',
    ],
    [
      'tox.ini',
      '[testenv]\ncommands = pytest\n',
      '[testenv]\ncommands = true\n',
      'changed-config tox.ini:2 commands = true',
    ],
    [
      'jest.config.ts',
      'testTimeout: 5000,\n',
      'testTimeout: 60000,\n',
      'changed-threshold jest.config.ts:1 testTimeout: 5000 → 60000',
    ],
  ] as const) {
    it(`are seen in ${path}: ${expected[0]?.split(' ')[0] ?? 'nothing'}`, () => {
      assert.deepEqual(found(changed(path, before, after)), expected);
    });
  }
});
