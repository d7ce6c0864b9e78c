import assert from 'node:assert/strict';
import { markedPlaces } from '../../../../src/core/train/markedPlaces';

describe('markedPlaces', () => {
  it('counts lines of the first side alone', () => {
    const marked = 'one\n<<<<<<< a\ntwo\n=======\nzwei\ndrei\n>>>>>>> b\nfour\n<<<<<<< a\n=======\nsix\n>>>>>>> b\n';
    assert.deepEqual(markedPlaces('x.ts', marked), [
      { path: 'x.ts', line: 2 },
      { path: 'x.ts', line: 4 },
    ]);
  });

  it('takes lines that only look like marks for what they are', () => {
    assert.deepEqual(markedPlaces('x.md', 'Title\n=======\n<<<<<<<\n>>>>>>> no\n'), []);
  });
});
