import assert from 'node:assert/strict';
import fc from 'fast-check';
import { slugOf, titleOf } from '../../../../src/core/labels/title';
import { Task } from '../../../../src/protocol';

describe('titleOf', () => {
  const cases: Record<string, string> = {
    'Fix the login page': 'Fix the login page',
    '  \n\n# Fix the **login** page:\n\nIt is broken.': 'Fix the login page',
    '- [ ] add tests. Then run them.': '[ ] add tests',
    'Update to v1.2.3 of the parser. It has a fix.': 'Update to v1.2.3 of the parser',
    '1. first step': 'first step',
    '---\nReal text': 'Real text',
    'tab\there\u202e and there\u0007': 'tab here and there',
    'Größe der Überschrift prüfen!': 'Größe der Überschrift prüfen',
    日本語のテストを直してください: '日本語のテストを直してください',
    '!!!': 'Untitled task',
  };
  for (const [prompt, title] of Object.entries(cases)) {
    it(JSON.stringify(prompt), () => assert.equal(titleOf(prompt), title));
  }

  it('cuts a long line at a word', () => {
    const title = titleOf(
      'make the checkout compute vouchers after shipping instead of before it and say so in the log',
    );
    assert.equal(title, 'make the checkout compute vouchers after shipping instead of before it…');
  });
});

describe('slugOf', () => {
  const cases: Record<string, string> = {
    'Fix the login page': 'fix-the-login-page',
    "Don't break `foo_bar()`": 'dont-break-foo-bar',
    'Größe & Überschrift — Straße': 'grosse-uberschrift-strasse',
    日本語: 'task',
    'a very long title that goes on and on and on': 'a-very-long-title-that-goes-on-and-on',
    'supercalifragilisticexpialidociousandmorethanthat now': 'supercalifragilisticexpialidociousandmor',
    '../../etc/passwd --force': 'etc-passwd-force',
  };
  for (const [title, slug] of Object.entries(cases)) {
    it(title, () => assert.equal(slugOf(title), slug));
  }
});

it('a title and slug of any text are valid in a task', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const title = titleOf(text);
      assert.equal(Task.shape.title.parse(title), title);
      assert.doesNotThrow(() => encodeURIComponent(title));
      assert.match(Task.shape.slug.parse(slugOf(title)), /[a-z0-9]$/);
    }),
  );
});
