import * as assert from 'node:assert/strict';
import { givenQuietHours, isQuiet } from '../../../../src/core/notices/quietHours';

const at = (time: string): Date => new Date(`2026-11-23T${time}:00`);

describe('quiet hours', () => {
  it('are read from two times of the day, also over midnight', () => {
    assert.deepEqual(givenQuietHours('22:00-07:00'), { from: 1320, to: 420 });
    assert.deepEqual(givenQuietHours(' 9:30 – 12:00 '), { from: 570, to: 720 });
    assert.deepEqual(givenQuietHours('20:00-24:00'), { from: 1200, to: 0 });
  });

  it('are none for a text that says none', () => {
    for (const text of ['', 'at night', '25:00-07:00', '22:60-07:00', '22:00-24:30', '07:00-07:00', '22-7']) {
      assert.equal(givenQuietHours(text), null, text);
    }
  });

  it('begin with their first minute and end before their last', () => {
    const night = givenQuietHours('22:00-07:00');
    const quiet = ['21:59', '22:00', '23:59', '00:00', '06:59', '07:00', '12:00'].map((time) =>
      isQuiet(night, at(time)),
    );
    assert.deepEqual(quiet, [false, true, true, true, true, false, false]);
    const noon = givenQuietHours('12:00-13:00');
    assert.deepEqual(
      ['11:59', '12:00', '13:00'].map((time) => isQuiet(noon, at(time))),
      [false, true, false],
    );
    assert.equal(isQuiet(null, at('23:00')), false);
  });
});
