import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyEdit, countLines } from '../../../../src/core/editing/editing';

const edit = (oldText: string, newText: string, all = false) => ({ oldText, newText, all });
const exact = (text: string, ...lines: number[]) => ({ text, lines, differences: [] });

type Ended = readonly [text: string, end: string];

const word = fc.string({ maxLength: 8 }).filter((text) => !/[\r\n\ufeff]/.test(text));
const line: fc.Arbitrary<Ended> = fc.tuple(word, fc.constantFrom('\n', '\r\n'));
/** Lines that stand nowhere else. */
const marked = fc
  .array(line, { minLength: 1, maxLength: 4 })
  .map((lines) => lines.map(([text, ending], index): Ended => [`<<old ${index}>>${text}.`, ending]));
const fresh = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .map((words) => words.map((text, index) => `<<new ${index}>>${text}`));
const joined = (lines: readonly Ended[]) => lines.map(([text, ending]) => text + ending).join('');

describe('editing', () => {
  it('replaces the one place where the text stands', () => {
    assert.deepEqual(applyEdit('a\nb\nc\n', edit('b\n', 'B\nB\n')), exact('a\nB\nB\nc\n', 2));
    assert.deepEqual(applyEdit('x $1 y', edit('$1', '$& $$')), exact('x $& $$ y', 1));
    assert.deepEqual(applyEdit('a\nb\nc', edit('b\nc', '')), exact('a\n', 2));
  });

  it('keeps CRLF, mixed line ends and the byte order mark', () => {
    assert.equal(applyEdit('\ufeffa\r\nb\r\n', edit('a\nb\n', 'a\nc\nb\n')).text, '\ufeffa\r\nc\r\nb\r\n');
    assert.equal(applyEdit('\ufeffone', edit('one', 'two')).text, '\ufefftwo');
    assert.equal(applyEdit('a\r\nb\nc', edit('b\n', 'x\n')).text, 'a\r\nx\nc');
    assert.equal(applyEdit('a\r\nb\nc\r\n', edit('a\nb\nc', 'a\nB\nb2\nc')).text, 'a\r\nB\nb2\nc\r\n');
    assert.equal(applyEdit('a\r\nb\r\nc\r\n', edit('\nb', '\nx\nb')).text, 'a\r\nx\r\nb\r\nc\r\n');
    assert.equal(applyEdit('a\nb\n', edit('b', 'x\r\ny')).text, 'a\nx\ny\n');
    assert.equal(applyEdit('a', edit('a', 'x\r\ny')).text, 'x\r\ny');
    assert.equal(applyEdit('a\r\nb', edit('a\r', 'x\r')).text, 'x\r\nb');
  });

  it('refuses more than one place and names the lines', () => {
    assert.throws(() => applyEdit('a\nb\na!\n', edit('a', 'x')), {
      domain: 'edit',
      reason: 'many-matches',
      message: 'old_text stands in 2 places, at lines 1, 3; nothing was changed.',
      hint: 'Include more of the lines around it, or set replace_all.\n1: a\n3: a!',
    });
    assert.throws(() => applyEdit('aaa', edit('aa', 'x')), { reason: 'many-matches' });
    assert.throws(() => applyEdit('\ta\n\tb\n\ta\n\tb\n\ta\n', edit('a\nb\na', 'x')), { reason: 'many-matches' });
    assert.deepEqual(applyEdit('a\nb\na\n', edit('a', 'x', true)), exact('x\nb\nx\n', 1, 3));
    assert.deepEqual(applyEdit('aaa', edit('aa', 'x', true)).text, 'xa');
  });

  it('finds text that differs in white space at the ends of lines', () => {
    assert.deepEqual(applyEdit('if (a) {  \n  b();\t\n}\n', edit('if (a) {\n  b();\n}', 'if (a) {\n  c();\n}')), {
      text: 'if (a) {  \n  c();\n}\n',
      lines: [1],
      differences: ['trailing white space'],
    });
    assert.equal(applyEdit('x foo\nbar', edit('foo  \nbar', 'foo\nbaz')).text, 'x foo\nbaz');
    assert.equal(applyEdit('x foo\nbar', edit('foo \t', 'baz')).text, 'x baz\nbar');
  });

  it('finds text with another indentation and shifts what is new', () => {
    const file = 'class A {\n    run() {\n        go();\n    }\n}\n';
    assert.deepEqual(applyEdit(file, edit('run() {\n    go();\n}', 'run() {\n    if (x) {\n        go();\n    }\n}')), {
      text: 'class A {\n    run() {\n        if (x) {\n            go();\n        }\n    }\n}\n',
      lines: [2],
      differences: ['indentation (4 spaces more)'],
    });
    const tabs = '\tfoo() {\n\t\tbar();\n\n\t}\n';
    assert.deepEqual(
      applyEdit(tabs, edit('    foo() {\n        bar();\n\n    }\n', '    foo() {\n        baz();\n    }\n')),
      {
        text: '\tfoo() {\n\t\tbaz();\n\t}\n',
        lines: [1],
        differences: ['indentation (tabs in the place of 4 spaces)'],
      },
    );
    assert.deepEqual(applyEdit(tabs, edit('foo() {\n  bar();', 'foo() {\n  baz();\n    qux();')), {
      text: '\tfoo() {\n\t\tbaz();\n\t\t\tqux();\n\n\t}\n',
      lines: [1],
      differences: ['indentation (tabs in the place of 2 spaces, 1 more)'],
    });
    assert.equal(
      applyEdit('a:\n  b: 1\n', edit('a:\n\tb: 1', 'a:\n\tb: 2\n\tc:\n\t\td: 3')).text,
      'a:\n  b: 2\n  c:\n    d: 3\n',
    );
    assert.equal(applyEdit('a\nb\n', edit('  a\n  b\n', '  a\n  c\n')).text, 'a\nc\n');
  });

  it('refuses a shift that is not the same everywhere, or that new text cannot follow', () => {
    assert.throws(() => applyEdit('  a\n   b\n', edit(' a\n b', 'x')), { reason: 'no-match' });
    assert.throws(() => applyEdit('a\nb\n', edit('  a\n  b', '  a\nc')), {
      reason: 'no-match',
      message:
        "old_text fits at line 1 only with other indentation (2 spaces less), and new_text has a line that can't be shifted so far; nothing was changed.",
    });
  });

  it('finds look-alikes of quotes, dashes and spaces, and keeps them where nothing changed', () => {
    const file = 'It’s “so” – a\u00a0test\nand more\n';
    assert.deepEqual(applyEdit(file, edit('It\'s "so" - a test\nand more', 'It\'s "so" - a test\nand less')), {
      text: 'It’s “so” – a\u00a0test\nand less\n',
      lines: [1],
      differences: ['look-alikes of quotes, dashes or spaces'],
    });
    assert.equal(applyEdit(file, edit('a test', 'a trial')).text, 'It’s “so” – a trial\nand more\n');
    assert.deepEqual(applyEdit('\tsay “x” \n', edit('  say "x"', '  say x')).differences, [
      'trailing white space',
      'indentation (tabs in the place of 2 spaces)',
      'look-alikes of quotes, dashes or spaces',
    ]);
  });

  it('keeps the end of a file that has no line end', () => {
    assert.deepEqual(applyEdit('a\nb', edit('b\n', 'c\n')), { text: 'a\nc', lines: [2], differences: ['line ends'] });
    assert.equal(applyEdit('a\nb', edit('a\nb\n', '')).text, '');
    assert.throws(() => applyEdit('b\na', edit('b\n\n', 'c')), { reason: 'no-match' });
  });

  it('refuses what is not there and shows the text most like it', () => {
    assert.throws(() => applyEdit('one\n  const total = sum(items);\n', edit('const total = sum(item);', 'x')), {
      reason: 'no-match',
      message: 'old_text was not found. The text most like it is line 2:\n2:   const total = sum(items);',
    });
    assert.throws(
      () => applyEdit('x\nfunction a() {\n  one();\n  two();\n}\n', edit('function a() {\n  one();\n  tow();\n}', '')),
      {
        message:
          'old_text was not found. The text most like it is at lines 2 to 5:\n2: function a() {\n3:   one();\n4:   two();\n5: }\nLine 4 is the first that differs.',
      },
    );
    assert.throws(() => applyEdit('one\n', edit('zzzzzz', 'x')), /Nothing in the file is like it/);
    assert.throws(() => applyEdit('', edit('a', 'x')), /The file is empty/);
    assert.throws(() => applyEdit('same', edit('same', 'same')), { reason: 'no-change' });
    assert.throws(() => applyEdit('a\r\nb', edit('a\nb', 'a\r\nb')), { reason: 'no-change' });
  });

  it('leaves everything around the place as it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (before, after, text) => {
        const marked = `${before}<<here>>${after}`;
        fc.pre(!(before + after).includes('<<here>>') && marked.split('<<here>>').length === 2);
        fc.pre(!(marked + text).includes('\r') && !marked.startsWith('\ufeff'));
        assert.equal(applyEdit(marked, edit('<<here>>', text)).text, `${before}${text}${after}`);
      }),
    );
  });

  it('gives the bytes that were meant, whatever the line ends, the mark and the end of the file', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '\ufeff'), fc.array(line), marked, fc.array(line), fresh, (...parts) => {
        const [mark, before, old, after, made] = parts;
        const lastOld = old.at(-1)?.[1] ?? '';
        const wanted = old.map(([text]) => text).join('\n');
        const head = mark + joined(before);
        const tail = lastOld + joined(after);
        const { text } = applyEdit(head + joined(old).slice(0, -lastOld.length) + tail, edit(wanted, made.join('\n')));
        assert.deepEqual([text.slice(0, head.length), text.slice(-tail.length)], [head, tail]);
        const middle = text.slice(head.length, -tail.length);
        assert.deepEqual(middle.split(/\r?\n/), made);
        const ends = new Set([...before, ...old, ...after].map(([, ending]) => ending));
        assert.ok(ends.size === 2 || (middle.match(/\r?\n/g) ?? []).every((found) => ends.has(found)));
      }),
    );
  });

  it('leaves a file without a line end at its end as it is there', () => {
    fc.assert(
      fc.property(fc.array(line), marked, fresh, (before, old, made) => {
        const head = joined(before);
        const open = head + joined(old).replace(/\r?\n$/, '');
        const text = (lines: readonly string[]) => lines.map((each) => `${each}\n`).join('');
        const edited = applyEdit(open, edit(text(old.map(([each]) => each)), text(made)));
        assert.equal(edited.text.slice(0, head.length), head);
        assert.deepEqual(edited.text.slice(head.length).split(/\r?\n/), made);
      }),
    );
  });

  it('shifts new lines by exactly what the old ones were shifted by', () => {
    const content = fc.constantFrom<string>('a();', 'b {', '}', 'c: "d"');
    const block = fc.array(fc.tuple(fc.nat(3), content), { minLength: 2, maxLength: 5 });
    const units = fc.constantFrom<[model: string, file: string]>(
      ['\t', '\t'],
      ['  ', '  '],
      ['  ', '\t'],
      ['    ', '\t'],
      ['\t', '    '],
    );
    fc.assert(
      fc.property(
        block,
        block,
        fc.tuple(units, fc.nat(2)),
        fc.boolean(),
        (old, made, [[model, file], deeper], areCurly) => {
          const levels = new Set(old.map(([level]) => level));
          fc.pre(model === file || levels.size > 1);
          const marked = old.map(([level, text], index): [number, string] => [level, `${text} // ${index}`]);
          const text = (lines: [number, string][], unit: string, more: number) =>
            lines.map(([level, each]) => `${unit.repeat(level + more)}${each}\n`).join('');
          const held = text(marked, file, deeper).replaceAll('"', areCurly ? '”' : '"');
          const { text: edited } = applyEdit(`start\n${held}end\n`, edit(text(marked, model, 0), text(made, model, 0)));
          assert.equal(edited, `start\n${text(made, file, deeper)}end\n`);
        },
      ),
    );
  });

  it('finds a place in the middle of a large file, and looks through it once when there is none', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `    const value${index} = compute(${index}, "text");`);
    const file = lines.join('\n');
    const near = applyEdit(
      file,
      edit('const value77 = compute(77, "text");\nconst value78 = compute(78, “text”);', 'x();'),
    );
    assert.deepEqual(near.lines, [78]);
    assert.throws(() => applyEdit(file, edit(lines.slice(500, 900).join('\n').replace('value888', 'value'), 'x')), {
      message: /at lines 501 to 508:\n501: /,
    });
    assert.throws(() => applyEdit(file, edit('    const walue4711 = compute(9, "txt");', 'x')), {
      message: /is line \d+:/,
    });
    assert.throws(() => applyEdit('\n'.repeat(1_000_000), edit(`${'\n'.repeat(1000)}x`, '')), { reason: 'no-match' });
  });

  it('counts the lines that a change adds and removes', () => {
    assert.deepEqual(countLines('a\nb\nc\n', 'a\nB\nc\nd\n'), { added: 2, removed: 1 });
    assert.deepEqual(countLines('', 'a\nb'), { added: 2, removed: 0 });
    assert.deepEqual(countLines('a\n', 'a\n'), { added: 0, removed: 0 });
  });
});
