import assert from 'node:assert/strict';
import { conflictMarks } from '../../../../src/core/landing/conflictMarks';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('conflictMarks', () => {
  it('are lines that git puts around a conflict, and that no side had before', () => {
    const left = bytes('a\n<<<<<<< Yours\r\nb\n=======\nc\n>>>>>>> Theirs');
    assert.equal(conflictMarks(left, [bytes('a\n'), null]), 2);
    assert.equal(conflictMarks(left, [left]), 0);
    assert.equal(conflictMarks(bytes('Title\n=======\n x <<<<<<< \n<<<<<<<<< \n'), []), 0);
  });
});
