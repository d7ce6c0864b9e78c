import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { redacted, Redaction } from '../../../src/core/redaction';

const secret = 'sk-sk-canary';

function inPieces(pieces: readonly string[], key: string | undefined): string {
  const redaction = new Redaction(key);
  return pieces.map((piece) => redaction.push(piece)).join('') + redaction.end();
}

describe('redaction', () => {
  it('takes out the secret wherever the text is cut', () => {
    const piece = fc.constantFrom('s', 'k', '-', 'sk-', 'canary', 'sk-can', 'ary', secret, 'x');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        assert.equal(inPieces(pieces, secret), redacted(pieces.join(''), secret));
      }),
    );
  });

  it('holds back only what may be the beginning of the secret', () => {
    const redaction = new Redaction(secret);
    assert.deepEqual(
      ['tasks', 'k-', 'i', 'done'].map((piece) => redaction.push(piece)),
      ['task', '', 'sk-i', 'done'],
    );
  });

  it('leaves everything where there is no secret, or one that any text may hold', () => {
    assert.equal(inPieces(['sk-', 'sk-canary'], undefined), secret);
    assert.equal(inPieces(['a key is a key'], 'key'), 'a key is a key');
    assert.equal(redacted('a key', 'key'), 'a key');
  });
});
