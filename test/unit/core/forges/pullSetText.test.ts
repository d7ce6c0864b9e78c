import assert from 'node:assert/strict';
import { pullSetText, readPullSetText } from '../../../../src/core/forges/pullSetText';

const texts = [
  { name: 'shared/types', title: 'Do it', body: '## What was asked\n\n> # backend: of a prompt' },
  { name: 'backend', title: 'Do it: here', body: 'Text' },
];

describe('the texts of several pull requests', () => {
  const { title, body } = pullSetText(texts);
  const plain = texts.map(({ title: each, body: text }) => ({ title: each, body: text }));

  it('are one to edit, and read from it again', () => {
    assert.equal(title, '# shared/types: Do it');
    assert.deepEqual(readPullSetText(`${title}\n\n${body}`, ['shared/types', 'backend']), plain);
    assert.deepEqual(readPullSetText(`shared/types: Do it\n${body}`, ['shared/types', 'backend']), plain);
  });

  it('are refused where a heading is gone or has no title', () => {
    assert.equal(readPullSetText(body, ['shared/types', 'backend']), null);
    assert.equal(readPullSetText('# a: \n\ntext', ['a']), null);
  });
});
