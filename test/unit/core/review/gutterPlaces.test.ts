import * as assert from 'node:assert/strict';
import { gutterPlaces } from '../../../../src/core/review/gutterPlaces';

describe('what a gutter shows', () => {
  it('is which lines came, changed or went', () => {
    assert.deepEqual(gutterPlaces('1\n2\n3\n4\n5\n', '0\n1\ntwo\n3\n5\n'), [
      { kind: 'added', from: 1, to: 1 },
      { kind: 'modified', from: 3, to: 3 },
      { kind: 'deleted', from: 4, to: 4 },
    ]);
    assert.deepEqual(gutterPlaces('1\n2\n', '2\n'), [{ kind: 'deleted', from: 1, to: 1 }]);
    assert.deepEqual(gutterPlaces('1\n2\n', '1\r\n2\r\n'), []);
  });
});
