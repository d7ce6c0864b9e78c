import * as assert from 'node:assert/strict';
import { indentShift } from '../../../../src/core/editing/indentShift';

const shiftOf = (wanted: string[], found: string[]) => indentShift(wanted, found)?.description ?? null;

describe('a shift of indentation', () => {
  it('is named by what the file has more, less, or in the place of the other', () => {
    const shifts: [string[], string[], string | null][] = [
      [['a', '  b'], [' a', '   b'], '1 space more'],
      [['a', '', '\tb'], ['\t\ta', '', '\t\t\tb'], '2 tabs more'],
      [['a'], ['\t a'], '2 characters more'],
      [['    a', '      b'], ['a', '  b'], '4 spaces less'],
      [['\t\ta'], ['\ta'], '1 tab less'],
      [['  a', '    b'], ['\ta', '\t\tb'], 'tabs in the place of 2 spaces'],
      [['\ta', '\t\tb'], [' a', '  b'], '1 space in the place of tabs'],
      [['a', '    b'], ['\ta', '\t\tb'], 'tabs in the place of 4 spaces, 1 more'],
      [['\ta', '\t\tb'], ['a', '    b'], '4 spaces in the place of tabs, 1 less'],
      [['   a'], ['\t\ta'], null],
      [[' a', '  b'], ['  a', ' b'], null],
      [['', '  '], ['', ''], null],
      [['\t a'], [' \ta'], null],
    ];
    assert.deepEqual(
      shifts.map(([wanted, found]) => shiftOf(wanted, found)),
      shifts.map(([, , description]) => description),
    );
  });

  it('leaves blank lines as they are, and refuses what would have to go below nothing', () => {
    const less = indentShift(['    a', '      b'], ['a', '  b']);
    assert.deepEqual([less?.apply('      c'), less?.apply(''), less?.apply('  c')], ['  c', '', null]);
    const tabs = indentShift(['        a', '            b'], ['\ta', '\t\tb']);
    assert.deepEqual(
      ['            c', '          d', ' ', '    e', 'f'].map((line) => tabs?.apply(line)),
      ['\t\tc', '\t  d', ' ', 'e', null],
    );
  });
});
