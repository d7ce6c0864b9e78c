import assert from 'node:assert/strict';
import { literalMarkdown } from '../../../../src/core/labels/literalMarkdown';

describe('text in Markdown', () => {
  it('keeps its words apart, and has no character left that Markdown could read', () => {
    assert.equal(literalMarkdown('Waiting: 50.00'), 'Waiting\\: 50\\.00');
    assert.equal(literalMarkdown('[x](command:y) *b* <b> &amp;'), '\\[x\\]\\(command\\:y\\) \\*b\\* \\<b\\> \\&amp\\;');
    assert.equal(literalMarkdown('`a` \\ $(bug) äöü'), '\\`a\\` \\\\ \\$\\(bug\\) äöü');
  });
});
