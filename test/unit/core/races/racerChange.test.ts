import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { racerChange } from '../../../../src/core/races/racerChange';
import type { ReviewedText } from '../../../../src/core/review/reviewPorts';
import type { RacerChange } from '../../../../src/protocol';
import { suiteSyntax } from '../../../fakes/allGrammars';
import { treeOf } from './racers';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

function changed(path: string, before: string | null, after: string | null): ReviewedText {
  const status = before === null ? 'added' : after === null ? 'deleted' : 'modified';
  const mode = (text: string | null): string => (text === null ? '000000' : '100644');
  return { path, status, before, after, modes: { before: mode(before), after: mode(after) }, isSame: before === after };
}

describe('what the files of a racer say', function () {
  this.timeout(60_000);
  const syntax = suiteSyntax();
  const measured = (texts: readonly ReviewedText[], tree = 'a'): Promise<RacerChange> =>
    racerChange(treeOf(tree), texts, { syntax, digest });
  const digestOf = async (texts: readonly ReviewedText[], tree = 'a'): Promise<string> =>
    (await measured(texts, tree)).digest;

  it('is lines of code, packages, and tests by name, without what only moved', async () => {
    const {
      digest: form,
      code,
      ...facts
    } = await measured([
      changed('src/total.js', 'const a = 1;\n', 'const a = 1;\n\nconst b = 2;\nconst c = 3;\n'),
      changed('README.md', '', 'Long.\nText.\n'),
      changed('package-lock.json', '{}', '{"x": 1}'),
      changed('package.json', '{"dependencies":{"old":"1"}}', '{"dependencies":{"old":"2","left-pad":"1"}}'),
      changed('requirements.txt', 'flask==1\n', 'flask==1\nredis==5\n'),
      changed('test/total.test.js', "it('adds', () => {});\n", "it('adds', () => {});\nit('rounds', () => {});\n"),
      changed('test/old.test.js', "it('stays', () => {});\n", null),
      changed('test/new.test.js', null, "it('stays', () => {});\nit('is new', () => {});\n"),
      changed('test/fixtures/order.json', null, '{}'),
    ]);
    assert.match(`${form} ${code ?? ''}`, /^[0-9a-f]{64} [0-9a-f]{64}$/);
    assert.deepEqual(facts, {
      tree: treeOf('a'),
      codeLines: 2,
      dependencies: ['left-pad', 'redis'],
      testFiles: ['test/total.test.js', 'test/new.test.js', 'test/fixtures/order.json'],
      testsAdded: 2,
    });
  });

  it('counts tests that stand beside what they test, as in Rust, but no such file as one of tests', async () => {
    const after = 'fn one() -> u8 { 1 }\n\n#[test]\nfn is_one() { assert_eq!(one(), 1); }\n';
    const { testFiles, testsAdded } = await measured([changed('src/lib.rs', 'fn one() -> u8 { 1 }\n', after)]);
    assert.deepEqual({ testFiles, testsAdded }, { testFiles: [], testsAdded: 1 });
  });

  it('is the same for what only white space tells apart', async () => {
    const one = [changed('src/a.js', 'f();\n', 'if (a) {\n  b(1, 2);\n}\n')];
    const other = [changed('src/a.js', 'f();\n', 'if (a) { b(2, 1); }')];
    const spaced = [
      changed('src/a.js', 'f();\n', 'if (a) {\n      b( 1,\n 2 );\n}\n'),
      changed('src/c.js', 'g(1)\n', 'g( 1 )\n'),
    ];
    assert.equal(await digestOf(one, 'a'), await digestOf(spaced, 'b'));
    assert.notEqual(await digestOf(one), await digestOf(other));
  });

  it('is another where a comment, a string, a mode, the place of a file or the indentation of Python differs', async () => {
    const base = changed('src/a.js', 'f();\n', 'g("a b");\n');
    const python = (text: string) => [changed('a.py', 'pass\n', text)];
    const digests = await Promise.all([
      digestOf([base]),
      digestOf([{ ...base, after: 'g("a  b");\n' }]),
      digestOf([{ ...base, after: '// Why.\ng("a b");\n' }]),
      digestOf([{ ...base, modes: { before: '100644', after: '100755' } }]),
      digestOf([{ ...base, path: 'src/b.js', oldPath: 'src/a.js', status: 'renamed' }]),
      digestOf([base, changed('src/gone.js', 'h();\n', null)]),
      digestOf(python('if a:\n    b()\nc()\n')),
      digestOf(python('if a:\n    b()\n    c()\n')),
    ]);
    assert.equal(new Set(digests).size, digests.length);
    assert.equal(await digestOf(python('if a:\n  b()\nc()\n')), digests[6]);
  });

  it('is the same code where only comments differ, unless something reads them or a line end hangs on one', async () => {
    const code = async (path: string, text: string): Promise<string | undefined> =>
      (await measured([changed(path, 'let a = 0;\n', text)])).code;
    const same = async (path: string, ...texts: string[]): Promise<boolean> =>
      new Set(await Promise.all(texts.map((text) => code(path, text)))).size === 1;
    assert.ok(await same('a.js', 'let a = 1;\n', '// One.\nlet a = 1; // Why\n', 'let  a = /* 1 */ 1;\n'));
    assert.ok(await same('a.py', 'def f():\n    return 1\n', 'def f():\n    # One.\n    return 1  # Why\n'));
    assert.ok(await same('a.go', 'package a\n\nvar a = 1\n', 'package a\n\n// One.\nvar a = 1\n'));
    assert.ok(!(await same('a.ts', 'let a = 1;\n', '// @ts-expect-error\nlet a = 1;\n')));
    assert.ok(!(await same('a.js', 'function f() { return 1 }\n', 'function f() { return // x\n1 }\n')));
    assert.ok(!(await same('a.js', "let a = '// 1';\n", "let a = '// 2';\n")));
    assert.ok(!(await same('a.py', '"""One."""\na = 1\n', '"""Two."""\na = 1\n')));
  });

  it('is that of the tree where a file can not be read', async () => {
    const image = { ...changed('logo.png', 'x', null), modes: { before: '100644', after: '100644' } };
    assert.deepEqual(
      [await digestOf([image], 'a'), await digestOf([image], 'b')],
      [`tree ${treeOf('a')}`, `tree ${treeOf('b')}`],
    );
  });
});
