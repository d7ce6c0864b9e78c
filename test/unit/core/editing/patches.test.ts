import assert from 'node:assert/strict';
import { createTwoFilesPatch } from 'diff';
import * as fc from 'fast-check';
import { applyHunks } from '../../../../src/core/editing/hunks';
import { namedFiles, parsePatch } from '../../../../src/core/editing/patchText';

/** The content of one file after a patch that updates it. */
function patched(content: string, patch: string) {
  const [file, ...others] = parsePatch(patch);
  assert.ok(file?.kind === 'update' && others.length === 0);
  const { text, applied } = applyHunks(file.path, content, file.hunks);
  return { text, lines: applied.map(({ line }) => line), differences: applied.flatMap((hunk) => hunk.differences) };
}

const update = (...lines: string[]) =>
  ['*** Begin Patch', '*** Update File: a.py', ...lines, '*** End Patch'].join('\n');
const unified = (...lines: string[]) => ['--- a/a.py', '+++ b/a.py', ...lines, ''].join('\n');
const exact = (text: string, ...lines: number[]) => ({ text, lines, differences: [] });

const python = 'class A:\n    def run(self):\n        go()\n\nclass B:\n    def run(self):\n        go()\n';

describe('a patch', () => {
  it('is read with all its files, in the form of OpenAI models', () => {
    const text = `*** Begin Patch
*** Add File: new/a.txt
+one
+
*** Update File: b.txt
*** Move to: c/b.txt
@@ class B
@@   def run
 x
-y
+z

 w
*** End of File
*** Delete File: d.txt
*** End Patch
`;
    const files = [
      { kind: 'add', path: 'new/a.txt', text: 'one\n\n', isExecutable: false },
      {
        kind: 'update',
        path: 'b.txt',
        moveTo: 'c/b.txt',
        isExecutable: null,
        hunks: [
          {
            headers: ['class B', '  def run'],
            line: null,
            isAtEnd: true,
            endsInLineEnd: null,
            patchLine: 7,
            ops: [
              { kind: ' ', text: 'x' },
              { kind: '-', text: 'y' },
              { kind: '+', text: 'z' },
              { kind: ' ', text: '' },
              { kind: ' ', text: 'w' },
            ],
          },
        ],
      },
      { kind: 'delete', path: 'd.txt', hunks: [] },
    ];
    assert.deepEqual(parsePatch(text), files);
    assert.deepEqual(parsePatch(text.replaceAll('\n', '\r\n')), files);
    assert.deepEqual(namedFiles(text), ['new/a.txt', 'b.txt', 'd.txt']);
  });

  it('is read with all its files, as a unified diff of git', () => {
    const text = `diff --git a/a.txt b/a.txt
index 1..2 100644
--- a/a.txt
+++ b/a.txt
@@ -1 +1 @@ heading
-a
+b
diff --git a/run.sh b/run.sh
new file mode 100755
--- /dev/null
+++ b/run.sh
@@ -0,0 +1 @@
+exit
\\ No newline at end of file
diff --git a/empty b/empty
new file mode 100644
index 0..0
diff --git a/old.txt b/old.txt
deleted file mode 100644
--- a/old.txt
+++ /dev/null
@@ -1 +0,0 @@
-old
diff --git "a/\\303\\244.txt" "b/b c.txt"
similarity index 100%
rename from "\\303\\244.txt"
rename to b c.txt
`;
    const hunk = { headers: [], isAtEnd: false, line: 1 };
    assert.deepEqual(parsePatch(text), [
      {
        kind: 'update',
        path: 'a.txt',
        moveTo: null,
        isExecutable: null,
        hunks: [
          {
            ...hunk,
            endsInLineEnd: null,
            patchLine: 5,
            ops: [
              { kind: '-', text: 'a' },
              { kind: '+', text: 'b' },
            ],
          },
        ],
      },
      { kind: 'add', path: 'run.sh', text: 'exit', isExecutable: true },
      { kind: 'add', path: 'empty', text: '', isExecutable: false },
      {
        kind: 'delete',
        path: 'old.txt',
        hunks: [{ ...hunk, endsInLineEnd: null, patchLine: 22, ops: [{ kind: '-', text: 'old' }] }],
      },
      { kind: 'update', path: 'ä.txt', moveTo: 'b c.txt', isExecutable: null, hunks: [] },
    ]);
    assert.deepEqual(namedFiles(text), ['a.txt', 'run.sh']);
  });

  const bad: [name: string, patch: string, message: RegExp][] = [
    ['no patch', 'hello', /names no file/],
    ['a patch that is cut off', '*** Begin Patch\n*** Add File: a\n+x\n', /ends without \*\*\* End Patch/],
    ['a line that begins with something else', update('@@', 'x'), /^Line 4 of the patch: .*It is "x"/],
    ['a part that changes nothing', update('@@', ' x'), /^Line 3 of the patch: .*no line that begins with/],
    ['an update without a change', update(), /no change follows/],
    ['an added line without a plus', '*** Begin Patch\n*** Add File: a\nx\n*** End Patch', /begins with \+/],
    ['two names', '--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n', /names two files, "x" and "y"/],
    ['a link', 'diff --git a/x b/x\nnew file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+/etc\n', /a link/],
    ['a binary file', 'diff --git a/x b/x\nindex 1..2\nGIT binary patch\nliteral 1\n', /binary/],
    ['a copy', 'diff --git a/x b/y\ncopy from x\ncopy to y\n', /copies a file/],
    ['a hunk of no file', '@@ -1 +1 @@\n-a\n+b\n', /which file this is about/],
  ];
  for (const [name, patch, message] of bad) {
    it(`is refused: ${name}`, () => {
      assert.throws(() => parsePatch(patch), { domain: 'edit', reason: 'bad-patch', message });
    });
  }

  it('changes the place that its headers name', () => {
    assert.deepEqual(
      patched(python, update('@@ class B:', '     def run(self):', '-        go()', '+        stop()')),
      {
        text: python.replace(/go\(\)\n$/, 'stop()\n'),
        lines: [6],
        differences: [],
      },
    );
    const nested = update('@@ class A', '@@     def run(self):', '-        go()', '+        stop()');
    assert.deepEqual(patched(python, nested), exact(python.replace('go()', 'stop()'), 3));
    assert.deepEqual(
      patched(python, update('@@ class A:', '+    x = 1')),
      exact(python.replace('A:\n', 'A:\n    x = 1\n'), 2),
    );
    assert.deepEqual(patched(python, update('+# end')), exact(`${python}# end\n`, 8));
    assert.deepEqual(patched('a\nb\na\n', update('-a', '+c', '*** End of File')), exact('a\nb\nc\n', 3));
  });

  it('is refused where it fits in several places, and nowhere', () => {
    assert.throws(() => patched(python, update('@@', '-        go()', '+        stop()')), {
      reason: 'many-matches',
      message: 'Line 3 of the patch: these lines stand in 2 places of "a.py"; nothing was changed.',
      hint: 'Include more of the lines around them, or a @@ header above.\n3:         go()\n7:         go()',
    });
    assert.throws(() => patched(python, update('-        gone()', '+x')), {
      reason: 'no-match',
      message:
        'Line 3 of the patch: these lines were not found in "a.py". The text most like it is line 3:\n3:         go()',
    });
    assert.throws(
      () => patched(python, update('@@ class C:', '-        go()', '+x')),
      /the header "class C:" was not found/,
    );
    assert.throws(
      () => patched('a\n', unified('@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+b', '@@ -9,0 +9 @@', '+x')),
      {
        message: /there is no line 9/,
      },
    );
    assert.throws(() => patched('a\nb\n', unified('@@ -1 +1 @@', '-a', '+b', '\\ No newline at end of file')), {
      reason: 'no-match',
    });
  });

  it('goes by the numbers of a unified diff, moved where lines came in above', () => {
    const lines = Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? 'same' : `line ${index}`));
    const file = `${lines.join('\n')}\n`;
    const patch = unified('@@ -5 +5 @@', '-same', '+five', '@@ -10 +10 @@', '-line 9', '+ten');
    assert.deepEqual(
      patched(file, patch),
      exact(file.replace('line 3\nsame', 'line 3\nfive').replace('line 9', 'ten'), 5, 10),
    );
    const moved = unified('@@ -8 +8 @@', '-line 9', '+ten', '@@ -11 +11 @@', '-same', '+thirteen');
    assert.deepEqual(
      patched(file, moved),
      exact(file.replace('line 9', 'ten').replace('11\nsame', '11\nthirteen'), 10, 13),
    );
  });

  it('goes by the numbers of a unified diff behind a hunk that only adds lines', () => {
    const patch = unified('@@ -1,0 +2,1 @@', '+new', '@@ -3,1 +4,1 @@', '-a', '+b');
    assert.deepEqual(patched('x\ny\na\na\n', patch), exact('x\nnew\ny\nb\na\n', 2, 3));
  });

  it('is taken although its hunks count wrong', () => {
    assert.equal(patched('a\nb\nc\n', unified('@@ -1,9 +1,2 @@', ' a', '-b', '+B', ' c')).text, 'a\nB\nc\n');
    assert.equal(patched('a\nb\nc\n', unified('@@ ... @@', ' a', '-b', '+B')).text, 'a\nB\nc\n');
  });

  it('fits though line ends, white space, indentation or look-alikes differ, and says so', () => {
    assert.deepEqual(patched('a\r\nb\r\n', update(' a', '-b', '+c', '+d')), {
      text: 'a\r\nc\r\nd\r\n',
      lines: [1],
      differences: ['line ends'],
    });
    assert.deepEqual(patched('\ta  \n\t\tb\n', update(' a', '-  b', '+  c', '+    d')), {
      text: '\ta  \n\t\tc\n\t\t\td\n',
      lines: [1],
      differences: ['trailing white space', 'indentation (tabs in the place of 2 spaces, 1 more)'],
    });
    assert.deepEqual(patched('“a”\nb\n', update(' "a"', '-b', '+c')), {
      text: '“a”\nc\n',
      lines: [1],
      differences: ['look-alikes of quotes, dashes or spaces'],
    });
    assert.throws(() => patched('a\nb\n', update('     a', '-    b', '+c')), /a new line can't be shifted so far/);
  });

  it('keeps the end of the file unless it says otherwise', () => {
    assert.equal(patched('a\nb', update('-b', '+c')).text, 'a\nc');
    assert.equal(patched('a\nb', update(' b', '+c')).text, 'a\nb\nc');
    assert.equal(patched('a\nb', unified('@@ -2 +2 @@', '-b', '\\ No newline at end of file', '+b')).text, 'a\nb\n');
    assert.equal(patched('a\nb\n', unified('@@ -2 +2 @@', '-b', '+b', '\\ No newline at end of file')).text, 'a\nb');
    assert.equal(patched('\ufeffa\n', update('-a', '+b')).text, '\ufeffb\n');
    assert.equal(patched('\ufeffa\n', update('-\ufeffa', '+a')).text, 'a\n');
  });

  it('made by a diff gives exactly the bytes that the diff was made from', () => {
    const line = fc.tuple(
      fc.constantFrom('', 'a', 'b', ' a', '\ta', '- x', '+ y', '-- x', '++ y', '\\ z', '@@ -1 +1 @@', '“a”', 'a '),
      fc.constantFrom('\n', '\n', '\r\n'),
    );
    const file = fc.tuple(fc.constantFrom('', '\ufeff'), fc.array(line, { maxLength: 30 }), fc.boolean()).map(
      ([mark, lines, isOpen]) =>
        mark +
        lines
          .flat()
          .join('')
          .replace(isOpen ? /\r?\n$/ : /$^/, ''),
    );
    const edited = fc.tuple(
      file,
      fc.array(fc.tuple(fc.nat(30), fc.nat(3), fc.array(line, { maxLength: 3 })), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(edited, file, fc.boolean(), fc.nat(3), ([before, edits], other, isOther, context) => {
        const after = isOther ? other : edits.reduce(spliced, before);
        const patch = createTwoFilesPatch('x', 'x', before, after, undefined, undefined, { context });
        fc.pre(before !== after);
        const isMarked = (content: string) => content.includes('\ufeff');
        fc.pre(after.startsWith('\ufeff') === before.startsWith('\ufeff') || isMarked(patch));
        const { text } = patched(before, patch);
        const doesTell = patch.includes('\r\n') || !before.includes('\r\n');
        const plain = (content: string) => (doesTell ? content : content.replaceAll('\r\n', '\n'));
        assert.equal(plain(text), plain(after), patch);
      }),
      { numRuns: 500 },
    );
  });
});

function spliced(
  content: string,
  [at, count, lines]: readonly [number, number, readonly (readonly string[])[]],
): string {
  const parts = content.split(/(?<=\n)/);
  parts.splice(at, count, ...lines.map((line) => line.join('')));
  return parts.join('');
}
