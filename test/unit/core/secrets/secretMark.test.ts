import assert from 'node:assert/strict';
import { Redactor } from '../../../../src/core/secrets/redactor';
import { withMarksLiteral } from '../../../../src/core/secrets/secretMark';

describe('the mark of a secret in a regular expression', () => {
  it('stands for itself, and classes that are none of its kind stay classes', () => {
    const redactor = new Redactor();
    redactor.add({ name: 'NPM_TOKEN', value: 'npm_0123456789abcdef' });
    redactor.add({ name: 'model key', value: 'sk-0123456789abcdef' });
    const safe = redactor.redact('token=(npm_0123456789abcdef|sk-0123456789abcdef) [a-c]+');
    const pattern = new RegExp(withMarksLiteral(safe, ['NPM_TOKEN', 'model key']));
    assert.deepEqual(
      ['token=[secret NPM_TOKEN] ab', 'token=[secret model key] c', 'token=N a', 'token=e a'].map((text) =>
        pattern.test(text),
      ),
      [true, true, false, false],
    );
    assert.equal(withMarksLiteral('[secret OTHER]', ['NPM_TOKEN']), '[secret OTHER]');
  });
});
