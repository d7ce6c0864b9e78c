import assert from 'node:assert/strict';
import { givenPresets, withPreset } from '../../../../src/core/launch/givenPresets';

describe('presets', () => {
  const race = { name: 'Race', text: '/best-of-n gpt-5 x2 Write a limiter', verify: ['npm test'] };

  it('are what of a setting can be understood, each name once', () => {
    const given = [
      race,
      { name: 'No text' },
      'nonsense',
      { ...race, text: 'another' },
      { ...race, name: 'B', more: 1 },
    ];
    assert.deepEqual(givenPresets(given), [race]);
    assert.deepEqual(givenPresets({ name: 'Race' }), []);
    assert.deepEqual(givenPresets(undefined), []);
  });

  it('take the place of one of the same name', () => {
    const other = { name: 'Other', text: 'Mend it' };
    assert.deepEqual(withPreset([race, other], { ...race, text: 'new' }), [other, { ...race, text: 'new' }]);
  });
});
