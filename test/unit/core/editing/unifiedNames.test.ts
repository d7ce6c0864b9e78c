import * as assert from 'node:assert/strict';
import { parsePatch } from '../../../../src/core/editing/patchText';

const hunk = ['@@ -1 +1 @@', '-a', '+b', ''];
const paths = (...lines: string[]) =>
  parsePatch([...lines, ''].join('\n')).map((file) => [
    file.kind,
    file.path,
    file.kind === 'update' ? file.moveTo : null,
  ]);

describe('the names in a unified diff', () => {
  it('are read without their prefixes, time stamps and quotes', () => {
    const plain = ['--- src/a.py\t2026-01-02 03:04:05', '+++ src/a.py\t2026-01-02 03:04:06'];
    assert.deepEqual(paths(...plain, ...hunk), [['update', 'src/a.py', null]]);
    const octal = ['--- "a/gr\\303\\274n \\"x\\"\\t.py"', '+++ "b/gr\\303\\274n \\"x\\"\\t.py"'];
    assert.deepEqual(paths(...octal, ...hunk), [['update', 'grün "x"\t.py', null]]);
    assert.deepEqual(paths('--- a/a.py', '+++ a/a.py', ...hunk), [['update', 'a/a.py', null]]);
  });

  it('stay as they are written where their bytes are no text', () => {
    assert.deepEqual(paths('--- "a/\\377.py"', '+++ "a/\\377.py"', ...hunk), [['update', '"a/\\377.py"', null]]);
  });

  it('are those of git where nothing else is said', () => {
    const mode = ['old mode 100644', 'new mode 100755'];
    assert.deepEqual(parsePatch(['diff --git a/run.sh b/run.sh', ...mode, ''].join('\n')), [
      { kind: 'update', path: 'run.sh', moveTo: null, isExecutable: true, hunks: [] },
    ]);
    const renamed = ['similarity index 100%', 'rename from "a\\tb"', 'rename to c'];
    assert.deepEqual(paths('diff --git "a/a\\tb" b/c', ...renamed), [['update', 'a\tb', 'c']]);
  });

  it('tell a file that is made, with the bytes that the lines have, and one that is deleted', () => {
    const made = (...lines: string[]) => parsePatch(['--- /dev/null', '+++ b/new.txt', ...lines, ''].join('\n'));
    const file = { kind: 'add', path: 'new.txt', isExecutable: false };
    assert.deepEqual(made('@@ -0,0 +1,2 @@', '+one', '+two'), [{ ...file, text: 'one\ntwo\n' }]);
    assert.deepEqual(made('@@ -0,0 +1 @@', '+one', '\\ No newline at end of file'), [{ ...file, text: 'one' }]);
    const gone = ['--- a/old.txt', '+++ /dev/null', '@@ -1 +0,0 @@', '-one'];
    assert.deepEqual(paths(...gone), [['delete', 'old.txt', null]]);
  });

  it('are refused where a patch can not do what they mean', () => {
    const git = 'diff --git a/x b/x';
    const refused: [string[], RegExp][] = [
      [['--- a/x', '+++ b/y', ...hunk], /it names two files, "x" and "y"\./],
      [[git, 'new file mode 120000', '--- /dev/null', '+++ b/x', '@@ -0,0 +1 @@', '+y'], /makes or removes a link/],
      [[git, 'deleted file mode 160000'], /makes or removes a link or a submodule/],
      [['diff --git a/x b/y', 'copy from x', 'copy to y'], /copies a file/],
      [[git, 'new file mode 100644', '--- /dev/null', '+++ b/x', '@@ -1 +1 @@', '-y', '+z'], /only lines with \+/],
      [[git, 'index 123..456 100644'], /no change follows for the file/],
    ];
    for (const [lines, message] of refused) {
      assert.throws(() => parsePatch([...lines, ''].join('\n')), { reason: 'bad-patch', message });
    }
  });
});
