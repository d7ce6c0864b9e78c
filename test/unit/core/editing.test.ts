import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyEdit, countLines } from '../../../src/core/editing';

const edit = (oldText: string, newText: string, all = false) => ({ oldText, newText, all });

describe('editing', () => {
  it('replaces the one place where the text stands', () => {
    assert.deepEqual(applyEdit('a\nb\nc\n', edit('b\n', 'B\nB\n')), { text: 'a\nB\nB\nc\n', places: 1 });
    assert.deepEqual(applyEdit('x $1 y', edit('$1', '$& $$')), { text: 'x $& $$ y', places: 1 });
  });

  it('keeps CRLF and the byte order mark', () => {
    assert.equal(applyEdit('\ufeffa\r\nb\r\n', edit('a\nb\n', 'a\nc\nb\n')).text, '\ufeffa\r\nc\r\nb\r\n');
    assert.equal(applyEdit('a\r\nb\nc', edit('b\n', 'x\n')).text, 'a\r\nx\nc');
    assert.equal(applyEdit('\ufeffone', edit('one', 'two')).text, '\ufefftwo');
  });

  it('refuses more than one place and names the lines', () => {
    assert.throws(() => applyEdit('a\nb\na\n', edit('a', 'x')), {
      domain: 'edit',
      reason: 'many-matches',
      message: 'old_text stands in 2 places, at lines 1, 3; nothing was changed.',
    });
    assert.deepEqual(applyEdit('a\nb\na\n', edit('a', 'x', true)), { text: 'x\nb\nx\n', places: 2 });
  });

  it('refuses what is not there and shows the nearest line', () => {
    assert.throws(() => applyEdit('one\n  const total = sum(items);\n', edit('const total = sum(item);', 'x')), {
      reason: 'no-match',
      message: 'old_text was not found. The line most like its first line is 2:   const total = sum(items);',
    });
    assert.throws(() => applyEdit('one\n', edit('zzzzzz', 'x')), /No line is like its first line/);
    assert.throws(() => applyEdit('', edit('a', 'x')), /The file is empty/);
    assert.throws(() => applyEdit('same', edit('same', 'same')), { reason: 'no-change' });
  });

  it('leaves everything around the place as it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (before, after, text) => {
        const marked = `${before}<<here>>${after}`;
        fc.pre(!(before + after).includes('<<here>>') && marked.split('<<here>>').length === 2);
        fc.pre(!(marked + text).includes('\r'));
        assert.equal(applyEdit(marked, edit('<<here>>', text)).text, `${before}${text}${after}`);
      }),
    );
  });

  it('counts the lines that a change adds and removes', () => {
    assert.deepEqual(countLines('a\nb\nc\n', 'a\nB\nc\nd\n'), { added: 2, removed: 1 });
    assert.deepEqual(countLines('', 'a\nb'), { added: 2, removed: 0 });
    assert.deepEqual(countLines('a\n', 'a\n'), { added: 0, removed: 0 });
  });
});
