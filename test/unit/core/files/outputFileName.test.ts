import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { outputFileName } from '../../../../src/core/files/outputFileName';

describe('outputFileName', () => {
  it('keeps ordinary ids', () => {
    assert.equal(outputFileName('toolu_01AbC-d'), 'toolu_01AbC-d.log');
  });

  it('encodes what could name another folder', () => {
    assert.equal(outputFileName('../a'), '%2e%2e%2fa.log');
  });

  it('is a short plain name for any id, and another one for another id', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.string({ minLength: 1, maxLength: 200 }), (a, b) => {
        assert.match(outputFileName(a), /^[A-Za-z0-9_%-]{1,140}\.log$/);
        assert.equal(outputFileName(a) === outputFileName(b), a === b);
      }),
    );
  });
});
